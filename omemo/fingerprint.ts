import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { isCurveKey } from './curve';

/** An identity (Curve25519 form) as all clients show it in both versions: 64 hexadecimal digits, without 0x05. */
export function toFingerprint(identity: Uint8Array): string {
  return bytesToHex(identity);
}

/** The identity of a fingerprint that was typed, pasted or scanned, also with 05 before it; undefined if it is none. */
export function parseFingerprint(text: string): Uint8Array | undefined {
  const digits = /^(?:05)?([0-9a-f]{64})$/.exec(text.replace(/[\s:]/g, '').toLowerCase())?.[1];
  const key = digits === undefined ? undefined : hexToBytes(digits);
  return key && isCurveKey(key) ? key : undefined;
}
