import { concatBytes } from '@noble/hashes/utils.js';
import { agree } from './curve';
import { derive } from './kdf';
import type { KeyPair, Version } from './model';
import { PROFILES } from './profile';

const BEFORE = new Uint8Array(32).fill(0xff);
const ID = new TextEncoder().encode('Kith session');

/** What both sides have after X3DH. */
export interface Agreed {
  readonly root: Uint8Array;
  /** The same for both; says nothing about the root. */
  readonly id: Uint8Array;
}

/** The initiator's half (X3DH §3.3); undefined if one of the keys is none. */
export function agreeAsInitiator(
  version: Version,
  own: { identity: KeyPair; ephemeral: KeyPair },
  theirs: { identity: Uint8Array; signedPreKey: Uint8Array; preKey: Uint8Array }
): Agreed | undefined {
  return combine(version, [
    [own.identity.secret, theirs.signedPreKey],
    [own.ephemeral.secret, theirs.identity],
    [own.ephemeral.secret, theirs.signedPreKey],
    [own.ephemeral.secret, theirs.preKey]
  ]);
}

/** The responder's half (X3DH §3.4); undefined if one of the keys is none. */
export function agreeAsResponder(
  version: Version,
  own: { identity: KeyPair; signedPreKey: KeyPair; preKey: KeyPair },
  theirs: { identity: Uint8Array; ephemeral: Uint8Array }
): Agreed | undefined {
  return combine(version, [
    [own.signedPreKey.secret, theirs.identity],
    [own.identity.secret, theirs.ephemeral],
    [own.signedPreKey.secret, theirs.ephemeral],
    [own.preKey.secret, theirs.ephemeral]
  ]);
}

function combine(
  version: Version,
  pairs: readonly (readonly [secret: Uint8Array, theirs: Uint8Array])[]
): Agreed | undefined {
  const shared: Uint8Array[] = [];
  for (const [secret, theirs] of pairs) {
    const one = agree(secret, theirs);
    if (!one) return undefined;
    shared.push(one);
  }
  const root = derive(concatBytes(BEFORE, ...shared), PROFILES[version].exchange, 32);
  return { root, id: derive(root, ID, 16) };
}
