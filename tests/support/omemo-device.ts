import {
  addSession,
  createBundle,
  createEmptyKey,
  createIdentity,
  createIv,
  createPreKeys,
  createSignedPreKey,
  decryptKey,
  decryptPayload,
  encryptKey,
  encryptPayload,
  startSession,
  type Bundle,
  type Decrypted,
  type KeyPair,
  type PreKey,
  type Refusal,
  type Random as RandomBytes,
  type Session,
  type SignedPreKey,
  type Version
} from '../../omemo';
import { Random } from './random';

/** What goes from one device to another. */
export interface Wire {
  readonly wire: Uint8Array;
  readonly isPreKey: boolean;
}

/** A whole message for one device; without payload it is an empty one. */
export interface Sealed extends Wire {
  readonly payload?: Uint8Array;
  readonly iv?: Uint8Array;
}

/** Bytes that look random and are the same for the same seed. */
export function seededBytes(seed: number): RandomBytes {
  const random = new Random(seed);
  return (length) => Uint8Array.from({ length }, () => random.between(0, 255));
}

/** A device as the engine keeps one: it stores what it is given and deletes the pre keys that were used. */
export class OmemoDevice {
  readonly identity: KeyPair;
  readonly signedPreKey: SignedPreKey;
  readonly random: RandomBytes;
  preKeys: PreKey[];
  sessions: readonly Session[] = [];

  constructor(
    readonly version: Version,
    seed: number,
    preKeys = 3
  ) {
    this.random = seededBytes(seed);
    this.identity = createIdentity(this.random);
    this.signedPreKey = createSignedPreKey(this.identity, 1, this.random);
    this.preKeys = createPreKeys(1, preKeys, this.random);
  }

  bundle(): Bundle {
    return createBundle(this.version, this.identity, this.signedPreKey, this.preKeys);
  }

  start(bundle: Bundle): void {
    const started = startSession({ identity: this.identity, deviceId: 7 }, bundle, this.random);
    if (!started.ok) throw new Error(started.reason);
    this.sessions = addSession(this.sessions, started.session);
  }

  send(text: string): Wire {
    return this.sendKey(new TextEncoder().encode(text));
  }

  sendKey(key: Uint8Array): Wire {
    const [first, ...others] = this.sessions;
    if (!first) throw new Error('no session');
    const { session, wire, isPreKey } = encryptKey(first, key);
    this.sessions = [session, ...others];
    return { wire, isPreKey };
  }

  /** A message with a payload, or an empty one. */
  sendSealed(text?: string): Sealed {
    const { version, random } = this;
    if (text === undefined) {
      const iv = version === 'legacy' ? { iv: createIv(random) } : {};
      return { ...this.sendKey(createEmptyKey(version, random)), ...iv };
    }
    const { key, ...sealed } = encryptPayload(version, new TextEncoder().encode(text), random);
    return { ...this.sendKey(key), ...sealed };
  }

  /** What a message says, or why it can't be read. */
  receive(message: Wire): string {
    const key = this.receiveKey(message);
    return typeof key === 'string' ? key : new TextDecoder().decode(key);
  }

  receiveKey(message: Wire): Uint8Array | Refusal {
    const decrypted = this.open(message);
    if (!decrypted.ok) return decrypted.reason;
    this.sessions = decrypted.sessions;
    this.preKeys = this.preKeys.filter(({ id }) => id !== decrypted.usedPreKeyId);
    return decrypted.plaintext;
  }

  /** What a message with a payload says, null for an empty one. */
  receiveSealed({ payload, iv, ...message }: Sealed): { text: string | null } | { error: Refusal | 'payload' } {
    const key = this.receiveKey(message);
    if (typeof key === 'string') return { error: key };
    if (!payload) return { text: null };
    const plaintext = decryptPayload(this.version, { payload, ...(iv ? { iv } : {}) }, key);
    return plaintext ? { text: new TextDecoder().decode(plaintext) } : { error: 'payload' };
  }

  /** Reads a message without storing what comes of it. */
  open({ wire, isPreKey }: Wire): Decrypted {
    const { version, sessions, identity, signedPreKey, preKeys, random } = this;
    return decryptKey({
      version,
      sessions,
      wire,
      isPreKey,
      own: { identity, signedPreKeys: [signedPreKey], preKeys },
      random
    });
  }
}
