import { expect, it } from 'vitest';
import { measurePicture } from './picture-size';

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)));
const GIF = [0x10, 0, 0x20, 0];
const EXTENSION = [0x21, 0xfe, 2, 1, 1, 0];

const SIZED: [what: string, type: string, file: Uint8Array<ArrayBuffer>, width: number, height: number][] = [
  ['PNG', 'image/png', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', [0, 0, 0x4e, 0x20, 0, 1, 0, 0]), 20_000, 65_536],
  ['GIF', 'image/gif', bytes('GIF89a', GIF, [0, 0, 0], EXTENSION, [0x3b]), 16, 32],
  [
    'GIF whose first picture is larger than its screen',
    'image/gif',
    bytes('GIF89a', GIF, [0x80, 0, 0, 1, 2, 3, 4, 5, 6], EXTENSION, [0x2c, 1, 0, 0, 0, 0, 1, 0, 2, 0]),
    257,
    512
  ],
  ['WebP with losses', 'image/webp', bytes('RIFF????WEBPVP8 ????', [0, 0, 0, 0x9d, 1, 0x2a, 0, 0x41, 8, 0]), 256, 8],
  ['WebP without', 'image/webp', bytes('RIFF????WEBPVP8L????', [0x2f, 0xff, 0xff, 0xff, 0x0f]), 16_384, 16_384],
  ['WebP of parts', 'image/webp', bytes('RIFF????WEBPVP8X????', [0, 0, 0, 0, 0xff, 0xff, 0, 1, 0, 0]), 65_536, 2],
  [
    'JPEG',
    'image/jpeg',
    bytes([0xff, 0xd8, 0xff, 0xe1, 0, 4, 0xff, 0xc0, 0xff, 0xff, 0xc4, 0, 2, 0xff, 0xc2, 0, 11, 8, 1, 0, 2, 0]),
    512,
    256
  ],
  [
    'AVIF of tiles',
    'image/avif',
    bytes(
      '????ftypavif????ispe',
      [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 9],
      '????ispe',
      [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 8]
    ),
    256,
    8
  ]
];

it.each(SIZED)('a %s says how large it is, if it is whole', async (_, type, file, width, height) => {
  expect(await measurePicture(new Blob([file]), type)).toEqual({ width, height });
  for (let end = 0; end < file.length; end++) await measurePicture(new Blob([file.slice(0, end)]), type);
  expect(await measurePicture(new Blob([file.slice(0, 8)]), type)).toBeUndefined();
});

it('is not known of what is none', async () => {
  const other = new Blob([new Uint8Array(100).fill(1)]);
  for (const type of ['image/jpeg', 'image/webp', 'image/avif', 'text/html'])
    expect(await measurePicture(other, type)).toBeUndefined();
});
