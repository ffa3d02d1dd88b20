import { GHASH } from '@noble/ciphers/_polyval.js';
import { equalBytes } from '@noble/ciphers/utils.js';
import { FILE_TAG_BYTES, importFileKey, type FileKey } from './file-cipher';

/** Keeps pieces where they need no memory; what it has becomes something only when `finish` is called. */
export interface Collector<T> {
  add(piece: Uint8Array<ArrayBuffer>): void | Promise<void>;
  finish(): T;
}

const BLOCK = 16;
/** A multiple of the block: each piece is one call of the counter mode. */
const PIECE = 2 ** 20;

/** Encrypts a file piece by piece: what {@link encryptFile} gives, with about 3 MB of memory. */
export async function encryptStream<T>(
  source: AsyncIterable<Uint8Array>,
  key: FileKey,
  collector: Collector<T>
): Promise<T> {
  const gcm = await StreamedGcm.create(key);
  for await (const piece of inPieces(source, 0)) {
    const sealed = await gcm.crypt(piece.bytes);
    gcm.authenticate(sealed);
    await collector.add(sealed);
  }
  await collector.add(gcm.tag());
  return collector.finish();
}

/** Decrypts a file while it comes. The collector is only finished if the tag is right; undefined if it isn't. */
export async function decryptStream<T>(
  source: AsyncIterable<Uint8Array>,
  key: FileKey,
  collector: Collector<T>
): Promise<T | undefined> {
  const gcm = await StreamedGcm.create(key);
  let tag: Uint8Array | undefined;
  for await (const piece of inPieces(source, FILE_TAG_BYTES)) {
    if (piece.isHeldBack) tag = piece.bytes;
    else {
      gcm.authenticate(piece.bytes);
      await collector.add(await gcm.crypt(piece.bytes));
    }
  }
  if (tag?.length !== FILE_TAG_BYTES || !equalBytes(tag, gcm.tag())) return undefined;
  return collector.finish();
}

/** AES-256-GCM (NIST SP 800-38D §7) whose counter mode is WebCrypto's, without anything authenticated besides. */
class StreamedGcm {
  readonly #key: CryptoKey;
  readonly #hash: GHASH;
  readonly #first: Uint8Array<ArrayBuffer>;
  readonly #mask: Uint8Array;
  #blocks = 0;
  #bytes = 0;

  private constructor(key: CryptoKey, hash: GHASH, first: Uint8Array<ArrayBuffer>, mask: Uint8Array) {
    this.#key = key;
    this.#hash = hash;
    this.#first = first;
    this.#mask = mask;
  }

  static async create(fileKey: FileKey): Promise<StreamedGcm> {
    const key = await importFileKey(fileKey, 'AES-CTR', 'encrypt');
    const zero = new Uint8Array(BLOCK);
    const hashKey = await count(key, zero, zero);
    const first = firstCounter(hashKey, fileKey.iv);
    return new StreamedGcm(key, new GHASH(hashKey), first, await count(key, first, zero));
  }

  /** Encrypts or decrypts; every piece but the last is whole blocks. */
  async crypt(piece: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const counter = this.#first.slice();
    const low = new DataView(counter.buffer, 12);
    low.setUint32(0, low.getUint32(0) + 1 + this.#blocks);
    this.#blocks += Math.ceil(piece.length / BLOCK);
    return count(this.#key, counter, piece);
  }

  /** What was encrypted, in the same pieces. */
  authenticate(sealed: Uint8Array): void {
    this.#hash.update(sealed);
    this.#bytes += sealed.length;
  }

  tag(): Uint8Array<ArrayBuffer> {
    const digest = this.#hash.update(lengths(this.#bytes)).digest();
    return Uint8Array.from(digest, (byte, index) => byte ^ (this.#mask[index] ?? 0));
  }
}

/** Counter mode from a counter whose last 32 bits count. */
async function count(
  key: CryptoKey,
  counter: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CTR', counter, length: 32 }, key, data));
}

function firstCounter(hashKey: Uint8Array, iv: Uint8Array): Uint8Array<ArrayBuffer> {
  const counter = new Uint8Array(BLOCK);
  if (iv.length === 12) {
    counter.set(iv);
    counter[BLOCK - 1] = 1;
  } else counter.set(new GHASH(hashKey).update(iv).update(lengths(iv.length)).digest());
  return counter;
}

/** The block that ends a hash: no bits that are only authenticated, and the bits of these bytes. */
function lengths(bytes: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  new DataView(block.buffer).setBigUint64(8, BigInt(bytes) * 8n);
  return block;
}

/** The same bytes in pieces of 1 MB, the last `heldBack` ones apart, at the end. */
async function* inPieces(
  source: AsyncIterable<Uint8Array>,
  heldBack: number
): AsyncGenerator<{ bytes: Uint8Array<ArrayBuffer>; isHeldBack: boolean }> {
  const buffer = new Uint8Array(PIECE + heldBack);
  let filled = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length;) {
      if (filled === buffer.length) {
        yield { bytes: buffer.slice(0, PIECE), isHeldBack: false };
        buffer.copyWithin(0, PIECE);
        filled = heldBack;
      }
      const part = chunk.subarray(at, at + buffer.length - filled);
      buffer.set(part, filled);
      filled += part.length;
      at += part.length;
    }
  }
  const end = Math.max(0, filled - heldBack);
  if (end > 0) yield { bytes: buffer.slice(0, end), isHeldBack: false };
  if (heldBack > 0) yield { bytes: buffer.slice(end, filled), isHeldBack: true };
}
