import { gcm } from '@noble/ciphers/aes.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { SealingKeys } from './kdf';
import type { Random, Version } from './model';

/** What goes to everybody (`payload`, and `iv` in legacy), and what goes to each device through its session (`key`). */
export interface SealedPayload {
  readonly payload: Uint8Array;
  readonly iv?: Uint8Array;
  readonly key: Uint8Array;
}

const PAYLOAD = new TextEncoder().encode('OMEMO Payload');
/** Bytes of the tag or MAC in the key material. */
const TAG = 16;
const LEGACY_KEY = 16;
const KEY = 32;
const IV = 12;
/** Of clients that were written before 12 was agreed on. */
const OLD_IV = 16;

/** Encrypts what a message says, under a new key: AES-128-GCM in legacy, AES-256-CBC with HMAC in omemo:2 (§4.4). */
export function encryptPayload(version: Version, plaintext: Uint8Array, random: Random): SealedPayload {
  if (version === 'legacy') {
    const [key, iv] = [random(LEGACY_KEY), random(IV)];
    const sealed = gcm(key, iv).encrypt(plaintext);
    const end = sealed.length - TAG;
    return { payload: sealed.slice(0, end), iv, key: concatBytes(key, sealed.subarray(end)) };
  }
  const secret = random(KEY);
  const keys = new SealingKeys(secret, PAYLOAD);
  const payload = keys.encrypt(plaintext);
  return { payload, key: concatBytes(secret, keys.mac(payload, TAG)) };
}

/** What a message says; undefined if it is not what the key was made for. */
export function decryptPayload(
  version: Version,
  sealed: { readonly payload: Uint8Array; readonly iv?: Uint8Array },
  key: Uint8Array
): Uint8Array | undefined {
  if (version === 'legacy') return decryptLegacy(sealed, key);
  if (key.length !== KEY + TAG) return undefined;
  const keys = new SealingKeys(key.subarray(0, KEY), PAYLOAD);
  return keys.isRight(key.subarray(KEY), sealed.payload) ? keys.decrypt(sealed.payload) : undefined;
}

/** The key material of a message without payload, which only moves the ratchet (XEP-0384 §5.5.2). */
export function createEmptyKey(version: Version, random: Random): Uint8Array {
  return version === 'legacy' ? random(LEGACY_KEY + TAG) : new Uint8Array(KEY);
}

/** The header of a legacy message without payload has an IV all the same. */
export function createIv(random: Random): Uint8Array {
  return random(IV);
}

function decryptLegacy(
  { payload, iv }: { readonly payload: Uint8Array; readonly iv?: Uint8Array },
  key: Uint8Array
): Uint8Array | undefined {
  if (key.length !== LEGACY_KEY + TAG || (iv?.length !== IV && iv?.length !== OLD_IV)) return undefined;
  try {
    return gcm(key.subarray(0, LEGACY_KEY), iv).decrypt(concatBytes(payload, key.subarray(LEGACY_KEY)));
  } catch {
    return undefined;
  }
}
