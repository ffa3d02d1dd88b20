import {
  createBundle,
  createIdentity,
  createPreKeys,
  createSignedPreKey,
  type Bundle,
  type KeyPair,
  type OwnKeys,
  type PreKey,
  type SignedPreKey,
  type Version
} from '../../../omemo';
import type { OwnDeviceRow } from '../store/keys';
import type { WriteTx } from '../store/schema';
import { randomBytes, Vault } from './vault';

/** So many one-time keys are published (XEP-0384 §5.3.2). */
const PRE_KEYS = 100;
/** Below so many the bundle is filled up. */
const FEW = 80;
/** How long a signed pre key starts sessions, and how long it still opens what was started with it; milliseconds. */
const SIGNED_FOR = 7 * 86_400_000;
const KEPT_FOR = 5 * SIGNED_FOR;
const HIGHEST_ID = 2 ** 31 - 1;
const VERSIONS: Version[] = ['legacy', 'omemo:2'];

/** The secret part of the own device. */
interface OwnSecrets {
  identity: KeyPair;
  /** The newest first, with when it was made. */
  signed: (SignedPreKey & { since: number })[];
  preKeys: Record<Version, PreKey[]>;
  next: Record<Version, number>;
}

const place = (account: string): string => `own ${account}`;

/** A new device, ready to be stored. */
export async function createOwnDevice(account: string, now: number): Promise<{ row: OwnDeviceRow; vault: Vault }> {
  const { vault, kept } = await Vault.create();
  const identity = createIdentity(randomBytes);
  const secrets: OwnSecrets = {
    identity,
    signed: [{ ...createSignedPreKey(identity, 1, randomBytes), since: now }],
    preKeys: { legacy: createPreKeys(1, PRE_KEYS, randomBytes), 'omemo:2': createPreKeys(1, PRE_KEYS, randomBytes) },
    next: { legacy: PRE_KEYS + 1, 'omemo:2': PRE_KEYS + 1 }
  };
  const id = 1 + (new DataView(randomBytes(4).buffer).getUint32(0) % HIGHEST_ID);
  const row = {
    account,
    id,
    created: now,
    ...kept,
    secrets: vault.seal(secrets, place(account)),
    identity: identity.public
  };
  return { row, vault };
}

/** The keys that open what others send in this version. */
export function ownKeys({ account, secrets }: OwnDeviceRow, vault: Vault, version: Version): OwnKeys {
  const { identity, signed, preKeys } = vault.unseal<OwnSecrets>(secrets, place(account));
  return { identity, signedPreKeys: signed, preKeys: preKeys[version] };
}

/** What is published in a version, and a mark by which it is known again. */
export function ownBundle(
  { account, secrets }: OwnDeviceRow,
  vault: Vault,
  version: Version
): { bundle: Bundle; mark: string } {
  const { identity, signed, preKeys } = vault.unseal<OwnSecrets>(secrets, place(account));
  const [newest] = signed;
  if (!newest) throw new Error('no signed pre key');
  const ids = preKeys[version].map(({ id }) => id);
  return { bundle: createBundle(version, identity, newest, preKeys[version]), mark: `${newest.id}:${ids.join(',')}` };
}

/** A one-time key was used: it goes in the transaction that stores what it opened. */
export async function dropPreKey(
  tx: WriteTx,
  row: OwnDeviceRow,
  vault: Vault,
  version: Version,
  id: number
): Promise<void> {
  const secrets = vault.unseal<OwnSecrets>(row.secrets, place(row.account));
  secrets.preKeys[version] = secrets.preKeys[version].filter((one) => one.id !== id);
  await tx.objectStore('ownDevices').put({ ...row, secrets: vault.seal(secrets, place(row.account)) });
}

/** Makes what is used up or old new; `undefined` when nothing is. */
export function renewed(row: OwnDeviceRow, vault: Vault, now: number): OwnDeviceRow | undefined {
  const secrets = vault.unseal<OwnSecrets>(row.secrets, place(row.account));
  let changed = false;
  const [newest] = secrets.signed;
  if (!newest || newest.since < now - SIGNED_FOR) {
    const next = { ...createSignedPreKey(secrets.identity, (newest?.id ?? 0) + 1, randomBytes), since: now };
    secrets.signed = [next, ...secrets.signed.filter(({ since }) => since > now - KEPT_FOR)];
    changed = true;
  }
  for (const version of VERSIONS) {
    const missing = PRE_KEYS - secrets.preKeys[version].length;
    if (missing <= PRE_KEYS - FEW) continue;
    secrets.preKeys[version].push(...createPreKeys(secrets.next[version], missing, randomBytes));
    secrets.next[version] += missing;
    changed = true;
  }
  return changed ? { ...row, secrets: vault.seal(secrets, place(row.account)) } : undefined;
}
