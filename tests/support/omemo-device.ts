import {
  addSession,
  createBundle,
  createIdentity,
  createPreKeys,
  createSignedPreKey,
  decryptKey,
  encryptKey,
  startSession,
  type Bundle,
  type Decrypted,
  type KeyPair,
  type PreKey,
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
    const [first, ...others] = this.sessions;
    if (!first) throw new Error('no session');
    const { session, wire, isPreKey } = encryptKey(first, new TextEncoder().encode(text));
    this.sessions = [session, ...others];
    return { wire, isPreKey };
  }

  /** What a message says, or why it can't be read. */
  receive(message: Wire): string {
    const decrypted = this.open(message);
    if (!decrypted.ok) return decrypted.reason;
    this.sessions = decrypted.sessions;
    this.preKeys = this.preKeys.filter(({ id }) => id !== decrypted.usedPreKeyId);
    return new TextDecoder().decode(decrypted.plaintext);
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
