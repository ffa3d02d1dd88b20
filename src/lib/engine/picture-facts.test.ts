import { describe, expect, it } from 'vitest';
import { hasMetadata, isAnimated, withoutMetadata } from './picture-facts';

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)));
const png = (...names: string[]) =>
  bytes('\x89PNG\r\n\x1a\n', ...names.flatMap((name) => [[0, 0, 0, 3], name, 'abc', [9, 9, 9, 9]]));
const webp = (...names: string[]) => {
  const pieces = names.flatMap((name) => [name, [3, 0, 0, 0], [0xff, 0, 0], [0]]);
  return bytes('RIFF', [4 + names.length * 12, 0, 0, 0], 'WEBP', ...pieces);
};
const jpeg = (...markers: number[]) =>
  bytes([0xff, 0xd8], ...markers.map((m) => [0xff, m, 0, 3, 0]), [0xff, 0xda, 0, 2]);

describe('a picture', () => {
  it('may tell where and when it was taken', () => {
    expect(hasMetadata(jpeg(0xe0, 0xdb, 0xee), 'image/jpeg')).toBe(false);
    for (const marker of [0xe1, 0xe2, 0xed, 0xfe]) expect(hasMetadata(jpeg(0xe0, marker), 'image/jpeg')).toBe(true);
    expect(hasMetadata(png('IHDR', 'IDAT', 'IEND'), 'image/png')).toBe(false);
    for (const name of ['eXIf', 'tEXt', 'iTXt', 'zTXt', 'tIME'])
      expect(hasMetadata(png('IHDR', name), 'image/png')).toBe(true);
    expect(hasMetadata(webp('VP8X', 'VP8 '), 'image/webp')).toBe(false);
    for (const name of ['EXIF', 'XMP ']) expect(hasMetadata(webp('VP8X', 'VP8 ', name), 'image/webp')).toBe(true);
    expect(hasMetadata(bytes(''), 'image/avif')).toBe(true);
  });

  it('may move', () => {
    expect(isAnimated(bytes('GIF89a'), 'image/gif')).toBe(true);
    expect([isAnimated(webp('VP8X', 'ANIM'), 'image/webp'), isAnimated(webp('VP8 '), 'image/webp')]).toEqual([
      true,
      false
    ]);
    expect([isAnimated(png('acTL'), 'image/png'), isAnimated(png('IDAT'), 'image/png')]).toEqual([true, false]);
    expect(isAnimated(jpeg(), 'image/jpeg')).toBe(false);
  });

  it('that moves loses what else it tells', () => {
    expect(withoutMetadata(png('IHDR', 'tEXt', 'acTL', 'eXIf', 'IEND'), 'image/png')).toEqual(
      png('IHDR', 'acTL', 'IEND')
    );
    const left = webp('VP8X', 'ANIM', 'ANMF');
    left[20] = 0xff & ~12;
    expect(withoutMetadata(webp('VP8X', 'ANIM', 'EXIF', 'ANMF', 'XMP '), 'image/webp')).toEqual(left);
    expect(withoutMetadata(bytes('GIF89a'), 'image/gif')).toEqual(bytes('GIF89a'));
  });

  it('as a GIF loses its comments, what applications put into it and what stands behind it, and goes on repeating', () => {
    const parts = (label: number, ...said: string[]) => [
      ...[[0x21, label], ...said.flatMap((one) => [[one.length], one]), [0]]
    ];
    const head = ['GIF89a', [1, 0, 1, 0, 0x80, 0, 0], '123456'];
    const frame = [...parts(0xf9, 'abcd'), [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0x80], '123456', [2, 2, 0x21, 0xfe, 0]];
    const repeats = parts(0xff, 'NETSCAPE2.0', '\x01\0\0');
    const told = [...parts(0xfe, 'at home', 'today'), ...parts(0xff, 'XMP DataXMP', 'at home'), ...parts(0x77, 'x')];
    const whole = bytes(...head, ...told, ...repeats, ...frame, ...told, ...frame, [0x3b], 'at home');
    const left = bytes(...head, ...repeats, ...frame, ...frame, [0x3b]);
    expect(withoutMetadata(whole, 'image/gif')).toEqual(left);
    for (let end = 0; end < whole.length; end++)
      expect(() => withoutMetadata(whole.slice(0, end), 'image/gif')).not.toThrow();
  });

  it('that is broken off is looked at as far as it goes', () => {
    for (const [whole, type] of [
      [png('IHDR', 'acTL'), 'image/png'],
      [webp('VP8X', 'ANIM'), 'image/webp'],
      [jpeg(0xe1), 'image/jpeg']
    ] as const)
      for (let end = 0; end < whole.length; end++)
        for (const look of [hasMetadata, isAnimated, withoutMetadata])
          expect(() => look(whole.slice(0, end), type)).not.toThrow();
  });
});
