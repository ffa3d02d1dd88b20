import { describe, expect, it } from 'vitest';
import { extensionOf, nameInUrl, safeName } from './file-name';

describe('the name of a file', () => {
  it('stays as it is when nothing is wrong with it', () => {
    for (const name of ['summit.jpg', 'Fotos von Öl & Süß (2).tar.gz', 'Фото 1.jpg', '写真.png', 'a'])
      expect(safeName(name)).toBe(name);
  });

  it('leads into no folder', () => {
    expect(safeName('/etc/passwd')).toBe('passwd');
    expect(safeName('../../private.txt')).toBe('private.txt');
    expect(safeName('C:\\Windows\\evil.exe')).toBe('evil.exe');
    for (const name of ['', '.', '..', '/', 'a/', '...', ' ', '\u202e', '\u0000'])
      expect(safeName(name), name).toBe('file');
    expect(safeName('.bashrc')).toBe('bashrc');
  });

  it('shows its extension, whatever it would hide it with', () => {
    expect(safeName('photo\u202egpj.exe')).toBe('photogpj.exe');
    expect(safeName('a\u0000\u2066\u200f\ufeff\u200b.txt\r\n')).toBe('a.txt');
    expect(safeName('a<b>:"|?*.txt. ')).toBe('a_b______.txt');
    expect(safeName('\ud800.txt')).toBe('\ufffd.txt');
  });

  it('is not too long and keeps its extension', () => {
    const long = safeName(`${'ä'.repeat(500)}.jpeg`);
    expect(long).toHaveLength(120);
    expect(long.endsWith('ä.jpeg')).toBe(true);
    expect(safeName('😀'.repeat(200)).length).toBeLessThanOrEqual(120);
    expect(safeName(`a.${'b'.repeat(500)}`)).toHaveLength(120);
  });

  it('has an extension where there is one', () => {
    expect(['a.JPG', 'a.tar.gz', 'a', '.gitignore', 'a.', 'a.b c', `a.${'x'.repeat(13)}`].map(extensionOf)).toEqual([
      'jpg',
      'gz',
      '',
      '',
      '',
      '',
      ''
    ]);
  });

  it('is found in an address', () => {
    expect(nameInUrl('https://a.example/b/tr%C3%A8s%20cool.jpg?x=/y#z')).toBe('très cool.jpg');
    expect(nameInUrl('https://a.example/..%2F..%2Fetc%2Fpasswd')).toBe('passwd');
    expect(nameInUrl('https://a.example/%ff.jpg')).toBe('%ff.jpg');
    for (const url of ['https://a.example/', 'https://a.example', 'no address']) expect(nameInUrl(url)).toBe('file');
  });
});
