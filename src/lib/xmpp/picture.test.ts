import { describe, expect, it } from 'vitest';
import { encodeBase64 } from './base64';
import { pictureType, readPicture, sha1Hex } from './picture';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('a picture', () => {
  it.each([
    ['image/png', '\x89PNG\r\n\x1a\n...'],
    ['image/jpeg', '\xff\xd8\xff\xe0'],
    ['image/gif', 'GIF89a'],
    ['image/webp', 'RIFF\n\x00\r\x00WEBPVP8 ']
  ])('is %s by its first bytes', async (type, start) => {
    expect(pictureType(bytes(start))).toBe(type);
    const read = await readPicture(encodeBase64(bytes(start)).replace(/(.{4})/g, '$1\n'));
    expect(read).toEqual({ type, bytes: bytes(start), hash: await sha1Hex(bytes(start)) });
  });

  it.each(['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', '', 'PNG', ' GIF89a', 'RIFF1234WAVE'])(
    'is not %j',
    async (start) => {
      expect(pictureType(bytes(start))).toBeUndefined();
      expect(await readPicture(encodeBase64(bytes(start)))).toBeUndefined();
    }
  );

  it('is neither broken nor too large', async () => {
    expect(await readPicture('****')).toBeUndefined();
    const large = encodeBase64(bytes(`GIF89a${'\x00'.repeat(1024 * 768)}`));
    expect(await readPicture(large)).toBeUndefined();
    expect(await readPicture(encodeBase64(bytes(`GIF89a${'\x00'.repeat(1024 * 700)}`)))).toBeDefined();
  });

  it('has a name of its bytes', async () => {
    expect(await sha1Hex(bytes('abc'))).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
  });
});
