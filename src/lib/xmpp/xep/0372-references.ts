// XEP-0372: References, 0.5.0, https://xmpp.org/extensions/xep-0372.html
import { normalJid } from '../../base/jid';
import { attr, children, el, type Element } from '../xml';

const REFERENCE = 'urn:xmpp:reference:0';
/** A message that mentions more than this many mentions nobody in particular. */
const MAX_MENTIONS = 100;

/** The address in an `xmpp:` URI (RFC 5122 §2.2), without its query; `undefined` for anything else. */
function addressOf(uri: string | undefined): string | undefined {
  const path = /^xmpp:([^?#]+)/i.exec(uri ?? '')?.[1];
  if (path === undefined) return undefined;
  try {
    return normalJid(decodeURIComponent(path));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

const buildUri = (address: string): string =>
  `xmpp:${address.split('/').map(encodeURIComponent).join('/').replace('%40', '@')}`;

/** Who is mentioned (§3.2): normalised, people by their bare addresses or a room's occupants by theirs. */
export function parseMentions(message: Element): string[] {
  const mentions = children(message, 'reference', REFERENCE).filter((e) => attr(e, 'type') === 'mention');
  if (mentions.length > MAX_MENTIONS) return [];
  return [...new Set(mentions.flatMap((mention) => addressOf(attr(mention, 'uri')) ?? []))];
}

/**
 * Mentions somebody in the body (§3.2): from the `begin`th character up to but not with the `end`th, in code points, as
 * XEP-0426 counts.
 */
export function buildMention(begin: number, end: number, address: string): Element {
  const uri = buildUri(address);
  return el('reference', { xmlns: REFERENCE, type: 'mention', begin: String(begin), end: String(end), uri });
}
