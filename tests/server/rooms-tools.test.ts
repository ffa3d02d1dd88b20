import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tab } from '../support/browser-like';
import { chatOf, isIn, People, said, startFamily, until, view } from '../support/people';
import { KINDS } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();
/** A picture of one pixel. */
const PIXEL = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='),
  (char) => char.charCodeAt(0)
);
const NOT_ALLOWED = { code: 'not-allowed' };

describe.each(KINDS)('what can be done with groups over %s', (kind) => {
  const canModerate = kind !== 'ejabberd';
  let people: People;
  let alice: Tab;
  let bob: Tab;
  let carol: Tab;
  let room = '';
  let channel = '';

  const roleOf = (tab: Tab) => tab.live.rooms?.get(room);
  const affiliations = async (tab: Tab) =>
    Object.fromEntries((await tab.engine.rooms.room(room)).members.map((one) => [one.address, one.affiliation]));
  const events = async (tab: Tab) =>
    (await view(tab, room)).messages.flatMap(({ event }) => (event ? [`${event.kind} ${event.who ?? ''}`.trim()] : []));

  beforeAll(async () => {
    people = await People.at(kind, 'tools');
    [alice, bob, carol] = await people.arrive('alice', 'bob', 'carol');
    room = await startFamily(alice, bob);
  });
  afterAll(() => people?.leave());

  it('is refused to a plain member, with a word for it', async () => {
    const { rooms } = bob.engine;
    await expect(rooms.changeRoom(room, { name: 'Mine' })).rejects.toMatchObject(NOT_ALLOWED);
    await expect(rooms.kick(room, 'alice')).rejects.toMatchObject(NOT_ALLOWED);
    await expect(rooms.setAffiliation(room, 'alice@localhost', 'none')).rejects.toMatchObject(NOT_ALLOWED);
    await expect(rooms.setVoice(room, 'alice', false)).rejects.toMatchObject(NOT_ALLOWED);
    await expect(rooms.destroyRoom(room)).rejects.toMatchObject(NOT_ALLOWED);
    const picture = new Blob([PIXEL], { type: 'image/png' });
    await expect(rooms.changeRoom(room, { picture })).rejects.toMatchObject(NOT_ALLOWED);
    expect(await bob.engine.rooms.room(room)).toMatchObject({ state: 'in', name: 'Family' });
  });

  it('is a new name and a description', async () => {
    await alice.engine.rooms.changeRoom(room, { name: 'Kin & kith', description: 'All of us <3' });
    await until(async () => expect(await chatOf(bob, room)).toMatchObject({ name: 'Kin & kith' }));
    expect(await bob.engine.rooms.room(room)).toMatchObject({ description: 'All of us <3', isPrivate: true });
    await alice.engine.rooms.changeRoom(room, { description: '' });
    await until(async () => expect(await bob.engine.rooms.room(room)).toMatchObject({ description: '' }));
    expect(await alice.engine.rooms.room(room)).toMatchObject({ name: 'Kin & kith' });
  });

  it('is a picture, which the others get', async () => {
    await alice.engine.rooms.changeRoom(room, { picture: new Blob([PIXEL], { type: 'image/png' }) });
    for (const tab of [alice, bob]) {
      await until(async () => {
        const picture = await tab.engine.rooms.avatar(room);
        expect(picture && new Uint8Array(await picture.arrayBuffer())).toEqual(PIXEL);
      });
    }
  });

  it('is a subject, where everybody may', async () => {
    await bob.engine.rooms.setSubject(room, 'Sunday: cake & tea');
    await until(async () => expect((await alice.engine.rooms.room(room)).subject).toBe('Sunday: cake & tea'));
    expect(await events(alice)).toContain('subject bob');
    await until(async () => expect((await bob.engine.rooms.room(room)).subject).toBe('Sunday: cake & tea'));
  });

  it('is more people, and fewer', async () => {
    await alice.engine.rooms.inviteToRoom(room, ['carol@localhost']);
    await until(async () => expect(await chatOf(carol, room)).toMatchObject({ request: true, invitedBy: 'alice' }));
    await carol.engine.rooms.joinRoom(room);
    await isIn(carol, room);
    alice.engine.look(room);
    await until(async () => expect(await affiliations(alice)).toMatchObject({ 'carol@localhost': 'member' }));
  });

  it('is making an admin and an owner of somebody, and taking it back', async () => {
    const { rooms } = alice.engine;
    await rooms.setAffiliation(room, 'bob@localhost', 'admin');
    await until(() => expect(roleOf(bob)).toMatchObject({ affiliation: 'admin', role: 'moderator' }));
    await until(async () => expect(await events(carol)).toContain('admin bob'));
    await bob.engine.rooms.setVoice(room, 'carol', false);
    await until(() => expect(roleOf(carol)).toMatchObject({ role: 'visitor' }));
    await until(async () => expect(await events(alice)).toContain('muted carol'));
    await bob.engine.rooms.setVoice(room, 'carol', true);
    await until(() => expect(roleOf(carol)).toMatchObject({ role: 'participant' }));
    await rooms.setAffiliation(room, 'bob@localhost', 'owner');
    await until(() => expect(roleOf(bob)).toMatchObject({ affiliation: 'owner' }));
    await bob.engine.rooms.changeRoom(room, { description: 'by bob' });
    await rooms.setAffiliation(room, 'bob@localhost', 'member');
    await until(() => expect(roleOf(bob)).toMatchObject({ affiliation: 'member', role: 'participant' }));
    await until(async () => expect(await affiliations(alice)).toMatchObject({ 'bob@localhost': 'member' }));
  });

  it('is a kick and a ban', async () => {
    await alice.engine.rooms.kick(room, 'carol');
    await until(async () => expect(await carol.engine.rooms.room(room)).toMatchObject({ problem: 'room-kicked' }));
    await until(async () => expect(await events(bob)).toContain('kicked carol'));
    await alice.engine.rooms.setAffiliation(room, 'carol@localhost', 'outcast');
    expect(await alice.engine.rooms.banned(room)).toEqual(['carol@localhost']);
    // ejabberd of that age remembers what they might do, and lets them in again.
    if (kind !== 'ejabberd') {
      const refusal = { code: expect.stringMatching(/^room-(banned|members-only)$/) };
      await expect(carol.engine.rooms.joinRoom(room)).rejects.toMatchObject(refusal);
    }
    await alice.engine.rooms.setAffiliation(room, 'carol@localhost', 'none');
    expect(await alice.engine.rooms.banned(room)).toEqual([]);
  });

  if (canModerate)
    it('is taking back what anyone said, also for who comes later', async () => {
      await bob.engine.send(room, 'what nobody should read, alice');
      await until(async () => expect((await said(alice, room)).at(-1)).toBe('bob: what nobody should read, alice'));
      const unwanted = (await view(alice, room)).messages.at(-1)!;
      const own = async () => (await view(bob, room)).messages.findLast(({ event }) => !event)!;
      await until(async () => expect((await own()).named).toBe(true));
      await expect(bob.engine.rooms.retractMessage(room, (await own()).id)).rejects.toMatchObject(NOT_ALLOWED);
      await alice.engine.rooms.retractMessage(room, unwanted.id);
      for (const tab of [alice, bob]) {
        await until(async () => {
          const { messages } = await view(tab, room);
          expect(messages.findLast(({ event }) => !event)).toMatchObject({ text: '', retracted: { by: 'alice' } });
        });
      }
      expect(await chatOf(alice, room)).toMatchObject({
        unread: 0,
        mentions: 0,
        preview: { text: '', retracted: true }
      });
      const tablet = await people.open('bob', 'tablet');
      await isIn(tablet, room);
      tablet.engine.look(room);
      await until(async () => {
        const { messages } = await view(tablet, room);
        expect(messages.findLast(({ event }) => !event)).toMatchObject({ text: '', retracted: {} });
      });
      expect(JSON.stringify(await tablet.db.getAll('messages'))).not.toContain('nobody should read');
    });

  if (canModerate)
    it('takes back what was said while somebody was away, though nobody speaks after it', async () => {
      for (const awakes of ['by looking', 'by the next message'] as const) {
        const text = `should not be read, ${awakes}`;
        await bob.engine.send(room, text);
        const stored = async (tab: Tab) => (await view(tab, room)).messages.find((message) => message.text === text);
        await until(async () => expect(await stored(bob)).toMatchObject({ named: true }));
        await until(async () => expect(await stored(alice)).toMatchObject({ named: true }));
        await people.close('bob', true);
        await alice.engine.rooms.retractMessage(room, (await stored(alice))!.id);
        await until(async () => expect(await stored(alice)).toBeUndefined());
        bob = await people.reopen('bob');
        await isIn(bob, room);
        if (awakes === 'by looking') bob.engine.look(room);
        else await alice.engine.send(room, 'good morning');
        await until(async () => expect(await stored(bob)).toBeUndefined());
      }
      await until(async () => expect((await said(bob, room)).at(-1)).toBe('alice: good morning'));
    });

  if (!canModerate)
    it('does not offer to take back messages where the server can not', async () => {
      expect(await alice.engine.rooms.room(room)).toMatchObject({ moderation: false });
      await bob.engine.send(room, 'stays');
      await until(async () => expect((await said(alice, room)).at(-1)).toBe('bob: stays'));
      const { id } = (await view(alice, room)).messages.at(-1)!;
      await expect(alice.engine.rooms.retractMessage(room, id)).rejects.toMatchObject({ code: 'not-supported' });
    });

  it('is an end for everybody', async () => {
    await alice.engine.rooms.destroyRoom(room);
    await until(async () => expect(await bob.engine.rooms.room(room)).toMatchObject({ problem: 'room-gone' }));
    expect(await chatOf(alice, room)).toBeUndefined();
  });

  it('is a public channel among many, found by page, by word and by address', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `Channel ${String(index + 1).padStart(2, '0')}`);
    for (const name of names) await alice.engine.rooms.createRoom({ name, people: [], isPublic: true });
    channel = await alice.engine.rooms.createRoom({ name: 'Gärtnern für alle', people: [], isPublic: true });
    const found: string[] = [];
    for (let next: string | undefined, pages = 0; pages < 5; pages++) {
      const page = await carol.engine.rooms.publicRooms(next);
      found.push(...page.rooms.map(({ name }) => name));
      next = page.next;
      if (!next) break;
    }
    expect(found.toSorted()).toEqual([...names, 'Gärtnern für alle']);
    const { rooms } = await carol.engine.rooms.searchRooms('gärt');
    expect(rooms).toMatchObject([{ address: channel, name: 'Gärtnern für alle' }]);
    expect(await carol.engine.rooms.lookUpRoom(channel)).toMatchObject({ isPrivate: false, needsPassword: false });
    await expect(
      carol.engine.rooms.createRoom({ name: 'Gärtnern für alle', people: [], isPublic: true })
    ).rejects.toMatchObject({ code: 'name-taken' });
    await carol.engine.rooms.joinRoom(channel);
    await isIn(carol, channel);
    await carol.engine.send(channel, 'hello gardeners');
    await until(async () => expect(await said(alice, channel)).toEqual(['carol: hello gardeners']));
  });

  it('is a private word to somebody there, both ways, on all devices', async () => {
    await bob.engine.rooms.joinRoom(channel);
    await isIn(bob, channel);
    await bob.engine.send(`${channel}/carol`, 'just for you');
    const fromBob = `${channel}/bob`;
    await until(async () =>
      expect(await chatOf(carol, fromBob)).toMatchObject({ kind: 'private', name: 'bob', unread: 1 })
    );
    await carol.engine.send(fromBob, 'just for you too');
    const words = async (tab: Tab, chat: string) =>
      (await view(tab, chat)).messages.map(({ mine, text }) => `${mine ? 'me' : 'they'}: ${text}`);
    await until(async () =>
      expect(await words(bob, `${channel}/carol`)).toEqual(['me: just for you', 'they: just for you too'])
    );
    await until(async () => expect(await bob.db.count('outbox')).toBe(0));
    const phone = await people.open('carol', 'phone');
    await until(async () => expect(await chatOf(phone, fromBob)).toMatchObject({ kind: 'private', name: 'bob' }));
    expect(await words(phone, fromBob)).toEqual(['they: just for you', 'me: just for you too']);
    expect((await phone.engine.chats()).filter(({ kind }) => kind === 'contact')).toEqual([]);
    expect(await said(alice, channel)).toEqual(['carol: hello gardeners']);
  });

  it('is reading on where a channel was left, and filling the gap when it is looked at', async () => {
    await people.close('bob', true);
    const words = Array.from({ length: 120 }, (_, index) => `word ${index + 1}`);
    for (const word of words) await alice.engine.send(channel, word);
    await until(async () => expect(await alice.db.count('outbox')).toBe(0));
    bob = await people.reopen('bob');
    await isIn(bob, channel);
    await until(async () => expect((await said(bob, channel)).at(-1)).toBe('alice: word 120'));
    const { gaps } = await view(bob, channel);
    expect(gaps).toHaveLength(1);
    for (let gap = gaps.at(-1); gap; gap = (await view(bob, channel)).gaps.at(-1)) {
      const { before } = gap;
      bob.engine.fetchHistory(channel, before);
      await until(async () => expect((await view(bob, channel)).gaps.at(-1)?.before).not.toBe(before));
    }
    const theirs = words.map((word) => `alice: ${word}`);
    expect(await said(bob, channel)).toEqual(['carol: hello gardeners', ...theirs]);
  });
});
