// XEP-0172: User Nickname, 1.1, https://xmpp.org/extensions/xep-0172.html
import type { PubsubItem } from './0060-pubsub';
import { childText, el, type Element } from '../xml';

export const NICK = 'http://jabber.org/protocol/nick';

/** What somebody calls themselves, in a message or a subscription request; never an identity. */
export function parseNick(parent: Element): string | undefined {
  return childText(parent, 'nick', NICK)?.trim() || undefined;
}

/** The newest name in a node of names (§4.3). */
export function parseNickItems(items: PubsubItem[]): string | undefined {
  const payload = items.at(-1)?.payload;
  return payload && parseNick(el('item', {}, payload));
}

/** States the own one. */
export function buildNick(nick: string): Element {
  return el('nick', { xmlns: NICK }, nick);
}
