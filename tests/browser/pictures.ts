import type { Page } from '@playwright/test';

/** A file as it is given to an input of the page. */
export interface PickedFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Where the pictures of {@link photo} say that they were taken: it must never leave the device. */
export const SECRET_PLACE = 'Secret garden';

/** A photo as a camera makes it: colourful, of this size, with the place where it was taken. */
export async function photo(page: Page, name: string, width: number, height: number): Promise<PickedFile> {
  const base64 = await page.evaluate(
    async ([w, h]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [w, h];
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      const sky = context.createLinearGradient(0, 0, 0, h);
      for (const [at, colour] of [
        [0, '#7fb2e5'],
        [0.5, '#f2e4c4'],
        [1, '#4c7a41']
      ] as const)
        sky.addColorStop(at, colour);
      context.fillStyle = sky;
      context.fillRect(0, 0, w, h);
      for (let i = 0; i < 200; i++) {
        context.fillStyle = `hsl(${(i * 47) % 360} 60% 50%)`;
        context.fillRect((i * 997) % w, (i * 613) % h, w / 40, h / 40);
      }
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.92));
      const bytes = new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [width, height] as const
  );
  const jpeg = Buffer.from(base64, 'base64');
  return { name, mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg.subarray(0, 2), exif(), jpeg.subarray(2)]) };
}

/** The part of a JPEG that says where it was taken (Exif 2.3 §4.6.6): latitude 52° north, and a word for it. */
function exif(): Buffer {
  const place = Buffer.from(`${SECRET_PLACE}\0`, 'latin1');
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4 + 2 + 2 * 12 + 4 + 24);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  const entry = (at: number, tag: number, type: number, count: number, value: number): void => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  };
  tiff.writeUInt16LE(2, 8);
  entry(10, 0x010e, 2, place.length, tiff.length);
  entry(22, 0x8825, 4, 1, 38);
  tiff.writeUInt16LE(2, 38);
  entry(40, 0x0001, 2, 2, 'N'.charCodeAt(0));
  entry(52, 0x0002, 5, 3, 68);
  for (const [i, value] of [52, 1, 30, 1, 0, 1].entries()) tiff.writeUInt32LE(value, 68 + i * 4);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, place]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}
