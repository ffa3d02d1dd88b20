import type { Version } from './model';

/** Names and sizes that differ between the versions; the rest of X3DH and of the ratchet is the same. */
interface Profile {
  /** Info of HKDF for X3DH, the root chain and a message's keys. */
  readonly exchange: Uint8Array;
  readonly root: Uint8Array;
  readonly message: Uint8Array;
  /** Bytes of the MAC that travel. */
  readonly macLength: number;
  /** What peers built on libsignal leave out of the length of the previous chain. */
  readonly previousPlus: number;
}

const info = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What each version fills into the same algorithms (XEP-0384 0.8 §4; libsignal's names in 0.3). */
export const PROFILES: Readonly<Record<Version, Profile>> = {
  legacy: {
    exchange: info('WhisperText'),
    root: info('WhisperRatchet'),
    message: info('WhisperMessageKeys'),
    macLength: 8,
    previousPlus: 1
  },
  'omemo:2': {
    exchange: info('OMEMO X3DH'),
    root: info('OMEMO Root Chain'),
    message: info('OMEMO Message Key Material'),
    macLength: 16,
    previousPlus: 0
  }
};

/** How many messages one message may skip, and how many skipped keys a session keeps (XEP-0384 §4.2). */
export const MAX_SKIPPED = 1000;
/** How many of them may be the one more than told that legacy derives: most are of messages that never were. */
export const MAX_EXTRA = 20;
/** How many sessions with one device are kept. */
export const MAX_SESSIONS = 8;
/** How many of the other's former ratchet keys are remembered. */
export const MAX_LEFT = 40;
/** After how many messages without an answer an empty one should be sent (XEP-0384 §5.5). */
export const HEARTBEAT_AFTER = 53;
