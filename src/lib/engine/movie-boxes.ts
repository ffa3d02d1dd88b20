/** A box of a file in the ISO base media format (ISO/IEC 14496-12 §4.2): MP4, QuickTime, 3GPP. Bytes from the beginning. */
interface Box {
  name: string;
  /** Where it begins, where what is in it begins, and where it ends. */
  start: number;
  body: number;
  end: number;
}

/** What tells where, by what and with which words something was taken (§8.10, §8.11, and what makers put beside it). */
const TELLTALE = ['udta', 'meta', 'uuid'];
/** What has such boxes in it. */
const HOLDS = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'edts'];
/** What says when it was made: both times stand behind version and flags, four bytes each, or eight in version 1. */
const DATED = ['mvhd', 'tkhd', 'mdhd'];
/** What every such file begins with; old ones of QuickTime have no `ftyp`. */
const FIRST = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];
/** No film's table of contents is larger, bytes. */
const LARGEST = 64 * 1024 * 1024;
/** More boxes in a row are no film. */
const MOST = 10_000;
/** A box's size, name and, where it is very large, its size again. */
const HEAD = 16;

/**
 * The same film or recording without when and where it was taken, bytes in place: boxes that tell become empty room, so that nothing
 * else moves. What is no such file, or broken, stays as it is from there on. Tracks of measurements stay.
 */
export async function withoutPlace(blob: Blob): Promise<Blob> {
  const parts: BlobPart[] = [];
  let kept = 0;
  let count = 0;
  for (let at = 0; at + 8 <= blob.size && count < MOST; count++) {
    const box = readBox(await view(blob, at, at + HEAD), 0, at, blob.size);
    if (!box || (at === 0 && !FIRST.includes(box.name))) break;
    const tells = TELLTALE.includes(box.name);
    if (tells || (box.name === 'moov' && box.end - box.start <= LARGEST)) {
      const bytes = await view(blob, box.start, box.end);
      clean(bytes, { ...box, start: 0, body: box.body - box.start, end: bytes.byteLength });
      parts.push(blob.slice(kept, box.start), bytes);
      kept = box.end;
    }
    at = box.end;
  }
  return parts.length === 0 ? blob : new Blob([...parts, blob.slice(kept)], { type: blob.type });
}

async function view(blob: Blob, from: number, to: number): Promise<DataView<ArrayBuffer>> {
  return new DataView(await blob.slice(from, to).arrayBuffer());
}

/** The box whose head stands at `at`; `start` is its place in a whole that ends at `end`. */
function readBox(bytes: DataView, at: number, start: number, end: number): Box | undefined {
  if (at + 8 > bytes.byteLength) return undefined;
  const stated = bytes.getUint32(at);
  const isLarge = stated === 1;
  if (isLarge && at + HEAD > bytes.byteLength) return undefined;
  const size = isLarge ? Number(bytes.getBigUint64(at + 8)) : stated === 0 ? end - start : stated;
  const head = isLarge ? HEAD : 8;
  if (size < head || size > end - start) return undefined;
  const name = String.fromCharCode(...[4, 5, 6, 7].map((i) => bytes.getUint8(at + i)));
  return { name, start, body: start + head, end: start + size };
}

function clean(bytes: DataView<ArrayBuffer>, { name, start, body, end }: Box): void {
  if (TELLTALE.includes(name)) {
    for (const [i, letter] of [...'free'].entries()) bytes.setUint8(start + 4 + i, letter.charCodeAt(0));
    new Uint8Array(bytes.buffer).fill(0, body, end);
  } else if (DATED.includes(name) && body + 20 <= end) {
    const length = bytes.getUint8(body) === 1 ? 16 : 8;
    new Uint8Array(bytes.buffer).fill(0, body + 4, body + 4 + length);
  } else if (HOLDS.includes(name)) {
    for (let at = body; at < end;) {
      const box = readBox(bytes, at, at, end);
      if (!box) return;
      clean(bytes, box);
      at = box.end;
    }
  }
}
