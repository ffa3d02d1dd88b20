import {
  KeyHelper,
  SessionBuilder,
  SessionCipher,
  SignalProtocolAddress,
  type KeyPairType,
  type PreKeyPairType,
  type SignedPreKeyPairType,
  type StorageType
} from '@privacyresearch/libsignal-protocol-typescript';
import type { Bundle, PublicPreKey } from '../../omemo';
import type { Wire } from './omemo-device';

const PEER = new SignalProtocolAddress('peer', 1);
const PRE_KEYS = 5;

/** A device that is kept by another implementation of legacy's protocol; what it takes wrong is an exception. */
export class LibsignalDevice {
  readonly #preKeys = new Map<string, KeyPairType>();
  readonly #storage: StorageType;
  readonly #cipher: SessionCipher;

  private constructor(
    readonly identity: KeyPairType,
    readonly signedPreKey: SignedPreKeyPairType,
    readonly preKeys: PreKeyPairType[]
  ) {
    const sessions = new Map<string, string>();
    for (const { keyId, keyPair } of preKeys) this.#preKeys.set(String(keyId), keyPair);
    this.#storage = {
      getIdentityKeyPair: () => Promise.resolve(identity),
      getLocalRegistrationId: () => Promise.resolve(7),
      isTrustedIdentity: () => Promise.resolve(true),
      saveIdentity: () => Promise.resolve(false),
      loadPreKey: (id) => Promise.resolve(this.#preKeys.get(String(id))),
      storePreKey: () => Promise.resolve(),
      removePreKey: (id) => Promise.resolve(void this.#preKeys.delete(String(id))),
      storeSession: (address, record) => Promise.resolve(void sessions.set(address, record)),
      loadSession: (address) => Promise.resolve(sessions.get(address)),
      loadSignedPreKey: () => Promise.resolve(signedPreKey.keyPair),
      storeSignedPreKey: () => Promise.resolve(),
      removeSignedPreKey: () => Promise.resolve()
    };
    this.#cipher = new SessionCipher(this.#storage, PEER);
  }

  static async create(): Promise<LibsignalDevice> {
    const identity = await KeyHelper.generateIdentityKeyPair();
    const preKeys = Array.from({ length: PRE_KEYS }, (_, index) => KeyHelper.generatePreKey(index + 1));
    return new LibsignalDevice(identity, await KeyHelper.generateSignedPreKey(identity, 1), await Promise.all(preKeys));
  }

  /** With one pre key, each time another. */
  bundle(): Bundle {
    const key = (id: number, { pubKey }: KeyPairType): PublicPreKey => ({ id, key: new Uint8Array(pubKey) });
    const { keyId, keyPair, signature } = this.signedPreKey;
    const fresh = this.preKeys.pop();
    return {
      version: 'legacy',
      identity: new Uint8Array(this.identity.pubKey),
      signedPreKey: key(keyId, keyPair),
      signature: new Uint8Array(signature),
      preKeys: fresh ? [key(fresh.keyId, fresh.keyPair)] : []
    };
  }

  async start({ identity, signedPreKey, signature, preKeys }: Bundle): Promise<void> {
    const preKey = preKeys[0]!;
    await new SessionBuilder(this.#storage, PEER).processPreKey({
      identityKey: toBuffer(identity),
      registrationId: 1,
      signedPreKey: { keyId: signedPreKey.id, publicKey: toBuffer(signedPreKey.key), signature: toBuffer(signature) },
      preKey: { keyId: preKey.id, publicKey: toBuffer(preKey.key) }
    });
  }

  async send(text: string): Promise<Wire> {
    const { type, body } = await this.#cipher.encrypt(toBuffer(new TextEncoder().encode(text)));
    return { wire: new Uint8Array(Buffer.from(body ?? '', 'binary')), isPreKey: type === 3 };
  }

  async receive({ wire, isPreKey }: Wire): Promise<string> {
    const buffer = toBuffer(wire);
    const read = isPreKey
      ? this.#cipher.decryptPreKeyWhisperMessage(buffer)
      : this.#cipher.decryptWhisperMessage(buffer);
    return new TextDecoder().decode(await read);
  }
}

function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}
