import { decodeKey, encodeIdentity, encodeKey, identityOf } from './encoding';
import type { Bundle, KeyPair, PreKey, SignedPreKey, Version } from './model';
import { verifyCurve, verifyEdwards } from './xeddsa';

/** What is wrong with a bundle: not made of keys, not signed by its identity, or used up. */
export type BundleFault = 'malformed' | 'signature' | 'no-prekey';

/** The bundle that a device publishes for a version. */
export function createBundle(
  version: Version,
  identity: KeyPair,
  signedPreKey: SignedPreKey,
  preKeys: readonly PreKey[]
): Bundle {
  return {
    version,
    identity: encodeIdentity(version, identity.public),
    signedPreKey: { id: signedPreKey.id, key: encodeKey(version, signedPreKey.public) },
    signature: signedPreKey.signatures[version],
    preKeys: preKeys.map(({ id, public: key }) => ({ id, key: encodeKey(version, key) }))
  };
}

/** Whether a session can be started with it; `identity` is the Curve25519 form, to be held against what is trusted. */
export function verifyBundle(
  bundle: Bundle
): { readonly ok: true; readonly identity: Uint8Array } | { readonly ok: false; readonly reason: BundleFault } {
  const { version, signedPreKey, signature } = bundle;
  const identity = identityOf(version, bundle.identity);
  if (!identity || !decodeKey(version, signedPreKey.key)) return { ok: false, reason: 'malformed' };
  const isSigned =
    version === 'legacy'
      ? verifyCurve(identity, signedPreKey.key, signature)
      : verifyEdwards(bundle.identity, signedPreKey.key, signature);
  if (!isSigned) return { ok: false, reason: 'signature' };
  if (bundle.preKeys.length === 0) return { ok: false, reason: 'no-prekey' };
  return { ok: true, identity };
}
