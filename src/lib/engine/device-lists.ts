import type { Version } from '../../../omemo';
import type { DeviceListRow } from '../store/keys';
import { write, type Lease } from '../store/write';
import { StanzaError, type Requests } from '../xmpp/requests';
import { fetchDeviceList } from '../xmpp/xep/0384-nodes';
import type { Context } from './context';

/** Both forms of OMEMO, the better one first. */
export const VERSIONS: readonly Version[] = ['omemo:2', 'legacy'];

/** A device and the form in which it is written to. */
export interface Target {
  address: string;
  id: number;
  version: Version;
}

/** Which devices people say they have: told by their servers, or asked for once. */
export class DeviceLists {
  /** Who tells nothing by themselves, and was asked on a stream. */
  readonly #asked = new WeakMap<Requests, Set<string>>();

  constructor(
    private readonly context: Context,
    private readonly lease: Lease
  ) {}

  /** The devices of an address, each in the best form that it knows. Fails with a {@link StanzaError} when the stream ends. */
  async targets(requests: Requests, address: string): Promise<Target[]> {
    const { db, account } = this.context;
    const row = await db.get('deviceLists', [account, address]);
    const known = { ...row?.devices };
    const isStale = !(await this.#isFresh(requests, address));
    const missing = VERSIONS.filter((version) => isStale || known[version] === undefined);
    const asked = await Promise.all(missing.map((version) => this.ask(requests, address, version)));
    for (const [n, version] of missing.entries()) known[version] = asked[n] ?? known[version] ?? [];
    const targets = new Map<number, Target>();
    for (const version of VERSIONS)
      for (const id of known[version] ?? []) if (!targets.has(id)) targets.set(id, { address, id, version });
    return [...targets.values()];
  }

  /** Whose servers tell what changes; of others it is asked once on each stream. */
  async #isFresh(requests: Requests, address: string): Promise<boolean> {
    const { db, account } = this.context;
    const { subscription = 'none' } = (await db.get('people', [account, address])) ?? {};
    if (address === account || subscription === 'to' || subscription === 'both') return true;
    const asked = this.#asked.get(requests) ?? new Set();
    this.#asked.set(requests, asked);
    if (asked.has(address)) return true;
    asked.add(address);
    return false;
  }

  /** Asks for a list and keeps it; `undefined` where nobody knows it now. */
  async ask(requests: Requests, address: string, version: Version): Promise<number[] | undefined> {
    const ids = await fetchIds(requests, address, version);
    if (ids) await this.save(address, version, ids);
    return ids;
  }

  /** Somebody's list in one form, as it is now. */
  async save(address: string, version: Version, ids: number[]): Promise<void> {
    const { db, account, announce } = this.context;
    await write(db, announce, this.lease, ['deviceLists'], async (tx, topics) => {
      const store = tx.objectStore('deviceLists');
      const row: DeviceListRow = (await store.get([account, address])) ?? { account, address, devices: {} };
      await store.put({ ...row, devices: { ...row.devices, [version]: ids } });
      topics.add(`chat:${address}`).add('keys');
    });
  }
}

/** Who has no list has no devices; who can't be asked is another matter: others must not wait for them. */
async function fetchIds(requests: Requests, address: string, version: Version): Promise<number[] | undefined> {
  try {
    return (await fetchDeviceList(requests, address, version)).map(({ id }) => id);
  } catch (thrown) {
    if (thrown instanceof StanzaError && thrown.condition !== 'closed') return undefined;
    throw thrown;
  }
}
