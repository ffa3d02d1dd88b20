import {
  addSession,
  createEmptyKey,
  createIv,
  encryptKey,
  encryptPayload,
  startSession,
  type SealedPayload,
  type Session,
  type Version
} from '../../../omemo';
import type { DeviceRow, OwnDeviceRow } from '../store/keys';
import { loadDevices } from '../store/keys';
import type { Database, WriteTx } from '../store/schema';
import { StanzaError, type Requests } from '../xmpp/requests';
import { fetchBundle } from '../xmpp/xep/0384-nodes';
import type { EncryptedMessage } from '../xmpp/xep/0384-omemo';
import { VERSIONS, type Target } from './device-lists';
import { ownKeys } from './own-device';
import { firstTrust, sessionPlace } from './unseal';
import { randomBytes, type Vault } from './vault';

/** At most so many bundles are asked for at once. */
const AT_ONCE = 8;

/** A session that was started and is not stored yet. */
export interface Started extends Target {
  session: Session;
}

/** Starts sessions with the devices that have none; who can't be started with is left out, and `missed` has it. */
export async function startSessions(
  db: Database,
  own: OwnDeviceRow,
  vault: Vault,
  requests: Requests,
  targets: Target[],
  anew = false
): Promise<{ started: Started[]; missed: Target[] }> {
  const started: Started[] = [];
  const missed: Target[] = [];
  const waiting = [...targets];
  /** Whose server said nothing: it is not waited for again. */
  const silent = new Set<string>();
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { address, id, version } = next;
      const row = await db.get('devices', [own.account, address, id]);
      if (row?.sessions[version] && !anew) continue;
      const bundle = silent.has(address) ? undefined : await askForBundle(requests, next, silent);
      const { identity } = ownKeys(own, vault, version);
      const result = bundle && startSession({ identity, deviceId: own.id }, bundle, randomBytes);
      if (result?.ok) started.push({ ...next, session: result.session });
      else missed.push(next);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, work));
  return { started, missed };
}

async function askForBundle(requests: Requests, { address, id, version }: Target, silent: Set<string>) {
  try {
    return await fetchBundle(requests, address, id, version);
  } catch (thrown) {
    if (!(thrown instanceof StanzaError) || thrown.condition === 'closed') throw thrown;
    if (thrown.condition === 'timeout') silent.add(address);
    return undefined;
  }
}

/** Whom something can be encrypted for now: there is a session, and the user does not object to the key. */
export async function usable(db: Database, account: string, targets: Target[], started: Started[]): Promise<Target[]> {
  const able: Target[] = [];
  for (const target of targets) {
    const row = await db.get('devices', [account, target.address, target.id]);
    const begun = startedWith(started, target);
    if (row?.trust === 'refused' || row?.trust === 'waiting') continue;
    if (begun || row?.sessions[target.version]) able.push(target);
  }
  return able;
}

function startedWith(started: Started[], { address, id, version }: Target): Started | undefined {
  return started.find((one) => one.address === address && one.id === id && one.version === version);
}

/** What one stanza is encrypted from: the text of old, and the envelope of new; absent: an empty message. */
export type Plain = Partial<Record<Version, string>>;

/**
 * Encrypts for these devices and moves their sessions on, in one transaction; the stanza may leave once that is committed. A key that turns
 * out to wait for the user is left out. Needs `devices`.
 */
export async function sealFor(
  tx: WriteTx,
  own: OwnDeviceRow,
  vault: Vault,
  now: number,
  targets: Target[],
  started: Started[],
  plain: Plain
): Promise<EncryptedMessage[]> {
  const encrypted: EncryptedMessage[] = [];
  for (const version of VERSIONS) {
    const text = plain[version];
    const bytes = text === undefined ? undefined : new TextEncoder().encode(text);
    const sealed: Partial<SealedPayload> & { key: Uint8Array } = bytes
      ? encryptPayload(version, bytes, randomBytes)
      : emptyOf(version);
    const keys: EncryptedMessage['keys'] = [];
    for (const target of targets.filter((one) => one.version === version)) {
      const begun = startedWith(started, target);
      const device = await deviceFor(tx, own, now, target, begun);
      if (!device) continue;
      const place = sessionPlace(own.account, target.address, target.id, version);
      const stored = device.sessions[version];
      const all = stored ? vault.unseal<Session[]>(stored, place) : [];
      const current = begun?.session ?? all[0];
      if (!current) continue;
      const keep = async (session: Session): Promise<void> => {
        const sessions = { ...device.sessions, [version]: vault.seal(addSession(all, session), place) };
        await tx.objectStore('devices').put({ ...device, sessions });
      };
      if (device.trust === 'waiting' || device.trust === 'refused') {
        // The user is asked about what is known; nothing was encrypted by it yet.
        if (begun) await keep(current);
        continue;
      }
      const { session, wire, isPreKey } = encryptKey(current, sealed.key);
      await keep(session);
      keys.push({ rid: target.id, jid: target.address, isPreKey, data: wire });
    }
    if (keys.length === 0) continue;
    const { iv, payload } = sealed;
    encrypted.push({ version, sid: own.id, keys, ...(iv && { iv }), ...(payload && { payload }) });
  }
  return encrypted;
}

function emptyOf(version: Version): { key: Uint8Array; iv?: Uint8Array } {
  const key = createEmptyKey(version, randomBytes);
  return version === 'legacy' ? { key, iv: createIv(randomBytes) } : { key };
}

/** The device's row. A session with another identity makes it another device (decision 11, rule 6). */
async function deviceFor(
  tx: WriteTx,
  own: OwnDeviceRow,
  now: number,
  { address, id }: Target,
  begun: Started | undefined
): Promise<DeviceRow | undefined> {
  const row = await tx.objectStore('devices').get([own.account, address, id]);
  if (!begun) return row;
  const identity = begun.session.peerIdentity;
  if (row && isSame(row.identity, identity)) return row;
  const others = await loadDevices(tx, own.account, address);
  return { account: own.account, address, id, identity, trust: firstTrust(others), since: now, sessions: {} };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
