import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type * as LaterModule from '../../src/lib/engine/encryption-later';
import type * as InboxModule from '../../src/lib/engine/inbox';
import { readIncoming } from '../../src/lib/engine/incoming';
import type * as OutboxModule from '../../src/lib/engine/outbox';
import type { RoomGates } from '../../src/lib/engine/outbox';
import { Actions } from '../../src/lib/engine/actions';
import { createOwnDevice, ownBundle } from '../../src/lib/engine/own-device';
import { newChat } from '../../src/lib/store/chats';
import { openDatabase } from '../../src/lib/store/schema';
import { parseMessage } from '../../src/lib/xmpp/message';
import type { StanzaError } from '../../src/lib/xmpp/requests';
import { parseFrame, type Element } from '../../src/lib/xmpp/xml';
import { deviceListNode } from '../../src/lib/xmpp/xep/0384-nodes';
import { parseEncrypted } from '../../src/lib/xmpp/xep/0384-omemo';
import { ROOT } from '../support/sources';
import { loadMortalTabs, sitesOf, Victim, type Aim, type Phase } from './kill-points';
import { JULIET, memoryAccount, ROMEO } from './memory-account';
import { NodeServer, Peer, stanzaOf } from './sealed-peer';

const KILLED_IN = ['encryption', 'encryption-later', 'seal', 'unseal', 'own-device', 'device-lists'];
const PHASES: Phase[] = ['begun', 'done'];
/** Inside a transaction the end of one request is the same to others as the beginning of the next. */
const INSIDE = /: tx\.(?!done)|: \w+\(tx,/;

/** What every conversation goes through; the rest of the commit is killed by kill-at-every-await.test.ts. */
const COMMIT = [
  'commit.ts: this.#opened(message, message.sealed, chat, order / 1000)',
  'commit.ts: this.#find(message) (2)',
  'commit.ts: this.unsealer.open(this.tx, message, sealed)',
  'commit.ts: isOwnEcho(this.tx, this.topics, this.account, message, stamp'
];
/** What a message that goes well does not come to; hostile-encryption.test.ts and the tests on servers do. */
const ELSEWHERE = [
  "encryption.ts: this.context.db.get('deviceLists', [account, address])",
  'encryption.ts: this.#lists.save(address, version, ids)',
  "encryption.ts: this.context.db.get('ownDevices', account)",
  'encryption.ts: this.#publishList(sender, version, [...ids, row.id])',
  'encryption.ts: this.#mayHeal(sender, { address, id, version })',
  'encryption.ts: this.announce()',
  "encryption.ts: Promise.all(targets.map(({ address, id }) => db.get('devices",
  'encryption.ts: devices.put({ ...row, sessions: {} })',
  "encryption.ts: tx.objectStore('ownDevices').put(next)",
  'encryption.ts: this.#lists.targets(sender, address)',
  "encryption.ts: tx.objectStore('devices').get([account, address, id])",
  "encryption.ts: tx.objectStore('devices').put({ ...row, healed: now() })",
  'encryption-later.ts: this.#isWanted(chat, gate) (2)',
  'encryption-later.ts: (await this.#load()).reach(chat, sender)',
  'encryption-later.ts: this.#load() (3)',
  'seal.ts: keep(current)',
  'unseal.ts: this.#owners(tx, message, sealed.sid)',
  "unseal.ts: tx.objectStore('rooms').get([this.account, chat])",
  "unseal.ts: tx.objectStore('devices').getKey([this.account, address, sid",
  "unseal.ts: tx.objectStore('devices').delete([oldest.account, oldest.add"
];

const sites = KILLED_IN.flatMap((name) => {
  const path = `src/lib/engine/${name}.ts`;
  return sitesOf(path, readFileSync(join(ROOT, path), 'utf8')).map((site) => site.name);
}).concat(COMMIT);

let mortal: Awaited<ReturnType<typeof loadMortalTabs>>;
let parts: typeof LaterModule & typeof InboxModule & typeof OutboxModule;
let refusal: typeof StanzaError;
let made: Awaited<ReturnType<typeof createOwnDevice>>;
beforeAll(async () => {
  mortal = await loadMortalTabs();
  const load = (name: string) => mortal.load<object>(`/src/lib/engine/${name}.ts`);
  parts = Object.assign({}, await load('encryption-later'), await load('inbox'), await load('outbox')) as typeof parts;
  ({ StanzaError: refusal } = await mortal.load<{ StanzaError: typeof StanzaError }>('/src/lib/xmpp/requests.ts'));
  made = await createOwnDevice(ROMEO, Date.now());
});
afterAll(() => mortal.stop());

const gates: RoomGates = {
  gate: () => ({ kind: 'contact' }),
  check: () => Promise.resolve(true),
  sync: () => undefined
};

/** One account over several lives; `isNew`: it has no device yet, and hears nothing. */
async function begin(isNew: boolean) {
  const { db: first, context, lease } = await memoryAccount();
  const server = new NodeServer(refusal);
  const juliet = new Peer('omemo:2', 7);
  await first.put('chats', newChat(ROMEO, JULIET));
  await first.put('accounts', { ...(await first.get('accounts', ROMEO))!, settings: { encrypts: true } });
  const person = { account: ROMEO, address: JULIET, name: '', groups: [], waiting: false, asks: false };
  await first.put('people', { ...person, subscription: 'both', listed: true, blocked: false });
  juliet.publish(server);
  server.list(JULIET, 'omemo:2', [7]);
  let incoming: Element | undefined;
  if (!isNew) {
    await first.put('ownDevices', made.row);
    const device = new Peer('omemo:2', 8);
    device.device.start(ownBundle(made.row, made.vault, 'omemo:2').bundle);
    incoming = stanzaOf(JULIET, device.seal(made.row.id, 'for you'));
    device.publish(server);
    server.list(JULIET, 'omemo:2', [7, 8]);
  }
  const { name } = first;
  first.close();

  async function live(victim: Victim): Promise<void> {
    const db = await openDatabase(name);
    let count = 0;
    const sender: NodeServer = Object.assign(Object.create(server) as NodeServer, {
      send: (stanza: Element) => {
        if (!victim.isDead) server.send(stanza);
        count++;
        setImmediate(() => void outbox.acked(count));
        return count;
      },
      request: (...asked: Parameters<NodeServer['request']>) =>
        victim.isDead ? new Promise<Element>(() => undefined) : server.request(...asked)
    });
    const announce = (topics: Iterable<string>): void => {
      if (!victim.isDead && [...topics].includes('outbox')) outbox.wake();
    };
    const own = { ...context, db, announce };
    const failed = (thrown: unknown): void => {
      if (!victim.isDead) throw thrown;
    };
    const later = new parts.EncryptionLater(
      own,
      lease,
      () => sender,
      () => Promise.resolve(true),
      () => [],
      failed
    );
    const inbox = new parts.Inbox(own, lease, () => 0, { receipts: () => undefined, failed }, later);
    const outbox = new parts.Outbox(own, lease, () => Promise.resolve(), failed, gates, undefined, later);
    inbox.open();
    await later.announce();
    await later.idle();
    await outbox.run(sender, undefined);
    if (!(await db.getAll('messages')).some(({ mine }) => mine)) await new Actions(own).send(JULIET, 'for her');
    const heard = incoming && parseMessage(parseFrame(incoming.toString())!, { self: ROMEO, trustedStanzaIds: false });
    const message = heard && readIncoming(heard, ROMEO, Date.now());
    if (message) inbox.push(message);
    await inbox.idle();
    await vi.waitFor(async () => expect(await db.count('outbox')).toBe(0), { timeout: 10_000, interval: 1 });
    await later.idle();
    const rows = await db.getAll('messages');
    expect(rows.filter(({ mine }) => mine)).toMatchObject([{ text: 'for her', status: 'sent', sealed: {} }]);
    expect(rows.filter(({ mine }) => !mine).map(({ text }) => text)).toEqual(isNew ? [] : ['for you']);
    const [device, ...more] = await db.getAll('ownDevices');
    expect(more).toEqual([]);
    const listed = server.nodes.get(`${ROMEO} ${deviceListNode('omemo:2')}`)?.get('current');
    expect(listed?.toString().match(/id="\d+"/g)).toEqual([`id="${device?.id}"`]);
    db.close();
  }
  return { live, server, juliet };
}

/** A life that ends where it is aimed at, and the next one, which finds everything as it must be. */
async function dieAt(aim: Aim | undefined, isNew: boolean): Promise<Victim> {
  const { live, server, juliet } = await begin(isNew);
  const victim = new Victim(aim);
  const life = victim.live(() => live(victim));
  await Promise.race([
    victim.died,
    life.catch((thrown: unknown) => (victim.isDead ? undefined : Promise.reject(thrown as Error)))
  ]);
  if (victim.isDead) await live(new Victim(undefined));
  const texts = server.sent.filter((one) => parseEncrypted(one)?.payload);
  expect(new Set(texts.map((one) => one.attrs['id'])).size).toBe(1);
  // A key that two texts had would be known again by who reads them.
  for (const stanza of texts) expect(juliet.read(stanza)).toContain('for her');
  return victim;
}

it('nothing is lost, read twice or encrypted twice with one key, wherever the worker ends', async () => {
  const [old, fresh] = [await dieAt(undefined, false), await dieAt(undefined, true)];
  const reached = sites.filter((site) => old.reached.has(site) || fresh.reached.has(site));
  expect(sites.filter((site) => !reached.includes(site))).toEqual(ELSEWHERE);
  for (const site of reached)
    for (const phase of PHASES.slice(0, INSIDE.test(site) ? 1 : 2)) {
      const victim = await dieAt({ site, phase, nth: 1 }, !old.reached.has(site));
      expect(victim.isDead, `${site} ${phase}`).toBe(true);
    }
  console.log(
    'NOT',
    sites.filter((site) => !reached.includes(site)),
    reached.length
  );
}, 180_000);
