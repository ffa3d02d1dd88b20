import type { DecodeQR } from 'qr/decode.js';

const LARGEST = 1_024;

type Source = CanvasImageSource & object;

function read(source: Source, width: number, height: number, decode: DecodeQR): string | undefined {
  const scale = Math.min(1, LARGEST / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context || canvas.width === 0 || canvas.height === 0) return undefined;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  try {
    return decode(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    // The decoder throws for every picture without a readable code.
    return undefined;
  }
}

/** The text of the QR code that the camera sees now. */
export function codeInFrame(video: HTMLVideoElement, decode: DecodeQR): string | undefined {
  return read(video, video.videoWidth, video.videoHeight, decode);
}

/** The text of the QR code in a picture; `undefined` also for a file that is none. */
export async function codeInPicture(file: Blob, decode: DecodeQR): Promise<string | undefined> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return undefined;
  const text = read(picture, picture.width, picture.height, decode);
  picture.close();
  return text;
}
