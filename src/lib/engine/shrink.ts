import { AppError } from '../base/errors';
import { encodeBase64 } from '../xmpp/base64';
import type { Quality } from './api-files';
import { sniffPicture } from './file-kind';
import type { Shrunk } from './picked-file';
import { hasMetadata, isAnimated, withoutMetadata } from './picture-facts';

/** How large a picture is sent: pixels of the longer side, and how well. */
const FITS: Record<Quality, { side: number; quality: number }> = {
  standard: { side: 1600, quality: 0.82 },
  high: { side: 2560, quality: 0.9 },
  original: { side: Infinity, quality: 0.95 }
};
/** As others make them (XEP-0449 §4.1.3). */
const STICKER = { side: 512, quality: 0.85 };
/** Nothing that a person sends is larger, and canvases end there. */
const LARGEST_SIDE = 16_384;
/** ThumbHash takes no more pixels to a side. */
const HASHED = 100;

/**
 * Makes a picture fit and takes its metadata away, where it was taken above all; its orientation is applied. A moving picture is
 * sent as it is. Runs in a worker; decoding and encoding are the browser's own threads. Fails with
 * `picture-unreadable` where the browser does not know its kind, else with `file-unreadable`.
 */
export function shrinkPicture(blob: Blob, quality: Quality, lowData: boolean): Promise<Shrunk> {
  const { side, quality: q } = FITS[quality];
  const longest = lowData ? Math.min(side, FITS.high.side) / 2 : Math.min(side, LARGEST_SIDE);
  return shrinkTo(blob, longest, q);
}

/** The same for a sticker. */
export function shrinkSticker(blob: Blob): Promise<Shrunk> {
  return shrinkTo(blob, STICKER.side, STICKER.quality);
}

async function shrinkTo(blob: Blob, longest: number, q: number): Promise<Shrunk> {
  const type = await sniffPicture(blob);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const bitmap = await decode(blob);
  try {
    const size = { width: bitmap.width, height: bitmap.height };
    const thumbhash = await hashOf(bitmap);
    if (type && isAnimated(bytes, type))
      return { blob: new Blob([withoutMetadata(bytes, type)], { type }), ...size, thumbhash };
    const scale = Math.min(1, longest / Math.max(size.width, size.height));
    const encoded = await encode(draw(bitmap, scale), type, q);
    const mayStay = type !== undefined && scale === 1 && encoded.size >= blob.size && !hasMetadata(bytes, type);
    if (mayStay) return { blob: blob.slice(0, blob.size, type), ...size, thumbhash };
    const shown = { width: Math.round(size.width * scale) || 1, height: Math.round(size.height * scale) || 1 };
    return { blob: encoded, ...shown, thumbhash };
  } finally {
    bitmap.close();
  }
}

async function decode(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image' });
  } catch (thrown) {
    throw new AppError('picture-unreadable', String(thrown), { cause: thrown });
  }
}

function draw(bitmap: ImageBitmap, scale: number): OffscreenCanvas {
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  const context = canvas.getContext('2d');
  if (!context) throw new AppError('file-unreadable', 'no canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Photographs become JPEG; what may have holes becomes WebP, or PNG where a browser can't write that. */
async function encode(canvas: OffscreenCanvas, type: string | undefined, quality: number): Promise<Blob> {
  const mayHaveHoles = type !== 'image/jpeg' && hasHoles(canvas);
  // A browser that can't write a type writes PNG without a word.
  const blob = await canvas.convertToBlob({ type: mayHaveHoles ? 'image/webp' : 'image/jpeg', quality });
  if (blob.size === 0) throw new AppError('file-unreadable', 'nothing was drawn');
  return blob;
}

function hasHoles(canvas: OffscreenCanvas): boolean {
  const { data } = smaller(canvas);
  for (let i = 3; i < data.length; i += 4) if ((data[i] ?? 255) < 255) return true;
  return false;
}

/** A picture so small that it can be looked at in no time. */
function smaller(picture: ImageBitmap | OffscreenCanvas): ImageData {
  const scale = Math.min(1, HASHED / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new AppError('file-unreadable', 'no canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

async function hashOf(bitmap: ImageBitmap): Promise<string> {
  const { rgbaToThumbHash } = await import('thumbhash');
  const { width, height, data } = smaller(bitmap);
  return encodeBase64(rgbaToThumbHash(width, height, data));
}
