// XEP-0300: Use of Cryptographic Hash Functions in XMPP, 1.0.0, https://xmpp.org/extensions/xep-0300.html
import { decodeBase64, encodeBase64 } from '../base64';
import { attr, children, el, text, type Element } from '../xml';

export const HASHES = 'urn:xmpp:hashes:2';
/** Bytes of a SHA-256. */
const LENGTH = 32;

/** The SHA-256 among an element's hashes, in base64 (§3); others are of no use to us. Two that differ are none. */
export function parseSha256(parent: Element): string | undefined {
  const found = children(parent, 'hash', HASHES).filter((hash) => attr(hash, 'algo') === 'sha-256');
  const values = found.map((hash) => {
    const bytes = decodeBase64(text(hash));
    return bytes?.length === LENGTH ? encodeBase64(bytes) : undefined;
  });
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}

/** States a SHA-256, which is in base64. */
export function buildSha256(hash: string): Element {
  return el('hash', { xmlns: HASHES, algo: 'sha-256' }, hash);
}
