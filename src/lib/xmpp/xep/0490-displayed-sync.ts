// XEP-0490: Message Displayed Synchronization, 1.0.1, https://xmpp.org/extensions/xep-0490.html
import { normalJid } from '../../base/jid';
import { attr, children, el, type Element } from '../xml';
import type { NodeOptions, PubsubItem } from './0060-pubsub';
import { PRIVATE_NODE } from './0223-private-data';
import { SID, buildStanzaId } from './0359-stanza-ids';

/** The node and the namespace. */
export const MDS = 'urn:xmpp:mds:displayed:0';

/** The node's settings (§4.2): private, every chat kept, nothing sent at login because all of it is fetched then. */
export const MDS_NODE: NodeOptions = [...PRIVATE_NODE, ['max_items', 'max'], ['send_last_published_item', 'never']];

/** How far the user has read a chat: up to the message that `by` gave that id. */
export interface DisplayedSync {
  chat: string;
  stanzaId: string;
  by: string;
}

/** Reads an item of the own node: its id is the chat, its payload holds exactly one stanza-id (§4.1). */
export function parseDisplayedSync(item: PubsubItem): DisplayedSync | undefined {
  const chat = normalJid(item.id);
  const ids = item.payload?.is('displayed', MDS) ? children(item.payload, 'stanza-id', SID) : [];
  const [only] = ids;
  if (!chat || !only || ids.length > 1) return undefined;
  const stanzaId = attr(only, 'id');
  const by = normalJid(attr(only, 'by'));
  return stanzaId && by ? { chat, stanzaId, by } : undefined;
}

/** The payload of the item whose id is the chat's address. */
export function buildDisplayedSync(stanzaId: string, by: string): Element {
  return el('displayed', { xmlns: MDS }, buildStanzaId(stanzaId, by));
}
