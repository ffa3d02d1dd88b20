import type { Bytes } from '../xmpp/base64';
import { withoutComments } from './gif-blocks';

/** One piece of a PNG or WebP file. */
interface Chunk {
  name: string;
  /** Where it begins and ends, with all that belongs to it. */
  start: number;
  end: number;
}

const TELLTALE = /^(eXIf|tEXt|zTXt|iTXt|tIME|EXIF|XMP )$/;

/** The pieces of a PNG or WebP file. */
function* chunks(bytes: Uint8Array, type: string): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isPng = type === 'image/png';
  for (let start = isPng ? 8 : 12; start + 8 <= bytes.length;) {
    const size = view.getUint32(isPng ? start : start + 4, !isPng);
    const nameAt = isPng ? start + 4 : start;
    const end = start + size + (isPng ? 12 : 8 + (size % 2));
    yield { name: String.fromCharCode(...bytes.subarray(nameAt, nameAt + 4)), start, end };
    start = end;
  }
}

/** The markers of a JPEG file before its picture begins. */
function* markers(bytes: Uint8Array): Generator<number> {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    yield marker;
    if (marker === 0xda) return;
    at += 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
  }
}

/** Whether more than the picture itself may stand in a file: when and where it was taken, by what, a text. */
export function hasMetadata(bytes: Uint8Array, type: string): boolean {
  switch (type) {
    case 'image/png':
    case 'image/webp':
      return some(chunks(bytes, type), ({ name }) => TELLTALE.test(name));
    case 'image/jpeg':
      // JFIF and Adobe's colours say nothing of anybody; colour profiles neither, but they are as good as any other place.
      return some(markers(bytes), (marker) => (marker >= 0xe1 && marker <= 0xed) || marker === 0xef || marker === 0xfe);
    default:
      return true;
  }
}

/** Whether it moves, so that drawing it anew would leave one picture of it. */
export function isAnimated(bytes: Uint8Array, type: string): boolean {
  if (type === 'image/gif') return true;
  if (type === 'image/webp') return some(chunks(bytes, type), ({ name }) => name === 'ANIM');
  return type === 'image/png' && some(chunks(bytes, type), ({ name }) => name === 'acTL');
}

/** The same moving picture without what else stands in its file. */
export function withoutMetadata(bytes: Bytes, type: string): Bytes {
  if (type === 'image/gif') return withoutComments(bytes);
  if (type !== 'image/png' && type !== 'image/webp') return bytes;
  const kept = [...chunks(bytes, type)].filter(({ name }) => !TELLTALE.test(name));
  const parts = [
    bytes.subarray(0, type === 'image/png' ? 8 : 12),
    ...kept.map(({ start, end }) => bytes.slice(start, end))
  ];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  if (type === 'image/png' || out.length < 12) return out;
  const view = new DataView(out.buffer);
  view.setUint32(4, out.length - 8, true);
  // The first piece of an extended file says which others there are; 4 and 8 are XMP and EXIF.
  if (kept[0]?.name === 'VP8X' && out.length > 20) view.setUint8(20, view.getUint8(20) & ~12);
  return out;
}

function some<T>(all: Iterable<T>, test: (one: T) => boolean): boolean {
  for (const one of all) if (test(one)) return true;
  return false;
}
