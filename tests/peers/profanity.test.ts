import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tab } from '../support/browser-like';
import { chatOf, isIn, People, said, until, view } from '../support/people';
import { Terminal } from '../support/terminal';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();
const CAROL = 'carol@localhost';

describe('a group with somebody who uses Profanity', () => {
  let people: People;
  let alice: Tab;
  let bob: Tab;
  let carol: Terminal;
  let room = '';

  const last = async (tab: Tab): Promise<string | undefined> => (await said(tab, room)).at(-1);
  const events = async (tab: Tab) => (await view(tab, room)).messages.flatMap(({ event }) => event ?? []);

  beforeAll(async () => {
    people = await People.at('13', 'profanity');
    [alice, bob] = await people.arrive('alice', 'bob');
    await people.register('carol');
    carol = await Terminal.start('profanity --log ERROR');
    await carol.shows('Profanity');
    await carol.type(`/connect ${CAROL} server 127.0.0.1 port ${people.servers.c2sPort} tls disable`);
    await carol.shows('Enter password');
    await carol.type('secret');
    await carol.shows(/logged in successfully/i);
  });
  afterAll(async () => {
    await carol?.stop();
    await people?.leave();
  });

  it('invites them, and they come', async () => {
    room = await alice.engine.rooms.createRoom({ name: 'Mixed', people: [CAROL, 'bob@localhost'], isPublic: false });
    await carol.shows(room);
    await carol.type(`/join ${room} nick carol`);
    await until(() => expect(alice.live.rooms?.get(room)).toMatchObject({ state: 'in', count: 2 }));
    await until(async () => expect(await chatOf(bob, room)).toMatchObject({ request: true }));
    await bob.engine.rooms.joinRoom(room);
    await isIn(bob, room);
  });

  it('talks both ways, and knows who is called', async () => {
    await alice.engine.send(room, 'Good morning, carol');
    await carol.shows(/alice: Good morning, carol/);
    await carol.type('alice, bread & <b>butter</b>?');
    await until(async () => expect(await last(alice)).toBe('carol: alice, bread & <b>butter</b>?'));
    await until(async () => expect(await last(bob)).toBe('carol: alice, bread & <b>butter</b>?'));
    expect(await chatOf(alice, room)).toMatchObject({ unread: 1, mentions: 1 });
    expect(await chatOf(bob, room)).toMatchObject({ unread: 2, mentions: 0 });
    expect((await view(alice, room)).messages.at(-1)).toMatchObject({ person: CAROL, mention: true });
  });

  it('sees what the other corrected, and reads an answer as a quote', async () => {
    await carol.type('/correction on');
    await carol.type('tea at nihgt');
    await until(async () => expect(await last(alice)).toBe('carol: tea at nihgt'));
    await carol.type('/correct tea at night');
    await until(async () => expect(await last(alice)).toBe('carol: tea at night'));
    const tea = (await view(alice, room)).messages.at(-1)!;
    expect(tea).toMatchObject({ edited: true });
    expect(await alice.engine.messages.edits(room, tea.id)).toMatchObject([{ text: 'tea at nihgt' }]);
    await alice.engine.send(room, 'see you tomorow', tea.id);
    await carol.shows(/alice: > tea at night\s+see you tomorow/);
    const own = (await view(alice, room)).messages.at(-1)!;
    await alice.engine.messages.edit(room, own.id, 'see you tomorrow');
    await carol.shows(/see you tomorrow/);
    expect((await carol.screen()).includes('tomorow')).toBe(false);
    await until(async () => expect(await last(bob)).toBe('alice: see you tomorrow'));
  });

  it('gives files to each other, as addresses that go with a message', async () => {
    await alice.engine.files.sendFiles(room, [
      { blob: new Blob(['2 eggs'], { type: 'text/plain' }), name: 'cake.txt' }
    ]);
    await carol.shows(/alice: http\S+\s?\S*cake\.txt/);
    const path = join(people.servers.data, 'bread.txt');
    await writeFile(path, 'flour');
    await carol.type(`/sendfile ${path}`);
    await until(async () =>
      expect((await view(bob, room)).messages.at(-1)).toMatchObject({ text: '', file: { name: 'bread.txt' } })
    );
    const { id } = (await view(bob, room)).messages.at(-1)!;
    expect(await bob.engine.files.fetchFile(room, id)).toBe(true);
    expect(await (await bob.engine.files.file(room, id))?.text()).toBe('flour');
  });

  it('has a subject that both can change', async () => {
    await carol.type('/subject set "Breakfast at eight"');
    await until(async () => expect((await alice.engine.rooms.room(room)).subject).toBe('Breakfast at eight'));
    expect(await events(alice)).toContainEqual(expect.objectContaining({ kind: 'subject', who: 'carol' }));
    await alice.engine.rooms.setSubject(room, 'Breakfast at nine');
    await carol.shows('Breakfast at nine');
  });

  it('follows new names, both ways', async () => {
    await carol.type('/nick Caroline');
    await until(async () =>
      expect(await events(alice)).toContainEqual(
        expect.objectContaining({ kind: 'nick', who: 'carol', text: 'Caroline', address: CAROL })
      )
    );
    await carol.type('me again');
    await until(async () => expect(await last(alice)).toBe('Caroline: me again'));
    await bob.engine.rooms.setRoomNick(room, 'Bobby');
    await carol.shows(/bob is now known as Bobby/);
    await bob.engine.send(room, 'me too');
    await carol.shows(/Bobby: me too/);
  });

  it('has a moderator who takes back what they said', async () => {
    await carol.type('what should not be here');
    await until(async () => expect(await last(alice)).toBe('Caroline: what should not be here'));
    const unwanted = (await view(alice, room)).messages.at(-1)!;
    await alice.engine.rooms.retractMessage(room, unwanted.id);
    for (const tab of [alice, bob]) await until(async () => expect(await last(tab)).toBe('Caroline: '));
    await alice.engine.send(room, 'on we go');
    await carol.shows(/alice: on we go/);
  });

  it('is left and entered again by them', async () => {
    await carol.type('/close');
    await until(() => expect(alice.live.rooms?.get(room)?.count).toBe(2));
    await carol.type(`/join ${room} nick carol`);
    await until(() => expect(alice.live.rooms?.get(room)?.count).toBe(3));
    await carol.shows('on we go');
  });

  it('puts them out', async () => {
    await alice.engine.rooms.kick(room, 'carol');
    await carol.shows(/kicked/i);
    await until(() => expect(alice.live.rooms?.get(room)?.count).toBe(2));
    await carol.type(`/join ${room} nick carol`);
    await until(() => expect(alice.live.rooms?.get(room)?.count).toBe(3));
    await alice.engine.rooms.setAffiliation(room, CAROL, 'outcast');
    await carol.shows(/banned/i);
    await until(async () =>
      expect(await events(bob)).toContainEqual(expect.objectContaining({ kind: 'banned', who: 'carol', by: 'alice' }))
    );
  });

  it('is theirs, and they do the same to us', async () => {
    room = 'hers@rooms.localhost';
    await carol.type(`/join ${room} nick carol`);
    await carol.shows('/room accept');
    await carol.type('/room accept');
    await carol.shows(/room unlocked/i);
    await carol.type('/affiliation set member bob@localhost');
    await carol.type('/invite send bob@localhost');
    await until(async () => expect(await chatOf(bob, room)).toMatchObject({ kind: 'room', request: true }));
    expect((await bob.engine.rooms.room(room)).invitation).toMatchObject({ by: CAROL });
    await bob.engine.rooms.joinRoom(room);
    await isIn(bob, room);
    await bob.engine.send(room, 'thank you, carol');
    await carol.shows(/bob: thank you, carol/);
    await carol.type('/kick bob');
    await until(async () => expect(await bob.engine.rooms.room(room)).toMatchObject({ problem: 'room-kicked' }));
    await bob.engine.rooms.joinRoom(room);
    await isIn(bob, room);
    await carol.type('/ban bob@localhost');
    await until(async () => expect(await bob.engine.rooms.room(room)).toMatchObject({ problem: 'room-banned' }));
    await expect(bob.engine.rooms.joinRoom(room)).rejects.toMatchObject({ code: expect.stringMatching(/^room-/) });
  });
});
