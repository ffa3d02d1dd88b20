import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchItems, publish } from '../../src/lib/xmpp/xep/0060-pubsub';
import { BOOKMARKS, buildBookmark, parseBookmark, type Bookmark } from '../../src/lib/xmpp/xep/0402-bookmarks';
import type { Tab } from '../support/browser-like';
import { chatOf, isIn, People, said, startFamily, until, view } from '../support/people';
import { KINDS } from '../support/servers';
import { WireTap } from '../support/wire-tap';

const tap = WireTap.install();
const THEIRS = '<tag xmlns="urn:example:other-client">family</tag>';

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `number ${from + index}`);
const texts = async (tab: Tab, room: string): Promise<string[]> =>
  (await said(tab, room)).map((line) => line.replace(/^[^:]*: /, ''));

describe.each(KINDS)('the life of a group over %s', (kind) => {
  let people: People;
  let alice: Tab;
  let bob: Tab;
  let tablet: Tab;
  let room = '';

  const bookmark = async (): Promise<Bookmark | undefined> => {
    const items = await fetchItems(await people.stream('alice'), BOOKMARKS);
    return items.flatMap((item) => parseBookmark(item) ?? []).find((one) => one.room === room);
  };

  beforeAll(async () => {
    people = await People.at(kind, 'life');
    [alice, bob] = await people.arrive('alice', 'bob');
    tablet = await people.open('alice', 'tablet');
    room = await startFamily(alice, bob);
  });
  afterAll(() => people?.leave());

  it('begins on all devices of who made it', async () => {
    await until(async () => expect(await chatOf(tablet, room)).toMatchObject({ kind: 'room', name: 'Family' }));
    await isIn(tablet, room);
    await until(async () => expect(await tablet.engine.rooms.room(room)).toMatchObject({ isPrivate: true }));
    await bob.engine.send(room, 'hello @alice');
    for (const device of [alice, tablet])
      await until(async () => expect(await said(device, room)).toEqual(['bob: hello @alice']));
    await tablet.engine.send(room, 'from the tablet');
    await until(async () => expect(await said(alice, room)).toEqual(['bob: hello @alice', 'me: from the tablet']));
    await until(async () => expect(await said(bob, room)).toEqual(['me: hello @alice', 'alice: from the tablet']));
  });

  it('is read on one device and counts as read on the other', async () => {
    await bob.engine.send(room, 'alice, see?');
    await until(async () => expect(await chatOf(alice, room)).toMatchObject({ unread: 1, mentions: 1 }));
    await until(async () => expect(await chatOf(tablet, room)).toMatchObject({ unread: 1, mentions: 1 }));
    await tablet.engine.markRead(room, (await view(tablet, room)).messages.at(-1)!.order);
    await until(async () => expect(await chatOf(alice, room)).toMatchObject({ unread: 0, mentions: 0 }));
  });

  it('keeps quiet on both when one says so, and keeps what other clients wrote there', async () => {
    const before = await bookmark();
    await publish(await people.stream('alice'), BOOKMARKS, room, buildBookmark({ ...before!, extensions: THEIRS }));
    await until(async () => {
      expect((await tablet.db.getAll('rooms'))[0]?.bookmark?.extensions).toContain('urn:example:other-client');
    });
    await tablet.engine.rooms.setNotify(room, { rule: 'none' });
    await until(async () => expect((await alice.engine.rooms.room(room)).notify).toEqual({ rule: 'none' }));
    expect((await bookmark())?.extensions).toContain('urn:example:other-client');
    const mutedUntil = Date.UTC(2100, 0, 1);
    await alice.engine.rooms.setNotify(room, { rule: 'mentions', mutedUntil });
    await until(async () =>
      expect((await tablet.engine.rooms.room(room)).notify).toEqual({ rule: 'mentions', mutedUntil })
    );
    expect((await bookmark())?.extensions).toContain('urn:example:other-client');
    expect(await chatOf(tablet, room)).toMatchObject({ muted: true });
  });

  it('goes on after a reload, without entering again', async () => {
    await bob.engine.send(room, 'before the reload');
    await until(async () => expect(await texts(alice, room)).toContain('before the reload'));
    await until(async () => expect(await bob.db.count('outbox')).toBe(0));
    await until(async () => expect((await bob.db.getAll('streams'))[0]?.rooms).toHaveLength(1));
    await people.close('bob');
    await alice.engine.send(room, 'while nobody looked');
    const lines = tap.lines.length;
    bob = await people.reopen('bob');
    await until(async () => expect((await said(bob, room)).at(-1)).toBe('alice: while nobody looked'));
    await until(() => expect(bob.live.connection).toBe('online'));
    await bob.engine.send(room, 'after the reload');
    await until(async () => expect((await said(alice, room)).at(-1)).toBe('bob: after the reload'));
    await until(async () => expect(await bob.db.count('outbox')).toBe(0));
    const sent = tap.lines.slice(lines).flatMap((line) => line.sent);
    expect(sent.filter((frame) => frame.includes(`to="${room}`))).toEqual([
      expect.stringContaining('after the reload')
    ]);
    expect(await said(bob, room)).toHaveLength((await said(alice, room)).length);
  });

  it('brings what was missed in a long absence, in order and without a gap', async () => {
    await people.close('bob', true);
    for (const text of numbers(1, 120)) await alice.engine.send(room, text);
    await until(async () => expect(await alice.db.count('outbox')).toBe(0), 20_000);
    bob = await people.reopen('bob');
    await until(async () => expect((await texts(bob, room)).slice(-120)).toEqual(numbers(1, 120)), 20_000);
    await until(async () => {
      expect((await view(bob, room)).gaps).toEqual([]);
      expect(await texts(bob, room)).toEqual(await texts(alice, room));
    });
  });

  it('is on a new device with its history, its name and the read position', async () => {
    const phone = await people.open('alice', 'phone');
    await isIn(phone, room);
    phone.engine.look(room);
    await until(async () => expect((await phone.db.getAll('coverage')).map((row) => row.archive)).toContain(room));
    await until(async () =>
      expect(await chatOf(phone, room)).toMatchObject({ name: 'Family', unread: 0, muted: true })
    );
    for (;;) {
      const { messages, older } = await view(phone, room);
      if (older !== 'archive') break;
      phone.engine.fetchHistory(room, messages[0]?.order ?? Infinity);
      await until(async () => {
        const now = await view(phone, room);
        expect(now.messages.length > messages.length || now.older !== 'archive').toBe(true);
      });
    }
    expect(await said(phone, room)).toEqual(await said(alice, room));
    await people.close('phone');
  });

  it('finds out that the group forgot somebody, and comes back', async () => {
    await isIn(bob, room);
    tap.lose = (frame) => /to=['"]bob@/.test(frame) && frame.includes('307');
    await alice.engine.rooms.kick(room, 'bob');
    await until(() => expect(alice.live.rooms?.get(room)?.count).toBe(1));
    tap.lose = () => false;
    expect(bob.live.rooms?.get(room)).toMatchObject({ state: 'in' });
    await bob.engine.send(room, 'am I here?');
    await until(async () => expect((await said(alice, room)).at(-1)).toBe('bob: am I here?'), 20_000);
    await until(async () => expect(await bob.db.count('outbox')).toBe(0));
    expect((await said(bob, room)).filter((line) => line === 'me: am I here?')).toHaveLength(1);
  });

  it('carries what was written during a restart of the server, once and in order', async () => {
    const restarted = people.servers.restart();
    await until(() => expect(alice.live.connection).not.toBe('online'));
    for (const tab of [alice, bob]) for (const text of ['one', 'two', 'three']) await tab.engine.send(room, text);
    await restarted;
    alice.engine.setOnline(true);
    bob.engine.setOnline(true);
    for (const tab of [alice, bob]) await until(async () => expect(await tab.db.count('outbox')).toBe(0), 20_000);
    await until(async () => {
      const after = (await said(alice, room)).slice(-6);
      expect(after.filter((line) => line.startsWith('me'))).toEqual(['me: one', 'me: two', 'me: three']);
      expect(after.filter((line) => line.startsWith('bob'))).toEqual(['bob: one', 'bob: two', 'bob: three']);
      const theirs = (await said(bob, room)).slice(-6);
      expect(theirs).toEqual(after.map((line) => line.replace(/^me/, 'alice').replace(/^bob/, 'me')));
    });
    const statuses = (await view(bob, room)).messages.slice(-6).flatMap(({ status }) => status ?? []);
    expect(statuses).toEqual(['sent', 'sent', 'sent']);
  });

  it('ends on all devices when one leaves', async () => {
    await tablet.engine.rooms.leaveRoom(room);
    await until(() => expect(tablet.live.rooms?.get(room)).toMatchObject({ state: 'out' }));
    await until(async () => expect(await tablet.db.count('outbox')).toBe(0));
    // ejabberd of that age tells nobody that an item was taken back: there it is found out at the next login.
    if (kind === 'ejabberd') {
      await people.close('alice', true);
      alice = await people.reopen('alice');
    }
    await until(async () => expect(await chatOf(alice, room)).toBeUndefined());
    await until(() => expect(alice.live.rooms?.get(room)?.state ?? 'out').toBe('out'));
    expect(await bookmark()).toBeUndefined();
    await until(() => expect(bob.live.rooms?.get(room)?.count).toBe(1));
    expect(await alice.engine.rooms.room(room)).toMatchObject({ state: 'outside' });
  });
});
