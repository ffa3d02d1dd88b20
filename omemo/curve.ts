import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import type { KeyPair, Random } from './model';

const { Point } = ed25519;
const { Fp } = Point;

/** A new key pair on Curve25519, its secret clamped as in RFC 7748 §5. */
export function createKeyPair(random: Random): KeyPair {
  const secret = random(32).slice();
  secret[0] = (secret[0] ?? 0) & 0xf8;
  secret[31] = ((secret[31] ?? 0) & 0x7f) | 0x40;
  return { secret, public: x25519.getPublicKey(secret) };
}

/** Whether these are the bytes of a coordinate in the only form in which we take one (RFC 7748 §5 takes others too). */
export function isCurveKey(key: Uint8Array): boolean {
  return key.length === 32 && toNumber(key) < Fp.ORDER;
}

/** The shared secret, 32 bytes; undefined if the key is no key or yields nothing (RFC 7748 §6.1). */
export function agree(secret: Uint8Array, theirs: Uint8Array): Uint8Array | undefined {
  if (!isCurveKey(theirs) || isSmallOrder(theirs)) return undefined;
  return x25519.getSharedSecret(secret, theirs);
}

/** The Curve25519 form of an Ed25519 key; undefined if it is none or of small order (RFC 7748 §4.1). */
export function fromEdwards(key: Uint8Array): Uint8Array | undefined {
  if (key.length !== 32) return undefined;
  const sign = (key[31] ?? 0) & 0x80;
  const y = key.slice();
  y[31] = (y[31] ?? 0) & 0x7f;
  const number = toNumber(y);
  if (number >= Fp.ORDER || number === 1n || !isOnEdwards(number, sign !== 0)) return undefined;
  const curve = Fp.toBytes(Fp.div(Fp.add(Fp.ONE, number), Fp.sub(Fp.ONE, number)));
  return isSmallOrder(curve) ? undefined : curve;
}

/** The Ed25519 form of a Curve25519 key, which does not know its sign; undefined if there is none. */
export function toEdwards(key: Uint8Array, sign: 0 | 1): Uint8Array | undefined {
  if (!isCurveKey(key)) return undefined;
  const u = toNumber(key);
  if (u === Fp.ORDER - 1n) return undefined;
  const y = Fp.div(Fp.sub(u, Fp.ONE), Fp.add(u, Fp.ONE));
  if (!isOnEdwards(y, sign === 1)) return undefined;
  const edwards = Fp.toBytes(y);
  edwards[31] = (edwards[31] ?? 0) | (sign << 7);
  return edwards;
}

/** Little-endian bytes as a number. */
export function toNumber(bytes: Uint8Array): bigint {
  let number = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) number = (number << 8n) | BigInt(bytes[i] ?? 0);
  return number;
}

/** x² = (y² - 1) / (d y² + 1) has a root; x = 0 has no sign (RFC 8032 §5.1.3). */
function isOnEdwards(y: bigint, negative: boolean): boolean {
  const square = Fp.mul(y, y);
  const x = Fp.div(Fp.sub(square, Fp.ONE), Fp.add(Fp.mul(Point.CURVE().d, square), Fp.ONE));
  if (Fp.is0(x)) return !negative;
  return Fp.pow(x, (Fp.ORDER - 1n) / 2n) === Fp.ONE;
}

/** Coordinates of the points of order 1, 2, 4 and 8, on the curve and on its twist; with them every secret is 0. */
const SMALL_ORDER: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  Fp.ORDER - 1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n
]);

function isSmallOrder(key: Uint8Array): boolean {
  return SMALL_ORDER.has(toNumber(key));
}
