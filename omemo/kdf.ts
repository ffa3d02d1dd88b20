import { cbc } from '@noble/ciphers/aes.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { equalBytes } from '@noble/ciphers/utils.js';
import type { Chain } from './model';

const ZEROS = new Uint8Array(32);
const MESSAGE = Uint8Array.of(1);
const CHAIN = Uint8Array.of(2);

/** HKDF-SHA-256 without salt (RFC 5869 §2.2). */
export function derive(secret: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return hkdf(sha256, secret, ZEROS, info, length);
}

/** One step of the root chain (Double Ratchet §5.2): the next root, and a chain that begins with it. */
export function stepRoot(root: Uint8Array, shared: Uint8Array, info: Uint8Array): { root: Uint8Array; chain: Chain } {
  const both = hkdf(sha256, shared, root, info, 64);
  return { root: both.slice(0, 32), chain: { key: both.slice(32), next: 0 } };
}

/** One step of a chain (Double Ratchet §5.2): the key of its next message, and the chain after it. */
export function stepChain({ key, next }: Chain): { key: Uint8Array; chain: Chain } {
  return { key: hmac(sha256, key, MESSAGE), chain: { key: hmac(sha256, key, CHAIN), next: next + 1 } };
}

/** AES-256-CBC and HMAC-SHA-256 with keys that are all derived from one secret, which must never be used again. */
export class SealingKeys {
  readonly #key: Uint8Array;
  readonly #authentication: Uint8Array;
  readonly #iv: Uint8Array;

  constructor(secret: Uint8Array, info: Uint8Array) {
    const all = derive(secret, info, 80);
    this.#key = all.subarray(0, 32);
    this.#authentication = all.subarray(32, 64);
    this.#iv = all.subarray(64);
  }

  encrypt(plaintext: Uint8Array): Uint8Array {
    return cbc(this.#key, this.#iv).encrypt(plaintext);
  }

  /** Only after the MAC was right: what is wrong with the padding tells about the text. Undefined if it is wrong. */
  decrypt(ciphertext: Uint8Array): Uint8Array | undefined {
    try {
      return cbc(this.#key, this.#iv).decrypt(ciphertext);
    } catch {
      return undefined;
    }
  }

  mac(covered: Uint8Array, length: number): Uint8Array {
    return hmac(sha256, this.#authentication, covered).slice(0, length);
  }

  /** In constant time. */
  isRight(mac: Uint8Array, covered: Uint8Array): boolean {
    return mac.length > 0 && equalBytes(mac, this.mac(covered, mac.length));
  }
}
