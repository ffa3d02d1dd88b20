import { verifyBundle } from '../../../omemo';
import { AppError } from '../base/errors';
import { loadDevices } from '../store/keys';
import { write, type Lease } from '../store/write';
import { StanzaError, type Requests } from '../xmpp/requests';
import { fetchBundle, fetchDeviceList, publishDeviceList, removeBundle } from '../xmpp/xep/0384-nodes';
import type { Context } from './context';
import { DeviceLists, VERSIONS, type Target } from './device-lists';
import { firstTrust } from './unseal';

/** At most so many keys are asked for at once. */
const AT_ONCE = 8;

/** What only the session's holder can do about encryption. */
export interface KeyRequests {
  /** Asks for the devices and keys of these people that are not known. */
  learnDevices(addresses: string[]): Promise<void>;
  /** Takes another own device from the list. */
  removeOwnDevice(id: number): Promise<void>;
}

/** Does it; each fails with `offline` or `server-unreachable`. */
export function keyRequests(context: Context, lease: Lease, connected: () => Requests | undefined): KeyRequests {
  const { db, account, announce, now } = context;
  const lists = new DeviceLists(context, lease);

  async function learn(requests: Requests, { address, id, version }: Target): Promise<void> {
    const bundle = await fetchBundle(requests, address, id, version);
    const found = bundle && verifyBundle(bundle);
    if (!found?.ok) return;
    await write(db, announce, lease, ['devices'], async (tx, topics) => {
      const devices = await loadDevices(tx, account, address);
      if (devices.some((one) => one.id === id)) return;
      const { identity } = found;
      const row = { account, address, id, identity, trust: firstTrust(devices), since: now(), sessions: {} };
      await tx.objectStore('devices').put(row);
      topics.add('keys');
    });
  }

  return {
    learnDevices: (addresses) =>
      asked(connected, async (requests) => {
        const own = await db.get('ownDevices', account);
        const open: string[] = [];
        for (const address of addresses) if (await mayBeAsked(context, address)) open.push(address);
        const targets = (await Promise.all(open.map((one) => lists.targets(requests, one)))).flat();
        const missing: Target[] = [];
        for (const target of targets) {
          const { address, id } = target;
          const isThis = address === account && id === own?.id;
          if (!isThis && !(await db.getKey('devices', [account, address, id]))) missing.push(target);
        }
        const work = async (): Promise<void> => {
          for (let next = missing.shift(); next; next = missing.shift()) await learn(requests, next);
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
      }),

    removeOwnDevice: (id) =>
      asked(connected, async (requests) => {
        if ((await db.get('ownDevices', account))?.id === id) throw new AppError('not-allowed', 'this device');
        for (const version of VERSIONS) {
          const listed = await fetchDeviceList(requests, account, version);
          const rest = listed.filter((one) => one.id !== id);
          if (rest.length < listed.length) await publishDeviceList(requests, rest, version);
          await lists.save(
            account,
            version,
            rest.map((one) => one.id)
          );
          await removeBundle(requests, id, version);
        }
        await write(db, announce, lease, ['devices'], async (tx, topics) => {
          await tx.objectStore('devices').delete([account, account, id]);
          topics.add('keys');
        });
      })
  };
}

/** Who is blocked, or waits for the user's decision, does not learn that somebody looks. */
async function mayBeAsked({ db, account }: Context, address: string): Promise<boolean> {
  const [person, chat] = await Promise.all([db.get('people', [account, address]), db.get('chats', [account, address])]);
  if (person?.blocked) return false;
  return address === account || person?.listed === true || !chat?.preview || chat.accepted;
}

async function asked(
  connected: () => Requests | undefined,
  work: (requests: Requests) => Promise<void>
): Promise<void> {
  const requests = connected();
  if (!requests) throw new AppError('offline');
  try {
    await work(requests);
  } catch (thrown) {
    if (!(thrown instanceof StanzaError)) throw thrown;
    const code = thrown.condition === 'closed' ? 'offline' : 'server-unreachable';
    throw new AppError(code, thrown.message, { cause: thrown });
  }
}
