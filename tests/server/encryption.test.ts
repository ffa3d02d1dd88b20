import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Stream } from '../../src/lib/xmpp/stream';
import { queryArchive } from '../../src/lib/xmpp/xep/0313-archive';
import type { Tab } from '../support/browser-like';
import { isIn, People, startFamily, until, view } from '../support/people';
import { KINDS } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const ALICE = 'alice@localhost';
const BOB = 'bob@localhost';

/** What is shown, and how it came. */
const lines = async (tab: Tab, chat: string) =>
  (await view(tab, chat)).messages
    .filter(({ event }) => !event)
    .map(({ text, secure, unreadable }) => [text, unreadable ?? (secure ? 'secure' : 'plain')]);
const reads = (tab: Tab, chat: string, wanted: [text: string, how: string][]) =>
  until(async () => expect(await lines(tab, chat)).toEqual(wanted));
const secure = (...texts: string[]) => texts.map((text): [string, string] => [text, 'secure']);

/** All that the server keeps of somebody, as it stands there. */
async function archiveOf(stream: Stream): Promise<string> {
  const kept: string[] = [];
  stream.listen({ stanza: (stanza) => void kept.push(stanza.toString()), failed: () => 'skip' });
  await queryArchive(stream, { before: '', max: 100 }, 'all');
  expect(kept.length).toBeGreaterThan(5);
  return kept.join('\n');
}

describe.each(KINDS)('what is encrypted over %s', (kind) => {
  let people: People;
  let alice: Tab;
  let bob: Tab;
  let phone: Tab;

  /** The device encrypts from its next life on. */
  async function encrypts(device: string, tab: Tab): Promise<Tab> {
    await people.close(device, true);
    const [row] = await tab.db.getAll('accounts');
    if (row) await tab.db.put('accounts', { ...row, settings: { encrypts: true } });
    const next = await people.reopen(device);
    await until(async () => {
      const [own] = await next.db.getAll('ownDevices');
      expect(Object.keys(own?.published ?? {})).toHaveLength(2);
      const list = await next.db.get('deviceLists', [own?.account ?? '', own?.account ?? '']);
      expect(list?.devices['omemo:2']).toContain(own?.id);
    });
    return next;
  }

  beforeAll(async () => {
    people = await People.at(kind, 'encryption');
    [alice, bob] = await people.arrive('alice', 'bob');
    await alice.engine.addContact(BOB);
    await until(async () => expect((await bob.engine.people())[0]).toMatchObject({ asks: true }));
    await bob.engine.acceptContact(ALICE);
    alice = await encrypts('alice', alice);
    bob = await encrypts('bob', bob);
  });
  afterAll(() => people?.leave());

  it('is read by the other, answered, and written again', async () => {
    await alice.engine.send(BOB, 'for your eyes only');
    await reads(bob, ALICE, secure('for your eyes only'));
    await bob.engine.send(ALICE, 'I see');
    await reads(alice, BOB, secure('for your eyes only', 'I see'));
    await alice.engine.send(BOB, 'one');
    await alice.engine.send(BOB, 'two');
    await reads(bob, ALICE, secure('for your eyes only', 'I see', 'one', 'two'));
  });

  it('is read by a new device of theirs and by the own ones, from then on', async () => {
    phone = await encrypts('phone', await people.open('alice', 'phone'));
    await until(async () => {
      const list = await bob.db.get('deviceLists', [BOB, ALICE]);
      expect(list?.devices['omemo:2']).toHaveLength(2);
    });
    await bob.engine.send(ALICE, 'to both of you');
    await reads(phone, BOB, [
      ...Array.from({ length: 4 }, (): [string, string] => ['', 'before']),
      ...secure('to both of you')
    ]);
    await until(async () => expect((await lines(alice, BOB)).at(-1)).toEqual(['to both of you', 'secure']));
    await until(async () => {
      const list = await alice.db.get('deviceLists', [ALICE, ALICE]);
      expect(list?.devices['omemo:2']).toHaveLength(2);
    });
    await alice.engine.send(BOB, 'from the first');
    await until(async () => expect((await lines(phone, BOB)).at(-1)).toEqual(['from the first', 'secure']));
  });

  it('is edited, answered, reacted to and taken back as anything else', async () => {
    const { messages } = await view(bob, ALICE);
    const own = messages.find(({ text }) => text === 'to both of you')!;
    await bob.engine.messages.edit(ALICE, own.id, 'to all of you');
    await until(async () => expect((await lines(alice, BOB)).at(-2)).toEqual(['to all of you', 'secure']));
    const told = (await view(alice, BOB)).messages.find(({ text }) => text === 'to all of you')!;
    await alice.engine.messages.react(BOB, told.id, ['👍']);
    await until(async () =>
      expect((await view(bob, ALICE)).messages.find(({ id }) => id === own.id)).toMatchObject({
        reactions: [{ emoji: '👍' }]
      })
    );
    await bob.engine.messages.retract(ALICE, [own.id]);
    await until(async () =>
      expect((await view(alice, BOB)).messages.find(({ id }) => id === told.id)).toMatchObject({
        retracted: { self: true }
      })
    );
  });

  it('is read in a private group by everybody in it', async () => {
    const room = await startFamily(alice, bob);
    await until(async () =>
      expect((await alice.db.get('rooms', [ALICE, room]))?.members.map(({ address }) => address).sort()).toEqual([
        ALICE,
        BOB
      ])
    );
    await until(async () =>
      expect((await bob.db.get('rooms', [BOB, room]))?.members.map(({ address }) => address).sort()).toEqual([
        ALICE,
        BOB
      ])
    );
    await alice.engine.send(room, 'just the family');
    await reads(bob, room, secure('just the family'));
    await bob.engine.send(room, 'hello family');
    await reads(alice, room, secure('just the family', 'hello family'));
    await phone.engine.rooms.joinRoom(room).catch(() => undefined);
    await isIn(phone, room);
    await until(async () => expect((await lines(phone, room)).at(-1)).toEqual(['hello family', 'secure']));
  });

  it('comes once, whoever was away', async () => {
    const before = await lines(bob, ALICE);
    await people.close('bob', true);
    await alice.engine.send(BOB, 'while you slept');
    await until(async () => expect(await alice.db.count('outbox')).toBe(0));
    bob = await people.reopen('bob');
    await reads(bob, ALICE, [
      ...before.map(([text, how]) => [text, how] as [string, string]),
      ...secure('while you slept')
    ]);
  });

  it('may be a file, which the server has only encrypted and under another name', async () => {
    const file = {
      blob: new Blob(['milk, bread'], { type: 'text/plain' }),
      name: 'shopping.txt',
      caption: 'For Sunday'
    };
    const puts = vi.spyOn(globalThis, 'fetch');
    await alice.engine.files.sendFiles(BOB, [file]);
    await until(async () => expect((await lines(bob, ALICE)).at(-1)).toEqual(['For Sunday', 'secure']));
    const [address, init] = puts.mock.calls.find(([, { method } = {}]) => method === 'PUT')!;
    puts.mockRestore();
    const kept = await (await fetch(address)).arrayBuffer();
    expect([kept.byteLength, (init?.body as Blob).size]).toEqual([11 + 16, 11 + 16]);
    expect(Buffer.from(kept).toString()).not.toContain('milk');
    expect(String(address)).toMatch(/\/[\w-]+\.txt$/);
    expect(String(address)).not.toContain('shopping');
    const { id, file: shown } = (await view(bob, ALICE)).messages.at(-1)!;
    expect(shown).toEqual({ kind: 'file', name: 'shopping.txt', type: 'text/plain', size: 11, state: 'there' });
    expect(await bob.engine.files.fetchFile(ALICE, id)).toBe(true);
    expect(await (await bob.engine.files.file(ALICE, id))?.text()).toBe('milk, bread');
  });

  it('never stands in the open on the way', async () => {
    for (const name of ['alice', 'bob']) {
      const stream = await people.stream(name);
      const words =
        /for your eyes only|I see|to both|to all|from the first|while you slept|👍|For Sunday|shopping|aesgcm|file_share/;
      expect(await archiveOf(stream)).not.toMatch(words);
    }
  });
});
