import type { Random } from './model';

/** 32 bytes of key and 12 of IV, for one file and no other; old clients have 16 of IV. */
export interface FileKey {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** How much longer a file gets by being encrypted: its tag is at its end. */
export const FILE_TAG_BYTES = 16;
/** Up to this size a file is done in one shot; above, by `encryptStream` and `decryptStream`. */
export const ONE_SHOT_BYTES = 16 * 2 ** 20;

/** A key for a new file. */
export function createFileKey(random: Random): FileKey {
  return { key: random(32), iv: random(12) };
}

/** A whole file by AES-256-GCM, its tag at the end (XEP-0454 §3). */
export async function encryptFile(plain: Uint8Array, key: FileKey): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await importFileKey(key, 'AES-GCM', 'encrypt');
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: own(key.iv) }, imported, own(plain)));
}

/** The file again; undefined if it is not what was encrypted. */
export async function decryptFile(sealed: Uint8Array, key: FileKey): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const imported = await importFileKey(key, 'AES-GCM', 'decrypt');
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: own(key.iv) }, imported, own(sealed)));
  } catch {
    return undefined;
  }
}

/** The key as WebCrypto wants it, for one use. */
export function importFileKey({ key }: FileKey, name: string, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', own(key), { name }, false, [use]);
}

/** Bytes in memory that nobody shares, without a copy where they are so already. */
export function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
}
