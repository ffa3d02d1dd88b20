import { describe, expect, it } from 'vitest';
import { asShown, kindOfFile, sniffPicture, typeOf } from './file-kind';

const png = (side: string) => `\x89PNG\r\n\x1a\n\0\0\0\rIHDR${side}${side}`;
const PNG = png('\0\0\x04\0');
const blob = (text: string, type = ''): Blob => new Blob([Uint8Array.from(text, (c) => c.charCodeAt(0))], { type });

describe('a file', () => {
  it('is what its type says, or else its extension', () => {
    expect(typeOf('IMAGE/JPEG; charset=binary', 'a.png')).toBe('image/jpeg');
    expect(typeOf(undefined, 'a.JPG')).toBe('image/jpeg');
    expect(typeOf('application/octet-stream', 'a.mp4')).toBe('video/mp4');
    for (const broken of ['', 'image', 'image/', 'a b/c', 'text/html\nX: y', '../..'])
      expect(typeOf(broken, 'a')).toBe('application/octet-stream');
  });

  it('is shown only as what can not run', () => {
    expect(['image/jpeg', 'video/webm', 'audio/ogg'].map((type) => kindOfFile(type, 'a'))).toEqual([
      'image',
      'video',
      'audio'
    ]);
    for (const type of [
      'image/svg+xml',
      'text/html',
      'application/xhtml+xml',
      'application/pdf',
      'image/x-icon',
      'text/plain',
      'video/x',
      ''
    ])
      expect(kindOfFile(type, 'a.png'), type).toBe('file');
    expect(kindOfFile('audio/mp4', 'voice-message-1.m4a')).toBe('voice');
    expect(kindOfFile('audio/mp4', 'Voices of spring.m4a')).toBe('audio');
  });

  it('is the picture that its first bytes are', async () => {
    expect(await sniffPicture(blob(PNG))).toBe('image/png');
    expect(await sniffPicture(blob('\xff\xd8\xff\xe0'))).toBe('image/jpeg');
    expect(await sniffPicture(blob('RIFF\0\0\0\0WEBPVP8 '))).toBe('image/webp');
    expect(await sniffPicture(blob('RIFF\0\0\0\0WAVEfmt '))).toBeUndefined();
    expect(await sniffPicture(blob('\0\0\0\x20ftypavif'))).toBe('image/avif');
    for (const other of ['', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF90a', '\n\xff\xd8\xff'])
      expect(await sniffPicture(blob(other))).toBeUndefined();
  });

  it('never has an address that could run', async () => {
    const shown = async (text: string, kind: 'image' | 'video' | 'audio' | 'file', type: string) =>
      (await asShown(blob(text, 'text/html'), { kind, type })).type;
    expect(await shown(PNG, 'image', 'image/jpeg')).toBe('image/png');
    expect(await shown(png('\0\0\x4e\x20'), 'image', 'image/png')).toBe('application/octet-stream');
    expect(await shown('<script>', 'image', 'image/png')).toBe('application/octet-stream');
    expect(await shown('<script>', 'image', 'image/svg+xml')).toBe('application/octet-stream');
    expect(await shown('<script>', 'file', 'text/html')).toBe('application/octet-stream');
    expect(await shown('<script>', 'video', 'text/html')).toBe('application/octet-stream');
    expect(await shown('<script>', 'audio', 'image/png')).toBe('application/octet-stream');
    expect(await shown('data', 'video', 'video/mp4')).toBe('video/mp4');
    expect(await shown('data', 'file', 'video/mp4')).toBe('application/octet-stream');
  });
});
