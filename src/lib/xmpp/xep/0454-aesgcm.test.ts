import { describe, expect, it } from 'vitest';
import { buildAesgcm, parseAesgcm } from './0454-aesgcm';

/** The example of §3. */
const FILE = 'https://download.montague.tld/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/tr%C3%A8s%20cool.jpg';
const IV = '8c3d050e9386ec173861778f';
const KEY = '68e9af38a97aaf82faa4063b4d0878a61261534410c8a84331eaac851759f587';
const ADDRESS = `${FILE.replace('https', 'aesgcm')}#${IV}${KEY}`;
const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');

describe('the text of an encrypted file', () => {
  it('is read as in the example, and written so', () => {
    const file = parseAesgcm(ADDRESS);
    expect([file?.url, hex(file?.key.iv), hex(file?.key.key)]).toEqual([FILE, IV, KEY]);
    expect(buildAesgcm(file!)).toBe(ADDRESS);
  });

  it('may have an old IV, capitals, a port and a query', () => {
    expect(parseAesgcm(ADDRESS.replace(IV, `${IV}00112233`.toUpperCase()))?.key.iv).toHaveLength(16);
    expect(parseAesgcm(ADDRESS.replace('.tld/', '.tld:5281/'))?.url).toContain('.tld:5281/');
    expect(parseAesgcm(ADDRESS.replace('cool.jpg', 'cool.jpg?v=1'))?.url).toMatch(/\?v=1$/);
  });

  it('may have a thumbnail beside it, which is left out (§4)', () => {
    expect(parseAesgcm(`${ADDRESS}\ndata:image/jpeg,/9j/4AAQSkZJRgABAQEBLAEsAAD`)).toEqual(parseAesgcm(ADDRESS));
    expect(parseAesgcm(`${ADDRESS}\ndata:image/jpeg;base64,/9j/4AAQ=`)).toEqual(parseAesgcm(ADDRESS));
  });

  it.each([
    'https://x.example/a',
    ADDRESS.replace('aesgcm', 'https'),
    ADDRESS.slice(0, -1),
    `${ADDRESS}0`,
    `${ADDRESS} `,
    `${ADDRESS}\n`,
    ` ${ADDRESS}`,
    `look: ${ADDRESS}`,
    `${ADDRESS}\nlook`,
    `${ADDRESS}\ndata:text/html,x`,
    `${ADDRESS}\ndata:image/jpeg,x\nlook`,
    ADDRESS.replace('download', 'me@download'),
    ADDRESS.replace('download', 'me:pass@download'),
    ADDRESS.replace('/4a77', '\\4a77'),
    ADDRESS.replace('aesgcm://', 'aesgcm:'),
    ADDRESS.replace('download.montague.tld', ''),
    ADDRESS.replace('montague.tld', 'montague.tld:99999'),
    ADDRESS.replace('#', '#x'),
    ADDRESS.replace('#', '##'),
    ADDRESS.replace(IV, `${IV}0011`),
    ADDRESS.replace('cool', 'c'.repeat(4000))
  ])('is not %s', (text) => expect(parseAesgcm(text)).toBeUndefined());

  it.each(['http://x.example/a', 'https://x.example/a#b', 'https://x.example/a b', 'https://me@x.example/a'])(
    'is not made of %s',
    (url) => expect(buildAesgcm({ url, key: { key: new Uint8Array(32), iv: new Uint8Array(12) } })).toBeUndefined()
  );

  it('is not made of another key', () => {
    const sized = (key: number, iv: number) => ({ key: new Uint8Array(key), iv: new Uint8Array(iv) });
    expect(buildAesgcm({ url: FILE, key: sized(32, 16) })).toBeDefined();
    expect(buildAesgcm({ url: FILE, key: sized(31, 12) })).toBeUndefined();
    expect(buildAesgcm({ url: FILE, key: sized(32, 13) })).toBeUndefined();
  });
});
