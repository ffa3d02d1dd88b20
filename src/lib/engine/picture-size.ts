/** How large a picture is, pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

/** So much of a file is looked at, bytes: what stands before the size of a photograph is small. */
const HEAD = 2 * 1024 * 1024;
/** Headers of JPEG frames (ITU-T T.81, table B.1): of all kinds but tables, which have names among theirs. */
const FRAME = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * The size of a bitmap picture as its file says it before anything is decoded: what is larger than it seems would fill the memory.
 * `undefined` where it does not say.
 */
export async function measurePicture(blob: Blob, type: string): Promise<PictureSize | undefined> {
  const buffer = await blob.slice(0, HEAD).arrayBuffer();
  try {
    return read(new DataView(buffer), type);
  } catch (thrown) {
    // It ends before it says it.
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

function read(view: DataView, type: string): PictureSize | undefined {
  switch (type) {
    case 'image/png':
      return { width: view.getUint32(16), height: view.getUint32(20) };
    case 'image/gif':
      return ofGif(view);
    case 'image/webp':
      return ofWebp(view);
    case 'image/jpeg':
      return ofJpeg(view);
    case 'image/avif':
      return ofAvif(view);
    default:
      return undefined;
  }
}

/** The screen that it is drawn on, or its first picture, which some browsers make the screen grow for. */
function ofGif(view: DataView): PictureSize {
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  const flags = view.getUint8(10);
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  while (view.getUint8(at) === 0x21) {
    at += 2;
    while (view.getUint8(at) > 0) at += view.getUint8(at) + 1;
    at += 1;
  }
  if (view.getUint8(at) !== 0x2c) return size;
  const [left, top] = [view.getUint16(at + 1, true), view.getUint16(at + 3, true)];
  return {
    width: Math.max(size.width, left + view.getUint16(at + 5, true)),
    height: Math.max(size.height, top + view.getUint16(at + 7, true))
  };
}

function ofWebp(view: DataView): PictureSize | undefined {
  const name = nameAt(view, 12);
  if (name === 'VP8X') return { width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) };
  if (name === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (name !== 'VP8L') return undefined;
  const bits = view.getUint32(21, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

function ofJpeg(view: DataView): PictureSize | undefined {
  for (let at = 2; ;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // Any number of these may stand before a marker.
    if (marker === 0xff) at += 1;
    else if (FRAME(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    else if (marker === 0xda || marker === 0xd9) return undefined;
    else at += 2 + Math.max(2, view.getUint16(at + 2));
  }
}

/** The largest of all that are in it: a picture made of tiles says the size of each, and its own. */
function ofAvif(view: DataView): PictureSize | undefined {
  let largest: PictureSize | undefined;
  for (let at = 0; at + 16 <= view.byteLength; at++) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (!largest || width * height > largest.width * largest.height) largest = { width, height };
  }
  return largest;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}
