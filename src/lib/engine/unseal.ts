import { decryptKey, decryptPayload, needsHeartbeat, type Refusal, type Session, type Version } from '../../../omemo';
import { loadDevices, type DeviceRow, type OwnDeviceRow, type Trust } from '../store/keys';
import type { WriteTx } from '../store/schema';
import type { Incoming, SealedIncoming } from './incoming';
import { dropPreKey, ownKeys } from './own-device';
import { randomBytes, type Vault } from './vault';

/** So many devices of one address are known (as many as a list may name). */
const MOST_DEVICES = 100;

/** Why a line can't be read. */
export type Unreadable =
  /** It was written before this device was there. */
  | 'before'
  /** It was encrypted for other devices only. */
  | 'not-for-us'
  /** Nobody says whose device sent it. */
  | 'nameless'
  /** The session with the sending device is broken: a new one is started. */
  | 'broken'
  /** It was changed on the way, or says that it is somebody else's. */
  | 'forged';

/** What opening one message came to. */
export type Opened =
  | { kind: 'message'; message: Incoming }
  /** It only moved the ratchet, or was read before. */
  | { kind: 'nothing' }
  | { kind: 'unreadable'; why: Unreadable };

/** What is owed once the transaction has committed. */
export interface Owed {
  /** Devices that need a new session, or an answer that ends their start. */
  answer: { address: string; id: number; version: Version; heal: boolean }[];
  /** A one-time key was used. */
  usedPreKey: boolean;
  /** A device was met for the first time. */
  met: boolean;
}

/** Opens what is encrypted, inside the transaction that stores it (decision 11, rule 1). One for each transaction. */
export class Unsealer {
  readonly owed: Owed = { answer: [], usedPreKey: false, met: false };

  constructor(
    private readonly account: string,
    private readonly vault: Vault,
    private readonly now: number
  ) {}

  /** Needs `ownDevices`, `devices` and `rooms`. */
  async open(tx: WriteTx, message: Incoming, both: SealedIncoming): Promise<Opened> {
    const own = await tx.objectStore('ownDevices').get(this.account);
    if (!own) return { kind: 'unreadable', why: 'before' };
    if (both.malformed) return { kind: 'unreadable', why: 'forged' };
    // Whoever knows this device by its older form only has encrypted for that.
    const forms = [both, ...(both.other ? [both.other] : [])];
    const keysOf = (form: SealedIncoming) =>
      form.keys.filter(({ rid, jid }) => rid === own.id && (jid === undefined || jid === this.account));
    const sealed = forms.find((form) => keysOf(form).length > 0);
    if (!sealed) return this.#notForUs(message, both, own);
    const keys = keysOf(sealed);
    const address = message.mine ? this.account : message.kind ? message.from?.person : message.sender;
    const owners = address === undefined ? await this.#owners(tx, message, sealed.sid) : [address];
    let refusal: Refusal | undefined;
    for (const owner of owners) {
      const device = await tx.objectStore('devices').get([this.account, owner, sealed.sid]);
      for (const key of keys) {
        const outcome = await this.#tryKey(tx, own, device, { address: owner, sealed, key }, address !== undefined);
        if (outcome.ok) return this.#read(sealed, owner, outcome);
        refusal = outcome.reason;
      }
    }
    if (refusal === undefined) return { kind: 'unreadable', why: 'nameless' };
    if (refusal === 'duplicate') return { kind: 'nothing' };
    if (refusal !== 'malformed' && refusal !== 'too-far' && address !== undefined) this.#answer(address, sealed, true);
    return { kind: 'unreadable', why: refusal === 'malformed' ? 'forged' : 'broken' };
  }

  /** Where a group does not say who wrote something, it is one of its members whose device is known: the key proves which. */
  async #owners(tx: WriteTx, { kind, chat }: Incoming, sid: number): Promise<string[]> {
    const room = kind === 'room' ? await tx.objectStore('rooms').get([this.account, chat]) : undefined;
    const owners: string[] = [];
    for (const { address } of room?.members ?? [])
      if (await tx.objectStore('devices').getKey([this.account, address, sid])) owners.push(address);
    return owners;
  }

  #notForUs(message: Incoming, sealed: SealedIncoming, own: OwnDeviceRow): Opened {
    // What was sent from here is not encrypted for here.
    if (!sealed.payload || (message.mine && sealed.sid === own.id)) return { kind: 'nothing' };
    return { kind: 'unreadable', why: message.stamp < own.created ? 'before' : 'not-for-us' };
  }

  async #tryKey(
    tx: WriteTx,
    own: OwnDeviceRow,
    device: DeviceRow | undefined,
    { address, sealed, key }: { address: string; sealed: SealedIncoming; key: SealedIncoming['keys'][number] },
    /** The stanza says whose device it is: it may have another key than before. */
    isNamed: boolean
  ): Promise<{ ok: true; plaintext: Uint8Array; trust: Trust } | { ok: false; reason: Refusal }> {
    const { version, sid } = sealed;
    const place = sessionPlace(this.account, address, sid, version);
    const stored = device?.sessions[version];
    const received = {
      version,
      sessions: stored ? this.vault.unseal<Session[]>(stored, place) : [],
      wire: key.data,
      isPreKey: key.isPreKey,
      own: key.isPreKey ? ownKeys(own, this.vault, version) : NO_KEYS,
      random: randomBytes
    };
    let known = device;
    let result = decryptKey({ ...received, ...(known && { peerIdentity: known.identity }) });
    if (!result.ok && result.reason === 'identity' && isNamed) {
      // Another identity under the same id is another device (rule 6): the old one's sessions are nothing to it.
      known = undefined;
      result = decryptKey({ ...received, sessions: [] });
    }
    if (!result.ok) return result;
    const [session] = result.sessions;
    if (!session) return { ok: false, reason: 'no-session' };
    if (!known) this.owed.met = true;
    const others = known ? [] : await loadDevices(tx, this.account, address);
    const trust = known?.trust ?? firstTrust(others);
    const row: DeviceRow = {
      ...(known ?? {
        account: this.account,
        address,
        id: sid,
        identity: session.peerIdentity,
        since: this.now,
        sessions: {}
      }),
      trust,
      used: this.now
    };
    row.sessions = { ...row.sessions, [version]: this.vault.seal(result.sessions, place) };
    await tx.objectStore('devices').put(row);
    if (!known) await this.#forgetOldest(tx, others);
    if (needsHeartbeat(session)) this.#answer(address, sealed, false);
    if (result.usedPreKeyId !== undefined) {
      await dropPreKey(tx, own, this.vault, version, result.usedPreKeyId);
      this.owed.usedPreKey = true;
      this.#answer(address, sealed, false);
    }
    return { ok: true, plaintext: result.plaintext, trust };
  }

  /** Whoever brings ever new devices must not fill the disk; what the user has decided stays. */
  async #forgetOldest(tx: WriteTx, others: DeviceRow[]): Promise<void> {
    const undecided = others.filter(({ trust }) => trust === 'blind' || trust === 'waiting');
    if (others.length < MOST_DEVICES) return;
    const [oldest] = undecided.sort((a, b) => (a.used ?? a.since) - (b.used ?? b.since));
    if (oldest) await tx.objectStore('devices').delete([oldest.account, oldest.address, oldest.id]);
  }

  #read(sealed: SealedIncoming, sender: string, { plaintext, trust }: { plaintext: Uint8Array; trust: Trust }): Opened {
    const { version, payload, iv, sid } = sealed;
    if (!payload) return { kind: 'nothing' };
    const plain = decryptPayload(version, { payload, ...(iv && { iv }) }, plaintext);
    const message = plain && sealed.read(new TextDecoder().decode(plain), sender);
    if (!message) return { kind: 'unreadable', why: 'forged' };
    const from = message.from && { ...message.from, person: sender };
    return { kind: 'message', message: { ...message, ...(from && { from }), opened: { version, device: sid, trust } } };
  }

  #answer(address: string, { version, sid }: SealedIncoming, heal: boolean): void {
    const known = this.owed.answer.find((one) => one.address === address && one.id === sid && one.version === version);
    if (!known) this.owed.answer.push({ address, id: sid, version, heal });
    else known.heal ||= heal;
  }
}

/**
 * What a new key is until the user says more: trusted blindly, but not where one of its owner's was verified (rule 6). Of that
 * nothing else may be left than another key that waits, or was refused.
 */
export function firstTrust(others: DeviceRow[]): Trust {
  return others.some(({ trust }) => trust !== 'blind') ? 'waiting' : 'blind';
}

/** Where a device's sessions belong: sealed bytes open nowhere else. */
export function sessionPlace(account: string, address: string, id: number, version: Version): string {
  return `sessions ${account} ${address} ${id} ${version}`;
}

const NO_KEYS = {
  identity: { secret: new Uint8Array(32), public: new Uint8Array(32) },
  signedPreKeys: [],
  preKeys: []
};
