// XEP-0359: Unique and Stable Stanza IDs, 0.7.0, https://xmpp.org/extensions/xep-0359.html
import { normalJid } from '../../base/jid';
import { attr, children, el, type Element } from '../xml';

export const SID = 'urn:xmpp:sid:0';

/**
 * The id that `by` gave the message: only to be asked of an entity that announces {@link SID} (§4), since others let
 * forged ones through. Two by the same entity are a forgery, so neither counts (§3).
 */
export function parseStanzaId(message: Element, by: string): string | undefined {
  const [id, ...others] = children(message, 'stanza-id', SID).filter((e) => normalJid(attr(e, 'by')) === by);
  return id && others.length === 0 ? attr(id, 'id') || undefined : undefined;
}

/** The id that the sender chose; never a key by itself (§5). */
export function parseOriginId(message: Element): string | undefined {
  const [id, ...others] = children(message, 'origin-id', SID);
  return id && others.length === 0 ? attr(id, 'id') || undefined : undefined;
}

/** States the sender's own id. */
export function buildOriginId(id: string): Element {
  return el('origin-id', { xmlns: SID, id });
}

/** Names a message by the id that `by` gave it. */
export function buildStanzaId(id: string, by: string): Element {
  return el('stanza-id', { xmlns: SID, by, id });
}
