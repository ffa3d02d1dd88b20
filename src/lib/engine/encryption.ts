import type { Version } from '../../../omemo';
import { bareOf } from '../base/jid';
import type { ErrorCode } from '../base/errors';
import { randomId } from '../base/id';
import type { OwnDeviceRow } from '../store/keys';
import { wantsEncryption } from '../store/chats';
import { under } from '../store/schema';
import { write, type Lease } from '../store/write';
import { buildMessage } from '../xmpp/message';
import { isRefusal, type Requests } from '../xmpp/requests';
import type { Element } from '../xmpp/xml';
import { publishBundle, publishDeviceList } from '../xmpp/xep/0384-nodes';
import { buildEncrypted } from '../xmpp/xep/0384-omemo';
import { closeStanza, plainOf } from './closed-stanza';
import type { Context } from './context';
import { DeviceLists, VERSIONS, type Target } from './device-lists';
import type { Sender } from './outbox';
import { ASK_EVERY, HEAL_EVERY, Faults, Pacing } from './device-pace';
import { createOwnDevice, ownBundle, renewed } from './own-device';
import { peopleIn } from './people-in';
import { sealFor, startSessions, usable, type Started } from './seal';
import { Unsealer, type Owed } from './unseal';
import { Vault } from './vault';

/** What becomes of a stanza that should be encrypted. */
export type Closed = { kind: 'plain' } | { kind: 'sealed'; stanza: Element } | { kind: 'refused'; error: ErrorCode };

/** Who would read what goes to a chat. */
export type Reach = Exclude<Closed, { kind: 'sealed' }> | Able;

interface Able {
  kind: 'able';
  able: Target[];
  /** Sessions that are not stored yet. */
  started: Started[];
  /** It goes encrypted, or not at all. */
  bound: boolean;
  people: string[];
  targets: Target[];
}

/** The first time everybody must be able to read it; from then on whoever can't holds nobody back. */
function isEnough({ bound, people }: Able, reached: Set<string | undefined>): boolean {
  return bound ? people.some((one) => reached.has(one)) : people.every((one) => reached.has(one));
}

/** The own device and all that is known of others': opens what comes, closes what goes (decision 11). One for each session. */
export class Encryption {
  readonly #lists: DeviceLists;
  readonly #faults: Faults;
  readonly #pace: Pacing;
  readonly #backs: Pacing;
  #device: Promise<{ id: number; vault: Vault }> | undefined;

  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly sender: () => Sender | undefined,
    private readonly trusts: (address: string) => Promise<boolean>,
    /** The bare addresses of who is in a group now. */
    private readonly present: (room: string) => string[]
  ) {
    this.#lists = new DeviceLists(context, lease);
    this.#faults = new Faults(context.now);
    this.#pace = new Pacing(context.now, HEAL_EVERY);
    this.#backs = new Pacing(context.now, ASK_EVERY);
  }

  /** What opens messages where they are stored; `undefined` where this device was never made, which nobody else can bring about. */
  async unsealer(): Promise<Unsealer | undefined> {
    const { db, account, now } = this.context;
    if ((await db.getKey('ownDevices', account)) === undefined) return undefined;
    const { vault } = await this.#own();
    return new Unsealer(account, vault, now());
  }

  /** A stream is there: the device is made known, and its bundle is filled up. */
  announce(): Promise<void> {
    const announced = this.#announce();
    announced.then(
      () => (this.#known = true),
      () => undefined
    );
    return announced;
  }
  /** Others could be told of this device. */
  #known = false;

  async #announce(): Promise<void> {
    const sender = this.sender();
    if (!sender) return;
    const { id } = await this.#own();
    const { account } = this.context;
    for (const version of VERSIONS) {
      await this.#publish(sender, version);
      // What the server has now: while this device was away, another one may have made the list anew.
      const known = await this.#lists.ask(sender, account, version);
      if (known && !known.includes(id)) await this.#publishList(sender, version, [...known, id]);
    }
  }

  /** Somebody's list of devices changed; the own one must have this device. */
  async listChanged(address: string, version: Version, ids: number[]): Promise<void> {
    const { account } = this.context;
    // Of others only who was asked about before: anybody can say that they have devices.
    if (address !== account && !(await this.context.db.get('deviceLists', [account, address]))) return;
    await this.#lists.save(address, version, ids);
    this.#faults.forget(address);
    const row = address === account ? await this.context.db.get('ownDevices', account) : undefined;
    const sender = this.sender();
    if (!row?.published?.[version] || !sender || ids.includes(row.id)) return;
    // Two who don't bear each other must not go on for ever.
    if (this.#backs.may(version)) await this.#publishList(sender, version, [...ids, row.id]);
  }

  /** What a commit left to do: keys that were used are filled up, starts are answered, broken sessions started anew. */
  async settle({ answer, usedPreKey }: Owed): Promise<void> {
    const sender = this.sender();
    if (!sender) return;
    if (usedPreKey) for (const version of VERSIONS) await this.#publish(sender, version);
    for (const { address, id, version, heal } of answer) {
      if (!(await this.trusts(address))) continue;
      if (heal && !(await this.#mayHeal(sender, { address, id, version }))) continue;
      await this.#sendEmpty(sender, { address, id, version }, heal);
    }
  }

  /** Whether what goes to a chat now is encrypted, and for whom. */
  async reach(chat: string, sender: Sender): Promise<Reach> {
    const { db, account } = this.context;
    const row = await db.get('chats', [account, chat]);
    const settings = (await db.get('accounts', account))?.settings;
    if (!wantsEncryption(row, settings)) return { kind: 'plain' };
    const bound = row?.encrypted === true || row?.encrypts === true;
    const isRoom = row?.kind === 'room';
    // Who has just come into a group is there before the list of its members says so.
    const people = await peopleIn(db, account, chat, isRoom, isRoom ? this.present(chat) : []);
    if (people.length === 0) return bound ? { kind: 'refused', error: 'no-secure-device' } : { kind: 'plain' };
    // Whoever reads it must be able to answer.
    if (!this.#known) await this.announce();
    const { id: ownId, vault } = await this.#own();
    const own = await this.#row();
    const lists = await Promise.all([...people, account].map((one) => this.#lists.targets(sender, one)));
    const targets = lists.flat().filter((one) => one.address !== account || one.id !== ownId);
    const { started, missed } = await startSessions(db, own, vault, sender, this.#faults.without(targets));
    this.#faults.add(missed);
    const able = await usable(db, account, targets, started);
    const reach: Able = { kind: 'able', able, started, bound, people, targets };
    return isEnough(reach, new Set(able.map(({ address }) => address))) ? reach : this.#unable(reach);
  }

  /** Encrypts a stanza for everybody in a chat, where that is to be; `id`: the row of the message that it brings, if it does. */
  async close(stanza: Element, chat: string, sender: Sender, id?: string): Promise<Closed> {
    const { db, account, announce, now } = this.context;
    const reach = await this.reach(chat, sender);
    if (reach.kind !== 'able') return reach;
    const { able, started } = reach;
    const { id: ownId, vault } = await this.#own();
    const own = await this.#row();
    const plain = plainOf(stanza, { from: account, to: chat, now: now() });
    // Of old only a text can be encrypted: what is said about messages goes as it is to who knows nothing else.
    if (plain.legacy === undefined && able.some((one) => one.version === 'legacy' && one.address !== account))
      return { kind: 'plain' };
    const encrypted = await write(db, announce, this.lease, ['devices', 'chats', 'messages'], async (tx, topics) => {
      const result = await sealFor(tx, own, vault, now(), able, started, plain);
      if (started.length > 0) topics.add('keys');
      // A key that was met just now may have to wait for the user.
      if (!isEnough(reach, new Set(result.flatMap(({ keys }) => keys.map(({ jid }) => jid))))) return undefined;
      const stored = await tx.objectStore('chats').get([account, chat]);
      if (stored && !stored.encrypted) await tx.objectStore('chats').put({ ...stored, encrypted: true });
      const message = id === undefined ? undefined : await tx.objectStore('messages').get([account, id]);
      const version: Version = result[0]?.version ?? 'legacy';
      if (message) await tx.objectStore('messages').put({ ...message, sealed: { version, device: ownId } });
      topics.add(`chat:${chat}`);
      return result;
    });
    return encrypted ? { kind: 'sealed', stanza: closeStanza(stanza, encrypted) } : this.#unable(reach);
  }

  async #unable({ bound, people, targets }: Able): Promise<Exclude<Reach, Able>> {
    if (!bound) return { kind: 'plain' };
    const { db, account } = this.context;
    const rows = await Promise.all(targets.map(({ address, id }) => db.get('devices', [account, address, id])));
    const waits = rows.some((one) => one?.trust === 'waiting' && people.includes(one.address));
    return { kind: 'refused', error: waits ? 'devices-wait' : 'no-secure-device' };
  }

  async #own(): Promise<{ id: number; vault: Vault }> {
    this.#device ??= this.#load().catch((thrown: unknown) => {
      this.#device = undefined;
      throw thrown;
    });
    return this.#device;
  }

  async #load(): Promise<{ id: number; vault: Vault }> {
    const { db, account, announce, now } = this.context;
    const stored = await db.get('ownDevices', account);
    const vault = stored && (await Vault.open(stored));
    if (stored && vault) return { id: stored.id, vault };
    const made = await createOwnDevice(account, now());
    await write(db, announce, this.lease, ['ownDevices', 'devices'], async (tx) => {
      await tx.objectStore('ownDevices').put(made.row);
      // What was sealed by a key that is gone opens no more: others' devices are known, and sessions begin anew.
      const devices = tx.objectStore('devices');
      for (const row of await devices.getAll(under(account))) await devices.put({ ...row, sessions: {} });
    });
    return { id: made.row.id, vault: made.vault };
  }

  async #row(): Promise<OwnDeviceRow> {
    const row = await this.context.db.get('ownDevices', this.context.account);
    if (!row) throw new Error('no own device');
    return row;
  }

  async #publish(sender: Requests, version: Version): Promise<void> {
    const { db, account, announce, now } = this.context;
    const { vault } = await this.#own();
    const row = await write(db, announce, this.lease, ['ownDevices'], async (tx) => {
      const stored = await tx.objectStore('ownDevices').get(account);
      const next = stored && renewed(stored, vault, now());
      if (next) await tx.objectStore('ownDevices').put(next);
      return next ?? stored;
    });
    if (!row) return;
    const { bundle, mark } = ownBundle(row, vault, version);
    if (row.published?.[version] === mark) return;
    try {
      await publishBundle(sender, row.id, bundle);
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      return this.context.log('the keys were not published', thrown);
    }
    await write(db, announce, this.lease, ['ownDevices'], async (tx) => {
      const stored = await tx.objectStore('ownDevices').get(account);
      if (stored)
        await tx.objectStore('ownDevices').put({ ...stored, published: { ...stored.published, [version]: mark } });
    });
  }

  async #publishList(sender: Requests, version: Version, ids: number[]): Promise<void> {
    try {
      await publishDeviceList(
        sender,
        ids.map((id) => ({ id })),
        version
      );
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      return this.context.log('the device was not listed', thrown);
    }
    await this.#lists.save(this.context.account, version, ids);
  }

  /** Only a device that its owner lists is worth it, and not too often. */
  async #mayHeal(sender: Requests, { address, id, version }: Target): Promise<boolean> {
    const { db, account, announce, now } = this.context;
    const listed = await this.#lists.targets(sender, address);
    if (!listed.some((one) => one.id === id) || !this.#pace.may(`heal ${address} ${id} ${version}`)) return false;
    return write(db, announce, this.lease, ['devices'], async (tx) => {
      const row = await tx.objectStore('devices').get([account, address, id]);
      if (row?.healed !== undefined && row.healed > now() - HEAL_EVERY) return false;
      if (row) await tx.objectStore('devices').put({ ...row, healed: now() });
      return true;
    });
  }

  /** Says nothing, so that a session begins, or the other side knows that it has (XEP-0384 §5.5.2). */
  async #sendEmpty(sender: Sender, target: Target, anew: boolean): Promise<void> {
    const { db, announce, now } = this.context;
    const { vault } = await this.#own();
    const own = await this.#row();
    const { started } = await startSessions(db, own, vault, sender, [target], anew);
    if (anew && started.length === 0) return;
    const able = await usable(db, own.account, [target], started);
    const encrypted = await write(db, announce, this.lease, ['devices'], (tx) =>
      sealFor(tx, own, vault, now(), able, started, {})
    );
    if (encrypted.length === 0 || this.sender() !== sender) return;
    const extra = encrypted.map(buildEncrypted);
    sender.send(buildMessage({ to: bareOf(target.address), id: randomId(), hints: ['store'], extra }));
  }
}
