import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { seededBytes } from '../tests/support/omemo-device';
import { createFileKey, decryptFile, decryptStream, encryptFile, encryptStream, type Collector, type FileKey } from '.';

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
    const zeros = { key: hexToBytes('00'.repeat(32)), iv: hexToBytes('00'.repeat(12)) };
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
