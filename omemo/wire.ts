import { concatBytes } from '@noble/hashes/utils.js';
import { isCurveKey } from './curve';
import { decodeKey, encodeKey, encodedLength, identityOf } from './encoding';
import type { Version } from './model';
import { PROFILES } from './profile';
import { bytesOf, numberOf, readFields, writeFields, type Field } from './protobuf';

/** What a ratchet's message says, before it is known to be true. */
export interface Message {
  readonly ratchet: Uint8Array;
  readonly number: number;
  /** The number of messages that the chain before had. */
  readonly previous: number;
  readonly ciphertext: Uint8Array;
}

/** A message as it came: `covered` is what its MAC stands for, together with who it is between. */
export interface ReceivedMessage extends Message {
  readonly covered: Uint8Array;
  readonly mac: Uint8Array;
}

/** What starts a session, and the message that came with it. */
export interface Exchange {
  /** As on the wire, and its Curve25519 form. */
  readonly identity: Uint8Array;
  readonly curve: Uint8Array;
  readonly ephemeral: Uint8Array;
  readonly signedPreKeyId: number;
  /** Absent where the sender found none. */
  readonly preKeyId?: number;
  readonly message: Uint8Array;
}

/** The version byte of libsignal's messages: spoken and understood 3. */
const LEGACY_VERSION = 0x33;

/** The numbers of the fields: libsignal's WhisperTextProtocol, and XEP-0384 §9.2. */
const FIELDS = {
  legacy: {
    message: { ratchet: 1, number: 2, previous: 3, ciphertext: 4 },
    exchange: { preKeyId: 1, ephemeral: 2, identity: 3, message: 4, deviceId: 5, signedPreKeyId: 6 }
  },
  'omemo:2': {
    message: { ratchet: 3, number: 1, previous: 2, ciphertext: 4 },
    exchange: { preKeyId: 1, signedPreKeyId: 2, identity: 3, ephemeral: 4, message: 5, deviceId: 0 }
  }
} as const;

/** The bytes of a message that its MAC covers. */
export function writeCovered(version: Version, message: Message): Uint8Array {
  const names = FIELDS[version].message;
  const body = writeFields(
    inOrder([
      [names.ratchet, encodeKey(version, message.ratchet)],
      [names.number, message.number],
      [names.previous, message.previous],
      [names.ciphertext, message.ciphertext]
    ])
  );
  return version === 'legacy' ? concatBytes(Uint8Array.of(LEGACY_VERSION), body) : body;
}

/** A whole message: WhisperMessage, or OMEMOAuthenticatedMessage. */
export function writeMessage(version: Version, covered: Uint8Array, mac: Uint8Array): Uint8Array {
  if (version === 'legacy') return concatBytes(covered, mac);
  return writeFields([
    [1, mac],
    [2, covered]
  ]);
}

/** Reads a message; undefined if it is none of this version. */
export function readMessage(version: Version, bytes: Uint8Array): ReceivedMessage | undefined {
  const parts = version === 'legacy' ? splitLegacy(bytes) : splitAuthenticated(bytes);
  if (!parts) return undefined;
  const fields = readFields(version === 'legacy' ? parts.covered.subarray(1) : parts.covered);
  if (!fields) return undefined;
  const names = FIELDS[version].message;
  const ratchet = decodeKey(version, bytesOf(fields, names.ratchet, encodedLength(version)));
  const number = numberOf(fields, names.number);
  const told = numberOf(fields, names.previous);
  const ciphertext = bytesOf(fields, names.ciphertext);
  if (!ratchet || !isCurveKey(ratchet) || number === undefined || told === undefined || !ciphertext) return undefined;
  if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) return undefined;
  // Some say -1 for a chain without messages, as an unsigned number.
  const previous = (told + PROFILES[version].previousPlus) % 2 ** 32;
  return { ratchet, number, previous, ciphertext, ...parts };
}

/** The start of a session around a message: PreKeyWhisperMessage, or OMEMOKeyExchange. */
export function writeExchange(
  version: Version,
  exchange: Omit<Exchange, 'curve' | 'preKeyId'> & { preKeyId: number; deviceId: number }
): Uint8Array {
  const names = FIELDS[version].exchange;
  const body = writeFields(
    inOrder([
      ...(names.deviceId ? [[names.deviceId, exchange.deviceId] as const] : []),
      [names.preKeyId, exchange.preKeyId],
      [names.signedPreKeyId, exchange.signedPreKeyId],
      [names.ephemeral, encodeKey(version, exchange.ephemeral)],
      [names.identity, exchange.identity],
      [names.message, exchange.message]
    ])
  );
  return version === 'legacy' ? concatBytes(Uint8Array.of(LEGACY_VERSION), body) : body;
}

/** Reads what starts a session; undefined if it is none of this version. */
export function readExchange(version: Version, bytes: Uint8Array): Exchange | undefined {
  if (version === 'legacy' && !isLegacy(bytes)) return undefined;
  const fields = readFields(version === 'legacy' ? bytes.subarray(1) : bytes);
  if (!fields) return undefined;
  const names = FIELDS[version].exchange;
  const identity = bytesOf(fields, names.identity, encodedLength(version));
  const curve = identity && identityOf(version, identity);
  const ephemeral = decodeKey(version, bytesOf(fields, names.ephemeral, encodedLength(version)));
  const signedPreKeyId = numberOf(fields, names.signedPreKeyId);
  const preKeyId = numberOf(fields, names.preKeyId);
  const message = bytesOf(fields, names.message);
  if (!identity || !curve || !ephemeral || signedPreKeyId === undefined || !message) return undefined;
  return { identity, curve, ephemeral, signedPreKeyId, message, ...(preKeyId === undefined ? {} : { preKeyId }) };
}

function splitLegacy(bytes: Uint8Array): { covered: Uint8Array; mac: Uint8Array } | undefined {
  const end = bytes.length - PROFILES.legacy.macLength;
  if (end < 1 || !isLegacy(bytes)) return undefined;
  return { covered: bytes.slice(0, end), mac: bytes.slice(end) };
}

function splitAuthenticated(bytes: Uint8Array): { covered: Uint8Array; mac: Uint8Array } | undefined {
  const fields = readFields(bytes);
  const mac = fields && bytesOf(fields, 1, PROFILES['omemo:2'].macLength);
  const covered = fields && bytesOf(fields, 2);
  return mac && covered && { covered, mac };
}

/** Whether it is spoken in version 3, whatever the sender would understand besides. */
function isLegacy(bytes: Uint8Array): boolean {
  return (bytes[0] ?? 0) >> 4 === LEGACY_VERSION >> 4;
}

function inOrder(fields: (readonly [number, Field])[]): (readonly [number, Field])[] {
  return fields.sort(([a], [b]) => a - b);
}
