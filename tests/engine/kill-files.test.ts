import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type * as FileWork from '../../src/lib/engine/file-work';
import type { Putter } from '../../src/lib/engine/http-put';
import type * as OutboxModule from '../../src/lib/engine/outbox';
import type { RoomGates, Sender } from '../../src/lib/engine/outbox';
import type * as UploadWorkModule from '../../src/lib/engine/upload-work';
import { newChat } from '../../src/lib/store/chats';
import { openDatabase } from '../../src/lib/store/schema';
import { el, type Element } from '../../src/lib/xmpp/xml';
import { ROOT } from '../support/sources';
import { loadMortalTabs, sitesOf, Victim, type Aim, type Phase } from './kill-points';
import { JULIET, memoryAccount, ROMEO } from './memory-account';

const SERVICE = 'upload.example.org';
const DISCO = 'http://jabber.org/protocol/disco';
const UPLOAD = 'urn:xmpp:http:upload:0';
const KILLED_IN = ['upload-work.ts', 'upload-service.ts', 'file-work.ts'];
const PHASES: Phase[] = ['begun', 'done'];
/** Inside a transaction the end of one request is the same to others as the beginning of the next. */
const INSIDE = /: tx\.(?!done)|: \w+\(tx,/;
/** What a file that goes well does not come to; files.test.ts has each of them. */
const ELSEWHERE = [
  'upload-work.ts: this.#fail(id, code)',
  'upload-work.ts: this.#lookAgain()',
  'upload-work.ts: this.#lookAgain() (2)',
  'upload-work.ts: write(db, announce, this.lease, STORES, async (tx, topics) = (2)',
  "upload-work.ts: tx.objectStore('messages').get([account, id]) (2)",
  'upload-work.ts: failMessage(tx, topics, row, code)',
  'upload-work.ts: findUploadService(this.context, this.lease, stream) (2)',
  "upload-service.ts: tx.objectStore('accounts').put(rest)",
  'upload-service.ts: findUploadService(context, lease, requests)'
];

const sites = KILLED_IN.flatMap((name) => {
  const path = `src/lib/engine/${name}`;
  return sitesOf(path, readFileSync(join(ROOT, path), 'utf8')).map((site) => site.name);
});

let mortal: Awaited<ReturnType<typeof loadMortalTabs>>;
let parts: typeof FileWork & typeof OutboxModule & typeof UploadWorkModule;
beforeAll(async () => {
  mortal = await loadMortalTabs();
  const load = (name: string) => mortal.load<object>(`/src/lib/engine/${name}.ts`);
  parts = Object.assign({}, await load('file-work'), await load('outbox'), await load('upload-work')) as typeof parts;
});
afterAll(() => mortal.stop());

const covers = () => Promise.resolve({ kind: 'plain' } as const);
const gates: RoomGates = {
  gate: () => ({ kind: 'contact' }),
  check: () => Promise.resolve(true),
  sync: () => undefined
};

/** One account over several lives, and what the server has of it. */
async function begin() {
  const { db: first, context, lease } = await memoryAccount();
  await first.put('chats', newChat(ROMEO, JULIET));
  const { name } = first;
  first.close();
  /** By address. */
  const files = new Map<string, string>();
  const stanzas: Element[] = [];

  const put: Putter = async ({ url, blob }) => {
    files.set(url, await blob.text());
    return 201;
  };
  const answer = (to: string | undefined, payload: Element): Element => {
    const { xmlns } = payload.attrs as { xmlns: string };
    const slot = `https://files.example.org/${files.size + 1}`;
    if (xmlns === UPLOAD) return el('slot', { xmlns }, el('put', { url: slot }), el('get', { url: slot }));
    if (xmlns === `${DISCO}#items`) return el('query', { xmlns }, el('item', { jid: SERVICE }));
    return el('query', { xmlns }, to === SERVICE && el('feature', { var: UPLOAD }));
  };

  /** The user sends a file, unless a life before has kept it, and it goes. */
  async function live(victim: Victim): Promise<void> {
    const db = await openDatabase(name);
    let sent = 0;
    const sender: Sender = {
      self: ROMEO,
      managed: true,
      request: (_type, to, payload) => Promise.resolve(el('iq', {}, answer(to, payload))),
      send: (stanza) => {
        if (!victim.isDead) stanzas.push(stanza);
        sent++;
        setImmediate(() => void outbox.acked(sent));
        return sent;
      }
    };
    const announce = (topics: Iterable<string>): void => {
      if (victim.isDead || ![...topics].includes('outbox')) return;
      outbox.wake();
      uploads.check();
    };
    const own = { ...context, db, announce };
    const failed = (thrown: unknown): void => {
      if (!victim.isDead) throw thrown;
    };
    const uploads = new parts.UploadWork(own, lease, () => sender, failed, covers, put);
    const outbox = new parts.Outbox(own, lease, () => Promise.resolve(), failed, gates, uploads);
    await outbox.run(sender, undefined);
    const desk = parts.fileWork(
      () => own,
      () => uploads.limit()
    );
    const list = { blob: new Blob(['milk, bread'], { type: 'text/plain' }), name: 'list.txt', caption: 'For Sunday' };
    if ((await db.count('messages')) === 0) await desk.sendFiles(JULIET, [list]);
    await vi.waitFor(
      async () => {
        expect(await db.count('outbox')).toBe(0);
        expect(await db.getAll('messages')).toMatchObject([
          { status: 'sent', text: 'For Sunday', file: { name: 'list.txt', url: expect.any(String) as string } }
        ]);
      },
      { timeout: 5_000, interval: 1 }
    );
    expect(await db.count('blobs')).toBe(1);
    db.close();
  }

  return { live, files, stanzas };
}

/** A life that ends where it is aimed at, and the next one, which finds everything as it must be. */
async function dieAt(aim: Aim | undefined): Promise<Victim> {
  const { live, files, stanzas } = await begin();
  const victim = new Victim(aim);
  const life = victim.live(() => live(victim));
  await Promise.race([
    victim.died,
    life.catch((thrown: unknown) => (victim.isDead ? undefined : Promise.reject(thrown as Error)))
  ]);
  if (victim.isDead) await live(new Victim(undefined));
  expect(new Set(stanzas.map((stanza) => stanza.attrs.id)).size).toBe(1);
  // A message without its file is what must never be.
  for (const stanza of stanzas) {
    const [url = ''] = /https:\/\/files[^<"]+/.exec(stanza.toString()) ?? [];
    expect(files.get(url)).toBe('milk, bread');
  }
  return victim;
}

it('a file goes once and whole, wherever the worker that brings it ends', async () => {
  const { reached } = await dieAt(undefined);
  const uploading = sites.filter((site) => site.startsWith('upload'));
  expect(uploading.filter((site) => !reached.has(site))).toEqual(ELSEWHERE);
  for (const site of sites.filter((one) => reached.has(one)))
    for (const phase of PHASES.slice(0, INSIDE.test(site) ? 1 : 2))
      expect((await dieAt({ site, phase, nth: 1 })).isDead, `${site} ${phase}`).toBe(true);
}, 60_000);
