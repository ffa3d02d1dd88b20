import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { seededBytes } from '../tests/support/omemo-device';
import {
  buildFileAddress,
  createFileKey,
  decryptFile,
  decryptStream,
  encryptFile,
  encryptStream,
  parseFileAddress,
  type Collector,
  type FileKey
} from '.';

/** The example of XEP-0454 §3. */
const URL_TEXT = 'https://download.montague.tld/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/tr%C3%A8s%20cool.jpg';
const IV = '8c3d050e9386ec173861778f';
const KEY = '68e9af38a97aaf82faa4063b4d0878a61261534410c8a84331eaac851759f587';
const ADDRESS = `${URL_TEXT.replace('https', 'aesgcm')}#${IV}${KEY}`;

describe('the address of an encrypted file', () => {
  it('is read and written', () => {
    const address = parseFileAddress(ADDRESS)!;
    expect(address).toEqual({ url: URL_TEXT, key: { iv: hexToBytes(IV), key: hexToBytes(KEY) } });
    expect(buildFileAddress(address)).toBe(ADDRESS);
    expect(parseFileAddress(ADDRESS.replace(IV, `${IV}00112233`.toUpperCase()))?.key.iv).toHaveLength(16);
  });

  it.each([
    'https://x.example/a',
    ADDRESS.slice(0, -1),
    `${ADDRESS}0`,
    `${ADDRESS} `,
    `${ADDRESS}\n`,
    ` ${ADDRESS}`,
    `${ADDRESS}\ndata:image/jpeg,x`,
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
  ])('is not %s', (text) => expect(parseFileAddress(text)).toBeUndefined());

  it.each(['http://x.example/a', 'https://x.example/a#b', 'https://x.example/a b', 'https://me@x.example/a'])(
    'is not made of %s',
    (url) => expect(buildFileAddress({ url, key: createFileKey(seededBytes(1)) })).toBeUndefined()
  );
});

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

function collect(): Collector<Uint8Array> & { pieces: number } {
  const parts: Uint8Array[] = [];
  return {
    pieces: 0,
    add(piece) {
      this.pieces++;
      parts.push(piece);
    },
    finish: () => new Uint8Array(Buffer.concat(parts))
  };
}

const MB = 2 ** 20;

describe('an encrypted file', () => {
  const random = seededBytes(5);
  const key = createFileKey(random);
  const oldKey: FileKey = { key: key.key, iv: random(16) };

  // Test case 14 of the GCM specification (McGrew and Viega), AES-256 with zeros.
  it('is what the specification says', async () => {
    const zeros = { key: new Uint8Array(32), iv: new Uint8Array(12) };
    const sealed = 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919';
    expect(bytesToHex(await encryptFile(new Uint8Array(16), zeros))).toBe(sealed);
    expect(bytesToHex(await encryptStream(inChunks(new Uint8Array(16), 5), zeros, collect()))).toBe(sealed);
  });

  it.each([0, 1, 15, 16, 17, MB - 1, MB, MB + 1, MB + 15, MB + 16, MB + 17, 2 * MB + 5])(
    'of %i bytes is the same in one shot and streamed, with both lengths of IV',
    async (length) => {
      const plain = new Uint8Array(length).map((_, index) => (index * 31) & 0xff);
      for (const used of [key, oldKey]) {
        const sealed = await encryptFile(plain, used);
        const streamed = await encryptStream(inChunks(plain, 70_001), used, collect());
        expect(Buffer.compare(sealed, streamed)).toBe(0);
        expect(Buffer.compare((await decryptFile(sealed, used))!, plain)).toBe(0);
        expect(Buffer.compare((await decryptStream(inChunks(sealed, 70_001), used, collect()))!, plain)).toBe(0);
      }
    }
  );

  it('is counted on when the 32 bits of the counter are full', async () => {
    // With this IV they are after 22,757 blocks.
    const full = { key: new Uint8Array(32), iv: hexToBytes('00012220000000000000000000000000') };
    const plain = new Uint8Array(MB);
    const sealed = await encryptFile(plain, full);
    expect(Buffer.compare(sealed, await encryptStream(inChunks(plain, MB), full, collect()))).toBe(0);
    expect(Buffer.compare((await decryptStream(inChunks(sealed, MB), full, collect()))!, plain)).toBe(0);
  });

  it.each([0, MB - 1, MB, MB + 50, -17, -16, -1])('with byte %i changed becomes nothing', async (at) => {
    const sealed = await encryptFile(new Uint8Array(MB + 100), key);
    const index = at < 0 ? sealed.length + at : at;
    sealed[index] = (sealed[index] ?? 0) ^ 1;
    expect(await decryptFile(sealed, key)).toBeUndefined();
    const collector = collect();
    expect(await decryptStream(inChunks(sealed, 1000), key, collector)).toBeUndefined();
    expect(collector.pieces).toBe(2);
  });

  it.each([0, 1, 15, 16])('that ends after %i bytes becomes nothing', async (length) => {
    const sealed = (await encryptFile(new Uint8Array(100), key)).subarray(0, length);
    expect(await decryptFile(sealed, key)).toBeUndefined();
    expect(await decryptStream(inChunks(sealed, 7), key, collect())).toBeUndefined();
  });
});
