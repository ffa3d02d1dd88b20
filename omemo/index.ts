export { createBundle, verifyBundle, type BundleFault } from './bundle';
export { encodeIdentity, identityOf } from './encoding';
export { createFileKey, decryptFile, encryptFile, FILE_TAG_BYTES, ONE_SHOT_BYTES, type FileKey } from './file-cipher';
export { decryptStream, encryptStream, type Collector } from './file-stream';
export { parseFingerprint, toFingerprint } from './fingerprint';
export { createIdentity, createPreKeys, createSignedPreKey } from './keys';
export type {
  Bundle,
  Decrypted,
  KeyPair,
  OwnKeys,
  PreKey,
  PublicPreKey,
  Random,
  Refusal,
  Session,
  SignedPreKey,
  Version
} from './model';
export { createEmptyKey, createIv, decryptPayload, encryptPayload, type SealedPayload } from './payload';
export {
  addSession,
  decryptKey,
  encryptKey,
  needsHeartbeat,
  readKeyExchange,
  startSession,
  type Received
} from './sessions';
