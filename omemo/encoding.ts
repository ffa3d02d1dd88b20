import { concatBytes } from '@noble/hashes/utils.js';
import { fromEdwards, isCurveKey, toEdwards } from './curve';
import type { Version } from './model';

/** libsignal's name for Curve25519, before each key in legacy. */
const CURVE = 0x05;

/** How long a public key is on the wire. */
export function encodedLength(version: Version): number {
  return version === 'legacy' ? 33 : 32;
}

/** A Curve25519 key as it goes on the wire. */
export function encodeKey(version: Version, key: Uint8Array): Uint8Array {
  return version === 'legacy' ? concatBytes(Uint8Array.of(CURVE), key) : key;
}

/** A Curve25519 key from the wire; undefined if it is none in its only form. */
export function decodeKey(version: Version, wire: Uint8Array | undefined): Uint8Array | undefined {
  if (wire?.length !== encodedLength(version)) return undefined;
  if (version === 'legacy' && wire[0] !== CURVE) return undefined;
  const key = wire.slice(version === 'legacy' ? 1 : 0);
  return isCurveKey(key) ? key : undefined;
}

/** An own identity as the version publishes and authenticates it: omemo:2 wants Ed25519, ours with sign bit 0. */
export function encodeIdentity(version: Version, identity: Uint8Array): Uint8Array {
  if (version === 'legacy') return encodeKey(version, identity);
  const edwards = toEdwards(identity, 0);
  if (!edwards) throw new Error('an own identity is no key');
  return edwards;
}

/** The Curve25519 form of an identity from the wire, which is what trust is about; undefined if it is none. */
export function identityOf(version: Version, wire: Uint8Array): Uint8Array | undefined {
  return version === 'legacy' ? decodeKey(version, wire) : fromEdwards(wire);
}
