import { beforeEach, describe, expect, it } from 'vitest';
import { createBundle, createIdentity, createPreKeys, createSignedPreKey, toFingerprint } from '../../../omemo';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from '../../../tests/engine/memory-account';
import { newChat } from '../store/chats';
import type { DeviceRow } from '../store/keys';
import { stranger } from '../store/people';
import { newRoom } from '../store/rooms';
import { attr, el, type Element } from '../xmpp/xml';
import { StanzaError, type Requests } from '../xmpp/requests';
import { buildBundle, buildDeviceList } from '../xmpp/xep/0384-devices';
import { bundleNode, deviceListNode } from '../xmpp/xep/0384-nodes';
import { keyRequests } from './key-requests';
import { keyWork } from './key-work';
import { createOwnDevice } from './own-device';
import { randomBytes } from './vault';

const ROOM = 'family@muc.example.org';
const FACTS = {
  ...{ membersOnly: true, nonAnonymous: true, passwordProtected: false, hidden: true },
  ...{ archive: true, stableIds: true, occupantIds: true }
};

let home: MemoryAccount;
const work = () =>
  keyWork(
    () => home.context,
    () => Promise.resolve()
  );

async function device(address: string, id: number, trust: DeviceRow['trust'], more: Partial<DeviceRow> = {}) {
  const identity = createIdentity(randomBytes).public;
  await home.db.put('devices', { account: ROMEO, address, id, identity, trust, since: id, sessions: {}, ...more });
  return toFingerprint(identity);
}
const list = (address: string, ...ids: number[]) =>
  home.db.put('deviceLists', { account: ROMEO, address, devices: { 'omemo:2': ids, legacy: [] } });

beforeEach(async () => (home = await memoryAccount()));

describe('how a chat is encrypted', () => {
  it('tells who has which keys, what waits first', async () => {
    const [first, second] = [await device(JULIET, 1, 'verified', { used: 9 }), await device(JULIET, 2, 'waiting')];
    await device(JULIET, 3, 'blind');
    await list(JULIET, 1, 2, 7);
    const { people, possible } = await work().encryption(JULIET);
    expect(possible).toBe(true);
    expect(people).toEqual([
      {
        address: JULIET,
        able: true,
        devices: [
          { id: 2, fingerprint: second, trust: 'waiting', since: 2 },
          { id: 1, fingerprint: first, trust: 'verified', since: 1, used: 9 },
          { id: 7 }
        ]
      }
    ]);
  });

  it('is possible in a private group, and nowhere where it is not known who reads', async () => {
    const members = [ROMEO, JULIET].map((address) => ({ address, affiliation: 'member' as const }));
    await home.db.put('rooms', { ...newRoom(ROMEO, ROOM), facts: FACTS, members });
    const { people, possible } = await work().encryption(ROOM);
    expect([possible, people]).toEqual([true, [{ address: JULIET, devices: [], able: false }]]);
    await home.db.put('rooms', { ...newRoom(ROMEO, ROOM), facts: { ...FACTS, nonAnonymous: false }, members });
    expect(await work().encryption(ROOM)).toMatchObject({ possible: false, people: [] });
    expect(await work().encryption(`${ROOM}/juliet`)).toMatchObject({ possible: false, people: [] });
  });

  it('goes by what the user says for the chat, then by what they say for all', async () => {
    const state = async () => {
      const { wanted, on } = await work().encryption(JULIET);
      return [wanted, on];
    };
    expect(await state()).toEqual([false, false]);
    await work().setEncrypts(JULIET, true);
    expect(await state()).toEqual([true, true]);
    await work().setEncrypts(JULIET, false);
    expect(await state()).toEqual([false, false]);
    const [row] = await home.db.getAll('accounts');
    await home.db.put('accounts', { ...row!, settings: { encrypts: true } });
    expect(await state()).toEqual([false, false]);
    await home.db.put('chats', newChat(ROMEO, JULIET));
    expect(await state()).toEqual([true, false]);
  });
});

describe('trust', () => {
  it('is what the user says of a device, and nothing is said of one that is not there', async () => {
    await device(JULIET, 1, 'waiting');
    expect(await work().waitingKeys(JULIET)).toEqual([JULIET]);
    await work().setTrust(JULIET, 1, 'verified');
    expect(await work().waitingKeys(JULIET)).toEqual([]);
    await expect(work().setTrust(JULIET, 2, 'verified')).rejects.toMatchObject({ code: 'unknown' });
  });

  it('of a new device waits where one was verified, and is blind where none was', async () => {
    const server = serverWith([1, 2]);
    await device(JULIET, 1, 'verified');
    await keyRequests(home.context, home.lease, () => server).learnDevices([JULIET]);
    expect((await home.db.get('devices', [ROMEO, JULIET, 2]))?.trust).toBe('waiting');
    await home.db.delete('devices', [ROMEO, JULIET, 1]);
    await home.db.delete('devices', [ROMEO, JULIET, 2]);
    await keyRequests(home.context, home.lease, () => server).learnDevices([JULIET]);
    expect((await home.db.getAll('devices')).map(({ id, trust }) => [id, trust])).toEqual([
      [1, 'blind'],
      [2, 'blind']
    ]);
  });

  it('begins with a key whose bundle is right', async () => {
    const server = serverWith([1], (bundle) => ({ ...bundle, signature: randomBytes(64) }));
    await keyRequests(home.context, home.lease, () => server).learnDevices([JULIET]);
    expect(await home.db.count('devices')).toBe(0);
    expect((await work().encryption(JULIET)).people).toEqual([{ address: JULIET, devices: [{ id: 1 }], able: false }]);
  });
});

describe('asking for devices', () => {
  it('leaves out who is blocked, and who waits for a decision', async () => {
    const requests = keyRequests(home.context, home.lease, () => serverWith([1]));
    const preview = { id: 'x', text: 'hi', mine: false, time: 1 };
    await home.db.put('chats', { ...newChat(ROMEO, JULIET), preview });
    await requests.learnDevices([JULIET]);
    expect(await home.db.count('deviceLists')).toBe(0);
    await home.db.put('chats', { ...newChat(ROMEO, JULIET), preview, accepted: true });
    await home.db.put('people', { ...stranger(ROMEO, JULIET), blocked: true });
    await requests.learnDevices([JULIET]);
    expect(await home.db.count('deviceLists')).toBe(0);
    await home.db.put('people', stranger(ROMEO, JULIET));
    await requests.learnDevices([JULIET]);
    expect(await home.db.count('devices')).toBe(1);
  });
});

describe('own devices', () => {
  it('are the others beside this one, and one goes with its keys', async () => {
    const { row } = await createOwnDevice(ROMEO, 1);
    await home.db.put('ownDevices', row);
    await list(ROMEO, row.id, 5);
    const fingerprint = await device(ROMEO, 5, 'blind');
    expect(await work().ownKeys()).toEqual({
      id: row.id,
      fingerprint: toFingerprint(row.identity),
      others: [{ id: 5, fingerprint, trust: 'blind', since: 5 }]
    });
    const server = serverWith([row.id, 5]);
    const requests = keyRequests(home.context, home.lease, () => server);
    await requests.removeOwnDevice(5);
    expect(server.published).toEqual([
      [deviceListNode('omemo:2'), [String(row.id)]],
      [deviceListNode('legacy'), [String(row.id)]]
    ]);
    expect((await work().ownKeys())?.others).toEqual([]);
    await expect(requests.removeOwnDevice(row.id)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(keyRequests(home.context, home.lease, () => undefined).removeOwnDevice(5)).rejects.toMatchObject({
      code: 'offline'
    });
  });
});

/** A server where everybody has these devices. */
function serverWith(
  ids: number[],
  change: (bundle: ReturnType<typeof createBundle>) => ReturnType<typeof createBundle> = (bundle) => bundle
): Requests & { published: [string, (string | undefined)[]][] } {
  const published: [string, (string | undefined)[]][] = [];
  const answers = new Map<string, Element>();
  for (const version of ['legacy', 'omemo:2'] as const) {
    answers.set(
      deviceListNode(version),
      buildDeviceList(
        ids.map((id) => ({ id })),
        version
      )
    );
    for (const id of ids) {
      const identity = createIdentity(randomBytes);
      const signed = createSignedPreKey(identity, 1, randomBytes);
      const bundle = createBundle(version, identity, signed, createPreKeys(1, 3, randomBytes));
      answers.set(`${bundleNode(version, id)}${version === 'legacy' ? '' : ` ${id}`}`, buildBundle(change(bundle)));
    }
  }
  return {
    self: ROMEO,
    published,
    request(_type, _to, pubsub) {
      const [act] = pubsub.getChildElements();
      const node = (act && attr(act, 'node')) ?? '';
      if (act?.is('publish')) {
        const devices = act.getChildElements()[0]?.getChildElements()[0]?.getChildElements() ?? [];
        published.push([node, devices.map((one) => attr(one, 'id'))]);
        return Promise.resolve(el('iq', {}));
      }
      if (!act?.is('items')) return Promise.resolve(el('iq', {}));
      const item = act.getChildElements()[0];
      const id = item ? attr(item, 'id') : undefined;
      const payload = answers.get(id && id !== 'current' ? `${node} ${id}` : node);
      if (!payload) return Promise.reject(new StanzaError('item-not-found'));
      const items = el('items', { node }, el('item', { id: id ?? 'current' }, payload));
      return Promise.resolve(el('iq', {}, el('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' }, items)));
    }
  };
}
