import type { Bytes } from '../xmpp/base64';

const [EXTENSION, IMAGE, TRAILER] = [0x21, 0x2c, 0x3b];
/** What is drawn: how a picture follows the one before it, and text (GIF89a §23, §25). */
const DRAWN = [0xf9, 0x01];
const APPLICATION = 0xff;
/** The applications that say how often it is repeated. */
const REPEATS = ['NETSCAPE2.0', 'ANIMEXTS1.0'];

/** The same moving picture without comments, what applications put into it (XMP above all), and what stands behind its end. */
export function withoutComments(bytes: Bytes): Bytes {
  const start = 13 + tableSize(bytes[10]);
  const parts = [bytes.subarray(0, start)];
  for (let at = start; at < bytes.length && bytes[at] !== TRAILER;) {
    const end = endOf(bytes, at);
    if (end === undefined) break;
    if (bytes[at] === IMAGE || isDrawn(bytes, at)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  if (start < bytes.length) parts.push(Uint8Array.of(TRAILER));
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** How many bytes a table of colours takes, as the flags before it say. */
function tableSize(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Where the block that begins there ends; `undefined` for none that is known. */
function endOf(bytes: Bytes, at: number): number | undefined {
  if (bytes[at] === EXTENSION) return endOfParts(bytes, at + 2);
  return bytes[at] === IMAGE ? endOfParts(bytes, at + 11 + tableSize(bytes[at + 9])) : undefined;
}

/** Behind a row of parts, each with its length before it, until an empty one or the end of the file. */
function endOfParts(bytes: Bytes, from: number): number {
  let at = from;
  for (let size = bytes[at]; size; size = bytes[at]) at += size + 1;
  return Math.min(at + 1, bytes.length);
}

function isDrawn(bytes: Bytes, at: number): boolean {
  const label = bytes[at + 1] ?? 0;
  if (DRAWN.includes(label)) return true;
  return label === APPLICATION && REPEATS.includes(String.fromCharCode(...bytes.subarray(at + 3, at + 14)));
}
