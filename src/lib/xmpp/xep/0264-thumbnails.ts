// XEP-0264: Jingle Content Thumbnails, 0.4.1, https://xmpp.org/extensions/xep-0264.html
import { decodeBase64, encodeBase64 } from '../base64';
import { attr, children, el, type Element } from '../xml';

export const THUMBS = 'urn:xmpp:thumbs:1';
const TYPE = 'image/thumbhash';
/** A ThumbHash has 5 to 25 bytes. */
const [SHORTEST, LONGEST] = [5, 25];

function decode(uri: string): string | undefined {
  const [, isBase64, data = ''] = /^data:image\/thumbhash(;base64)?,([^]{1,200})$/i.exec(uri) ?? [];
  try {
    const plain = decodeURIComponent(data);
    // Some write the hash in base64 without saying so.
    const bytes = decodeBase64(isBase64 ? plain : plain.trim());
    return bytes && bytes.length >= SHORTEST && bytes.length <= LONGEST ? encodeBase64(bytes) : undefined;
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** The ThumbHash among a file's thumbnails, in base64: it is in the message itself, so nothing is fetched for it. */
export function parseThumbhash(file: Element): string | undefined {
  for (const thumbnail of children(file, 'thumbnail', THUMBS)) {
    const found = decode(attr(thumbnail, 'uri') ?? '');
    if (found) return found;
  }
  return undefined;
}

/** A ThumbHash, which is in base64, as a thumbnail (§4). */
export function buildThumbhash(hash: string): Element {
  return el('thumbnail', { xmlns: THUMBS, uri: `data:${TYPE};base64,${hash}`, 'media-type': TYPE });
}
