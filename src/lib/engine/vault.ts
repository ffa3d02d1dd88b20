import { gcm } from '@noble/ciphers/aes.js';
import type { OwnDeviceRow, Sealed } from '../store/keys';

const IV = 12;
const KEY = 32;

/** So many bytes that nobody can guess. */
export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

/**
 * What keeps secrets at rest: everything is sealed under one key, which is itself wrapped by a key that can't be taken out of the
 * browser. Opening that one takes time and is done once; after that nothing waits, so that it works inside a transaction.
 */
export class Vault {
  private constructor(private readonly key: Uint8Array) {}

  /** A new vault, and what is stored of it. Where the browser can't store the wrapping key, the key lies open beside what it seals. */
  static async create(): Promise<{ vault: Vault; kept: Pick<OwnDeviceRow, 'key' | 'wrapping'> }> {
    const key = randomBytes(KEY);
    const vault = new Vault(key);
    const wrapping = await crypto.subtle
      .generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
      .catch(() => undefined);
    if (!wrapping || !isCloneable(wrapping)) return { vault, kept: { key } };
    const iv = randomBytes(IV);
    const wrapped = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: iv.slice() }, wrapping, key.slice());
    return { vault, kept: { key: concat(iv, new Uint8Array(wrapped)), wrapping } };
  }

  /** The vault that was stored; `undefined` when its key is gone, as when a browser kept the row and lost the key. */
  static async open({ key, wrapping }: Pick<OwnDeviceRow, 'key' | 'wrapping'>): Promise<Vault | undefined> {
    if (key.length === KEY) return new Vault(key);
    if (!wrapping) return undefined;
    const iv = key.slice(0, IV);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, wrapping, key.slice(IV)).catch(() => undefined);
    return plain && new Vault(new Uint8Array(plain));
  }

  /** Plain data, sealed. `place` says what it is: it opens nowhere else. */
  seal(value: unknown, place: string): Sealed {
    const iv = randomBytes(IV);
    const text = new TextEncoder().encode(JSON.stringify(value, packBytes));
    return concat(iv, gcm(this.key, iv, new TextEncoder().encode(place)).encrypt(text));
  }

  /** What was sealed. Throws when it is something else: the database was changed from outside. */
  unseal<T>(sealed: Sealed, place: string): T {
    const plain = gcm(this.key, sealed.subarray(0, IV), new TextEncoder().encode(place)).decrypt(sealed.subarray(IV));
    return JSON.parse(new TextDecoder().decode(plain), unpackBytes) as T;
  }
}

/** Some browsers take a key into the database and give back nothing; what can't be cloned is not even taken. */
function isCloneable(key: CryptoKey): boolean {
  try {
    return structuredClone(key) instanceof CryptoKey;
  } catch {
    return false;
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

const MARK = 'b64:';

function packBytes(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? MARK + btoa(String.fromCharCode(...value)) : value;
}

function unpackBytes(_: string, value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith(MARK)) return value;
  return Uint8Array.from(atob(value.slice(MARK.length)), (one) => one.charCodeAt(0));
}
