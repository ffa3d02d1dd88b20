import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Version } from '../../omemo';
import { Actions } from '../../src/lib/engine/actions';
import { EncryptionLater } from '../../src/lib/engine/encryption-later';
import { Inbox } from '../../src/lib/engine/inbox';
import { readIncoming } from '../../src/lib/engine/incoming';
import { ownBundle } from '../../src/lib/engine/own-device';
import { buildOutgoing } from '../../src/lib/engine/outgoing';
import { Vault } from '../../src/lib/engine/vault';
import type { OwnDeviceRow } from '../../src/lib/store/keys';
import { parseMessage } from '../../src/lib/xmpp/message';
import { el, parseFrame, type Element } from '../../src/lib/xmpp/xml';
import { deviceListNode } from '../../src/lib/xmpp/xep/0384-nodes';
import { parseEncrypted } from '../../src/lib/xmpp/xep/0384-omemo';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from './memory-account';
import { NodeServer, Peer, stanzaOf } from './sealed-peer';

let account: MemoryAccount;
let server: NodeServer;
let inbox: Inbox;
let later: EncryptionLater;
let trusted: boolean;
let failures: unknown[];
let now: number;
/** Making its keys takes a while. */
let made: OwnDeviceRow | undefined;

vi.setConfig({ testTimeout: 20_000 });

beforeEach(async () => {
  account = await memoryAccount();
  [server, trusted, failures, now] = [new NodeServer(), true, [], Date.now()];
  const { context, lease, db } = account;
  Object.assign(context, { now: () => now });
  const failed = (thrown: unknown): void => void failures.push(thrown);
  const trusts = () => Promise.resolve(trusted);
  later = new EncryptionLater(
    context,
    lease,
    () => server,
    trusts,
    () => [],
    failed
  );
  inbox = new Inbox(context, lease, () => 0, { receipts: () => undefined, failed }, later);
  inbox.open();
  if (made) await db.put('ownDevices', made);
  const row = await db.get('accounts', ROMEO);
  await db.put('accounts', { ...row!, settings: { encrypts: true } });
  await later.announce();
  await later.idle();
  const { published: _, ...device } = await own();
  made ??= device;
  const person = { account: ROMEO, address: JULIET, name: '', groups: [], waiting: false, asks: false };
  await db.put('people', { ...person, subscription: 'both', listed: true, blocked: false });
});

const own = async () => (await account.db.get('ownDevices', ROMEO))!;

/** A device of Juliet's that has a session with Romeo's. */
async function meet(version: Version, id = 7, seed = id): Promise<Peer> {
  const peer = new Peer(version, id, seed);
  const row = await own();
  const vault = await Vault.open(row);
  peer.device.start(ownBundle(row, vault!, version).bundle);
  peer.publish(server);
  server.list(JULIET, version, [id]);
  return peer;
}

async function hear(...stanzas: Element[]): Promise<void> {
  for (const stanza of stanzas) {
    const message = parseMessage(parseFrame(stanza.toString())!, { self: ROMEO, trustedStanzaIds: false });
    const incoming = message && readIncoming(message, ROMEO, now);
    if (incoming) inbox.push(incoming);
  }
  await inbox.idle();
  await later.idle();
}

const rows = () => account.db.getAllFromIndex('messages', 'place');
const lines = async () =>
  (await rows()).map(({ text, unreadable, sealed }) => unreadable ?? (sealed ? text : `! ${text}`));
const device = (id = 7) => account.db.get('devices', [ROMEO, JULIET, id]);

/** Romeo writes to Juliet. */
async function write(text: string): Promise<string | undefined> {
  await new Actions(account.context).send(JULIET, text);
  const row = (await rows()).find((one) => one.text === text)!;
  const closed = await later.close(
    buildOutgoing(row, { kind: 'contact' }),
    JULIET,
    { kind: 'contact' },
    server,
    row.id
  );
  if (closed.kind === 'sealed') server.send(closed.stanza);
  return closed.kind === 'refused' ? closed.error : closed.kind;
}

describe.each(['legacy', 'omemo:2'] as const)('what comes in %s', (version) => {
  it('is read once, however often it is played', async () => {
    const juliet = await meet(version);
    const rid = (await own()).id;
    const sealed = juliet.seal(rid, 'hello');
    await hear(stanzaOf(JULIET, sealed), stanzaOf(JULIET, sealed), stanzaOf(JULIET, juliet.seal(rid, 'again')));
    await hear(stanzaOf(JULIET, sealed));
    expect(await lines()).toEqual(['hello', 'again']);
    expect(failures).toEqual([]);
  });

  it('of a key that is another now is not read as the old one was, and waits where the old one was verified', async () => {
    const rid = (await own()).id;
    const juliet = await meet(version);
    await hear(stanzaOf(JULIET, juliet.seal(rid, 'me')));
    const stranger = await meet(version, 7, 99);
    await hear(stanzaOf(JULIET, stranger.seal(rid, 'me too')));
    expect((await device())?.trust).toBe('blind');
    expect((await device())?.identity).toEqual(stranger.device.identity.public);
    await account.db.put('devices', { ...(await device())!, trust: 'verified' });
    const third = await meet(version, 7, 100);
    await hear(stanzaOf(JULIET, third.seal(rid, 'and me')));
    expect((await rows()).at(-1)?.sealed?.trust).toBe('waiting');
    // What was verified is gone, and still a new one waits.
    const fourth = await meet(version, 8, 101);
    await hear(stanzaOf(JULIET, fourth.seal(rid, 'and me')));
    expect((await device(8))?.trust).toBe('waiting');
    expect(await write('not for them')).toBe('devices-wait');
    expect(server.sent.filter((one) => parseEncrypted(one)?.payload)).toEqual([]);
  });

  it('heals once an hour, and only what its owner lists', async () => {
    const rid = (await own()).id;
    const juliet = await meet(version);
    await hear(stanzaOf(JULIET, juliet.seal(rid, 'hello')));
    expect(juliet.read(server.sent.pop()!)).toBe('nothing');
    const broken = (sid = 7) => {
      const { keys, ...sealed } = juliet.seal(rid, 'lost');
      const data = keys[0]!.data.map((byte, n, { length }) => (n === length - 1 ? byte ^ 1 : byte));
      return stanzaOf(JULIET, { ...sealed, sid, keys: [{ ...keys[0]!, data }] });
    };
    for (let n = 0; n < 5; n++) await hear(broken(), broken(1000 + n), broken());
    expect(await lines()).toEqual(['hello', ...Array.from({ length: 15 }, () => 'broken')]);
    expect(server.sent.map((one) => juliet.read(one))).toEqual(['nothing']);
    expect(await account.db.count('devices')).toBe(1);
    now += 3_600_001;
    await hear(broken(), broken());
    expect(server.sent).toHaveLength(2);
    expect(failures).toEqual([]);
  });

  it('is answered by an empty message when it starts, after 53 without an answer, and never for who is blocked', async () => {
    const rid = (await own()).id;
    const juliet = await meet(version);
    await hear(stanzaOf(JULIET, juliet.seal(rid, 'hello')));
    expect(server.sent.map((one) => juliet.read(one))).toEqual(['nothing']);
    for (let n = 0; n < 60; n++) await hear(stanzaOf(JULIET, juliet.seal(rid, `${n}`)));
    expect(server.sent.slice(1).map((one) => juliet.read(one))).toEqual(['nothing']);
    trusted = false;
    const next = await meet(version, 8);
    await hear(stanzaOf(JULIET, next.seal(rid, 'open, and not told')));
    expect((await lines()).at(-1)).toBe('open, and not told');
    expect(server.sent).toHaveLength(2);
  });
});

const NOISE = Uint8Array.from({ length: 80 }, (_, n) => n);

it('takes nothing from a sender who is not the one inside', async () => {
  const juliet = await meet('omemo:2');
  await hear(stanzaOf(JULIET, juliet.seal((await own()).id, 'I am somebody else', 'eve@example.org')));
  expect(await lines()).toEqual(['forged']);
});

it('takes nothing that a server adds beside a text of old', async () => {
  const juliet = await meet('legacy');
  const rid = (await own()).id;
  const reactions = el('reactions', { xmlns: 'urn:xmpp:reactions:0', id: 'x' }, el('reaction', {}, '👍'));
  const file = el('x', { xmlns: 'jabber:x:oob' }, el('url', {}, 'https://evil.example/a.png'));
  const retract = el('retract', { xmlns: 'urn:xmpp:message-retract:1', id: 'x' });
  const hides = el(
    'fallback',
    { xmlns: 'urn:xmpp:fallback:0', for: 'urn:xmpp:reply:0' },
    el('body', { start: '0', end: '6' })
  );
  const reply = el('reply', { xmlns: 'urn:xmpp:reply:0', id: 'x' });
  await hear(stanzaOf(JULIET, juliet.seal(rid, 'Do not come'), reactions, file, retract, hides, reply));
  expect(await lines()).toEqual(['Do not come']);
  expect((await rows())[0]?.file).toBeUndefined();
});

it('does not let an edit in the open change what was encrypted', async () => {
  const juliet = await meet('omemo:2');
  const stanza = stanzaOf(JULIET, juliet.seal((await own()).id, 'at nine'));
  await hear(
    stanza,
    stanzaOf(JULIET, el('replace', { xmlns: 'urn:xmpp:message-correct:0', id: stanza.attrs['id'] as string }))
  );
  expect(await lines()).toEqual(['at nine', '! This is encrypted.']);
});

it('shows no fallback for what calls itself encrypted and is not', async () => {
  const ns = 'eu.siacs.conversations.axolotl';
  await hear(stanzaOf(JULIET, el('encrypted', { xmlns: ns }, el('header', { sid: 'x' }))));
  expect(await lines()).toEqual(['forged']);
});

it('opens the form that is for this device, where a message came in both', async () => {
  const juliet = await meet('legacy');
  const twin = await meet('omemo:2');
  const { id } = await own();
  await hear(stanzaOf(JULIET, twin.seal(id + 1, 'for another'), juliet.seal(id, 'for you')));
  expect(await lines()).toEqual(['for you']);
});

it('says nothing to a stranger, and makes no device for them', async () => {
  trusted = false;
  const juliet = await meet('legacy');
  const sealed = juliet.seal((await own()).id, 'hello');
  await hear(stanzaOf(JULIET, { ...sealed, keys: [{ ...sealed.keys[0]!, data: NOISE }] }));
  expect(server.sent).toEqual([]);
  await account.db.clear('ownDevices');
  await hear(stanzaOf(JULIET, juliet.seal(1, 'hello')));
  expect(await account.db.count('ownDevices')).toBe(0);
  expect((await lines()).at(-1)).toBe('before');
});

it('never goes back to the open, whatever the lists say', async () => {
  const juliet = await meet('omemo:2');
  expect(await write('first')).toBe('sealed');
  expect(juliet.read(server.sent.at(-1)!)).toContain('first');
  const told = (ids: number[]) =>
    later.listChanged(JULIET, {
      ...{ from: JULIET, node: deviceListNode('omemo:2'), retracted: [], emptied: ids.length === 0 },
      items: []
    } as never);
  told([]);
  await later.idle();
  expect(await write('second')).toBe('no-secure-device');
  await account.db.clear('deviceLists');
  server.refusal = 'forbidden';
  expect(await write('third')).toBe('no-secure-device');
  server.refusal = 'remote-server-timeout';
  await account.db.clear('deviceLists');
  expect(await write('fourth')).toBe('no-secure-device');
  expect(await account.db.getAll('deviceLists')).toEqual([]);
});

it('starts nothing from a bundle with a wrong signature, and asks for bundles that are not there once a minute', async () => {
  const juliet = await meet('omemo:2');
  juliet.device.signedPreKey.signatures['omemo:2'][3]! ^= 1;
  juliet.publish(server);
  expect(await write('first')).toBe('plain');
  server.list(
    JULIET,
    'omemo:2',
    Array.from({ length: 150 }, (_, n) => n + 1)
  );
  await account.db.clear('deviceLists');
  const node = 'urn:xmpp:omemo:2:bundles';
  await write('second');
  const asked = server.asked.get(node)!;
  expect((await account.db.get('deviceLists', [ROMEO, JULIET]))?.devices['omemo:2']).toHaveLength(100);
  await write('third');
  expect(server.asked.get(node)).toBe(asked);
});

it('puts its own id back into the list, but not over and over', async () => {
  const { id } = await own();
  const list = deviceListNode('omemo:2');
  const drop = async () => {
    const items = [{ id: 'current', payload: el('devices', { xmlns: 'urn:xmpp:omemo:2' }, el('device', { id: '5' })) }];
    later.listChanged(ROMEO, { from: ROMEO, node: list, retracted: [], emptied: false, items } as never);
    await later.idle();
  };
  const before = server.asked.get(list)!;
  for (let n = 0; n < 5; n++) await drop();
  expect(server.asked.get(list)).toBe(before + 1);
  expect(server.nodes.get(`${ROMEO} ${list}`)?.get('current')?.toString()).toContain(`id="${id}"`);
});
