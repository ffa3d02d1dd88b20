import { regionOf, WHOLE, type Crop } from './crop';

/** Width and height of what comes out, pixels. */
export const SIDE = 256;
const MOST = 30_000;
const QUALITIES = [0.85, 0.7, 0.55, 0.4, 0.25];

/**
 * A square of a picture, the middle if nothing else is said, as a small JPEG without anything else that the file said, such as the place where it was
 * taken (XEP-0153 §4.3 asks for small ones). `undefined` for a file that is no picture.
 */
export async function shrinkPicture(file: Blob, crop: Crop = WHOLE): Promise<Blob | undefined> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  const { x, y, side } = regionOf(picture, crop);
  // JPEG knows no transparency: what shines through would be black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, SIDE, SIDE);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, x, y, side, side, 0, 0, SIDE, SIDE);
  picture.close();
  let smallest: Blob | undefined;
  for (const quality of QUALITIES) {
    smallest = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality)).then(
      (blob) => blob ?? undefined
    );
    if (!smallest || smallest.size <= MOST) break;
  }
  return smallest;
}
