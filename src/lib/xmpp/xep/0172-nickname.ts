// XEP-0172: User Nickname, 1.1, https://xmpp.org/extensions/xep-0172.html
import { childText, el, type Element } from '../xml';

export const NICK = 'http://jabber.org/protocol/nick';

/** What somebody calls themselves, in a message or a subscription request; never an identity. */
export function parseNick(parent: Element): string | undefined {
  return childText(parent, 'nick', NICK)?.trim() || undefined;
}

/** States the own one. */
export function buildNick(nick: string): Element {
  return el('nick', { xmlns: NICK }, nick);
}
