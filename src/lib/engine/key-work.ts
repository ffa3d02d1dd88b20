import { toFingerprint } from '../../../omemo';
import { AppError } from '../base/errors';
import { isEncrypted, loadChat, wantsEncryption } from '../store/chats';
import { readDevices } from '../store/keys';
import { write } from '../store/write';
import type { DeviceView, KeyApi, KeyHolderView } from './api-keys';
import type { Context } from './context';
import type { AskHolder } from './message-desk';
import { peopleIn } from './people-in';
import { kindOf } from './queries';

/** Does what a page may do about encryption. */
export function keyWork(context: () => Context, ask: AskHolder): KeyApi {
  return {
    async encryption(chat) {
      const { db, account } = context();
      const [row, settings] = [await db.get('chats', [account, chat]), (await db.get('accounts', account))?.settings];
      const people = await peopleOf(context(), chat);
      return {
        possible: people.length > 0,
        wanted: wantsEncryption(row, settings),
        on: row !== undefined && isEncrypted(row),
        people: await Promise.all(people.map((address) => holderOf(context(), address)))
      };
    },

    async setEncrypts(chat, on) {
      const { db, account, announce } = context();
      const room = await db.get('rooms', [account, chat]);
      await write(db, announce, undefined, ['chats'], async (tx, topics) => {
        const stored = await loadChat(tx, account, chat);
        const row = stored.kind === 'contact' ? { ...stored, kind: kindOf(chat, room) } : stored;
        // Who turns it on by hand wants nothing to go in the open, whoever can read it.
        await tx.objectStore('chats').put({ ...row, encrypts: on, ...(on && { encrypted: true as const }) });
        topics.add(`chat:${chat}`).add('keys');
        if (on) topics.add('encrypts');
      });
    },

    async setTrust(address, id, trust) {
      const { db, account, announce } = context();
      await write(db, announce, undefined, ['devices'], async (tx, topics) => {
        const row = await tx.objectStore('devices').get([account, address, id]);
        if (!row) throw new AppError('unknown', 'no such device');
        await tx.objectStore('devices').put({ ...row, trust });
        topics.add(`chat:${address}`).add('keys');
      });
    },

    async waitingKeys(chat) {
      const people = [...(await peopleOf(context(), chat)), context().account];
      const holders = await Promise.all(people.map((address) => holderOf(context(), address)));
      return holders.filter(({ devices }) => devices.some(isWaiting)).map(({ address }) => address);
    },

    async ownKeys() {
      const { db, account } = context();
      const own = await db.get('ownDevices', account);
      if (!own) return undefined;
      const { devices } = await holderOf(context(), account);
      return { id: own.id, fingerprint: toFingerprint(own.identity), others: devices };
    },

    async learnDevices(addresses) {
      await ask('learnDevices', [addresses]);
    },

    async removeOwnDevice(id) {
      await ask('removeOwnDevice', [id]);
    }
  };
}

async function peopleOf({ db, account }: Context, chat: string): Promise<string[]> {
  const [row, room] = await Promise.all([db.get('chats', [account, chat]), db.get('rooms', [account, chat])]);
  const kind = row?.kind ?? kindOf(chat, room);
  return kind === 'private' ? [] : peopleIn(db, account, chat, kind === 'room');
}

/** Somebody's devices, those that they list; what wrote last first. */
async function holderOf({ db, account }: Context, address: string): Promise<KeyHolderView> {
  const [list, rows, own] = await Promise.all([
    db.get('deviceLists', [account, address]),
    readDevices(db, account, address),
    db.get('ownDevices', account)
  ]);
  const listed = list && new Set(Object.values(list.devices).flat());
  const ids = listed ?? new Set(rows.map(({ id }) => id));
  const known = new Map(rows.map((row) => [row.id, row]));
  const devices = [...ids]
    .filter((id) => address !== account || id !== own?.id)
    .map((id): DeviceView => {
      const row = known.get(id);
      if (!row) return { id };
      const { identity, trust, since, used } = row;
      return { id, fingerprint: toFingerprint(identity), trust, since, ...(used !== undefined && { used }) };
    })
    .sort((a, b) => placeOf(b) - placeOf(a));
  return { address, devices, able: devices.some(({ trust }) => trust === 'blind' || trust === 'verified') };
}

const isWaiting = ({ trust }: DeviceView): boolean => trust === 'waiting';
/** What waits for the user stands first. */
const placeOf = (device: DeviceView): number => (isWaiting(device) ? Infinity : (device.used ?? device.since ?? 0));
