import { createKeyPair } from './curve';
import { encodeKey } from './encoding';
import type { KeyPair, PreKey, Random, SignedPreKey, Version } from './model';
import { sign } from './xeddsa';

/** The identity of a device, for both versions and for good. */
export function createIdentity(random: Random): KeyPair {
  return createKeyPair(random);
}

/** Pre keys with the ids `from`, `from + 1`, …; `from` is at least 1. Each version needs its own. */
export function createPreKeys(from: number, count: number, random: Random): PreKey[] {
  return Array.from({ length: count }, (_, index) => ({ id: from + index, ...createKeyPair(random) }));
}

/** A pre key that the identity vouches for, in both versions. */
export function createSignedPreKey(identity: KeyPair, id: number, random: Random): SignedPreKey {
  const key = createKeyPair(random);
  const signFor = (version: Version): Uint8Array => sign(identity, encodeKey(version, key.public), random);
  return { id, ...key, signatures: { legacy: signFor('legacy'), 'omemo:2': signFor('omemo:2') } };
}
