/** `legacy` is `eu.siacs.conversations.axolotl` (XEP-0384 0.3), `omemo:2` is `urn:xmpp:omemo:2` (0.8 and later). */
export type Version = 'legacy' | 'omemo:2';

/** So many bytes that nobody can guess. */
export type Random = (length: number) => Uint8Array;

/** A key pair on Curve25519, 32 bytes each. */
export interface KeyPair {
  readonly secret: Uint8Array;
  readonly public: Uint8Array;
}

/** One of many that each start one session. Ids are 1 to 2^31 - 1. */
export interface PreKey extends KeyPair {
  readonly id: number;
}

/** The key that starts sessions for some weeks, signed for each version: they sign different bytes. */
export interface SignedPreKey extends PreKey {
  readonly signatures: Readonly<Record<Version, Uint8Array>>;
}

/** What this device can be addressed by. Only what a message asks for need be there: see `readKeyExchange`. */
export interface OwnKeys {
  readonly identity: KeyPair;
  readonly signedPreKeys: readonly SignedPreKey[];
  readonly preKeys: readonly PreKey[];
}

/** The public part of a pre key, as it stands on the wire: 33 bytes (0x05 first) in legacy, else 32. */
export interface PublicPreKey {
  readonly id: number;
  readonly key: Uint8Array;
}

/** What a device publishes, as it stands on the wire. Nothing in it is checked yet. */
export interface Bundle {
  readonly version: Version;
  /** Curve25519 with 0x05 before it in legacy, Ed25519 in omemo:2. */
  readonly identity: Uint8Array;
  readonly signedPreKey: PublicPreKey;
  readonly signature: Uint8Array;
  readonly preKeys: readonly PublicPreKey[];
}

/** A chain of message keys: the key to go on from, and the number of the message that comes next. */
export interface Chain {
  readonly key: Uint8Array;
  readonly next: number;
}

/** The key of a message that has not come yet. */
export interface SkippedKey {
  readonly ratchet: Uint8Array;
  readonly number: number;
  readonly key: Uint8Array;
  /** Beyond what the other side told of its chain. */
  readonly isExtra?: true;
}

/** What goes along with every message until the other side has answered. */
export interface KeyExchange {
  readonly signedPreKeyId: number;
  readonly preKeyId: number;
  /** The own device id; legacy tells it as registration id. */
  readonly deviceId: number;
}

/** A session with one device, plain data. Whoever has it can read what comes next: it is as secret as a private key. */
export interface Session {
  readonly version: Version;
  /** Who the session is between, encoded as the version authenticates it. */
  readonly own: Uint8Array;
  readonly peer: Uint8Array;
  /** Curve25519 form of the other's identity, the same in both versions: what trust is about. */
  readonly peerIdentity: Uint8Array;
  /** Whether this side started it. */
  readonly initiated: boolean;
  /** The key it was started with: a start that is sent again is known by it. */
  readonly ephemeral: Uint8Array;
  /** Derived from the shared secret, so that the same start is never taken twice, also if its bytes were changed. */
  readonly id: Uint8Array;
  readonly root: Uint8Array;
  readonly ratchet: KeyPair;
  readonly theirs: Uint8Array;
  /** Ratchet keys of theirs that were left behind, oldest first. */
  readonly left: readonly Uint8Array[];
  readonly sending: Chain;
  /** Absent until the other side has answered. */
  readonly receiving?: Chain;
  /** How many messages the sending chain before this one had. */
  readonly previous: number;
  /** Oldest first. */
  readonly skipped: readonly SkippedKey[];
  /** Keys of messages that had not come were let go, so one that is not known need not have been read. */
  readonly hasForgotten?: true;
  /** There until the first answer. */
  readonly start?: KeyExchange;
}

/** Why the key of a message could not be had; nothing has changed then. */
export type Refusal =
  /** Not a message of this version, or a key in it that is no key. */
  | 'malformed'
  /** No session fits: forged, or of a session that is gone. */
  | 'mac'
  /** There is no session with that device. */
  | 'no-session'
  /** It starts a session with a pre key that is not there (any more), or with none. */
  | 'no-prekey'
  /** It starts a session with a signed pre key that is not there (any more). */
  | 'no-signed-prekey'
  /** It is from another identity than the one that is known, or could only be. */
  | 'identity'
  /** It was read before. */
  | 'duplicate'
  /** More messages are missing before it than are waited for, or so many after it that its key may have been let go. */
  | 'too-far';

/** Of one key element. `sessions` is what to store, newest that worked first; the message came by the first one. */
export type Decrypted =
  | {
      readonly ok: true;
      readonly plaintext: Uint8Array;
      readonly sessions: readonly Session[];
      /** The pre key that this message used up: delete it in the transaction that stores the sessions. */
      readonly usedPreKeyId?: number;
    }
  | { readonly ok: false; readonly reason: Refusal };
