import type { Version } from '../../../omemo';
import type { DeviceListRow } from '../store/keys';
import { write, type Lease } from '../store/write';
import { isRefusal, type Requests } from '../xmpp/requests';
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
  constructor(
    private readonly context: Context,
    private readonly lease: Lease
  ) {}

  /** The devices of an address, each in the best form that it knows. Fails with a {@link StanzaError} when nobody answers. */
  async targets(requests: Requests, address: string): Promise<Target[]> {
    const { db, account } = this.context;
    const row = await db.get('deviceLists', [account, address]);
    const known = { ...row?.devices };
    const missing = VERSIONS.filter((version) => known[version] === undefined);
    await Promise.all(missing.map(async (version) => (known[version] = await fetchIds(requests, address, version))));
    for (const version of missing) await this.save(address, version, known[version] ?? []);
    const targets = new Map<number, Target>();
    for (const version of VERSIONS)
      for (const id of known[version] ?? []) if (!targets.has(id)) targets.set(id, { address, id, version });
    return [...targets.values()];
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

/** Who has no list has no devices; who can't be asked is another matter. */
async function fetchIds(requests: Requests, address: string, version: Version): Promise<number[]> {
  try {
    return (await fetchDeviceList(requests, address, version)).map(({ id }) => id);
  } catch (thrown) {
    if (isRefusal(thrown)) return [];
    throw thrown;
  }
}
