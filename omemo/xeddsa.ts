import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { toEdwards, toNumber } from './curve';
import type { KeyPair, Random } from './model';

const { Point } = ed25519;
const { Fn } = Point;

/** hash_1 of XEdDSA §2.3: 2^b - 2, little-endian, before the input. */
const HASH_1 = new Uint8Array(32).fill(0xff);
HASH_1[0] = 0xfe;

/** Signs with a Curve25519 key (XEdDSA §3): an Ed25519 signature under its Edwards form with sign bit 0. */
export function sign(key: KeyPair, message: Uint8Array, random: Random): Uint8Array {
  const { secret, edwards } = signingKey(key);
  const scalar = Fn.toBytes(secret);
  const r = reduce(sha512(concatBytes(HASH_1, scalar, message, random(64))));
  const commitment = Point.BASE.multiply(r).toBytes();
  const h = reduce(sha512(concatBytes(commitment, edwards, message)));
  return concatBytes(commitment, Fn.toBytes(Fn.add(r, Fn.mul(h, secret))));
}

/** Whether an Ed25519 key signed it, by the strict rules of RFC 8032 §5.1.7; keys of small order sign nothing. */
export function verifyEdwards(edwards: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (edwards.length !== 32 || signature.length !== 64) return false;
  return ed25519.verify(signature, message, edwards, { zip215: false });
}

/** Whether a Curve25519 key signed it. Old libsignal puts the sign of its Edwards form into the signature's last bit. */
export function verifyCurve(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const last = signature[63] ?? 0;
  const edwards = toEdwards(key, last & 0x80 ? 1 : 0);
  if (!edwards) return false;
  const plain = signature.slice();
  plain[63] = last & 0x7f;
  return verifyEdwards(edwards, message, plain);
}

/** The scalar whose point has sign 0, and that point (XEdDSA §2.3, calculate_key_pair). */
function signingKey({ secret }: KeyPair): { secret: bigint; edwards: Uint8Array } {
  const scalar = Fn.create(toNumber(secret));
  const edwards = Point.BASE.multiply(scalar).toBytes();
  const negative = ((edwards[31] ?? 0) & 0x80) !== 0;
  edwards[31] = (edwards[31] ?? 0) & 0x7f;
  return { secret: negative ? Fn.neg(scalar) : scalar, edwards };
}

function reduce(hash: Uint8Array): bigint {
  return Fn.create(toNumber(hash));
}
