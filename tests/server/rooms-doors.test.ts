import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchRoomConfig, submitRoomConfig } from '../../src/lib/xmpp/xep/0045-muc-admin';
import type { Tab } from '../support/browser-like';
import { chatOf, isIn, People, said, until, view } from '../support/people';
import { KINDS } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

describe.each(KINDS)('the doors of groups over %s', (kind) => {
  let people: People;
  let alice: Tab;
  let bob: Tab;
  let carol: Tab;
  let channel = '';
  let group = '';

  const configure = async (room: string, wanted: [string, string][]): Promise<string[]> => {
    const stream = await people.stream('alice');
    return submitRoomConfig(stream, room, await fetchRoomConfig(stream, room), wanted);
  };
  /** Why somebody is not in a group, as stored and shown. */
  const isOut = async (tab: Tab, room: string, problem: string): Promise<void> => {
    await until(async () => expect(await tab.engine.rooms.room(room)).toMatchObject({ state: 'problem', problem }));
    await until(() => expect(tab.live.rooms?.get(room)).toMatchObject({ state: 'out' }));
  };
  const events = async (tab: Tab, room: string) =>
    (await view(tab, room)).messages.flatMap(({ event }) =>
      event ? [`${event.kind} ${event.who ?? event.text}`] : []
    );

  beforeAll(async () => {
    people = await People.at(kind, 'doors');
    [alice, bob, carol] = await people.arrive('alice', 'bob', 'carol');
    channel = await alice.engine.rooms.createRoom({ name: 'Open Door', people: [], isPublic: true });
    group = await alice.engine.rooms.createRoom({ name: 'Club', people: ['bob@localhost'], isPublic: false });
    await until(async () => expect(await chatOf(bob, group)).toMatchObject({ request: true }));
  });
  afterAll(() => people?.leave());

  it('are shut where nothing is behind them, and stay so', async () => {
    const nowhere = `nowhere@${channel.split('@')[1]}`;
    await expect(bob.engine.rooms.joinRoom(nowhere)).rejects.toMatchObject({ code: 'room-not-found' });
    await expect(bob.engine.rooms.lookUpRoom(nowhere)).rejects.toMatchObject({ code: 'room-not-found' });
    expect(await chatOf(bob, nowhere)).toBeUndefined();
    await expect(bob.engine.rooms.joinRoom('x@groups.invalid')).rejects.toMatchObject({
      code: expect.stringMatching(/^room-(unreachable|not-found)$/)
    });
  });

  it('do not let two in under one name', async () => {
    await expect(bob.engine.rooms.joinRoom(channel, { nick: 'alice' })).rejects.toMatchObject({ code: 'nick-taken' });
    expect(await chatOf(bob, channel)).toBeUndefined();
    await bob.engine.rooms.joinRoom(channel, { nick: 'bob & co' });
    expect(await bob.engine.rooms.room(channel)).toMatchObject({ state: 'in', nick: 'bob & co' });
    await expect(bob.engine.rooms.setRoomNick(channel, 'alice')).rejects.toMatchObject({ code: 'nick-taken' });
    await bob.engine.rooms.setRoomNick(channel, 'Robert');
    expect(await bob.engine.rooms.room(channel)).toMatchObject({ nick: 'Robert' });
    await bob.engine.send(channel, 'it is me');
    await until(async () => expect(await said(alice, channel)).toEqual(['Robert: it is me']));
    await until(async () => expect(await said(bob, channel)).toEqual(['me: it is me']));
  });

  it('tell in a private group who changed their name', async () => {
    await bob.engine.rooms.joinRoom(group);
    await isIn(bob, group);
    await bob.engine.rooms.setRoomNick(group, 'Bobby');
    await until(async () => expect(await events(alice, group)).toContain('nick bob'));
    await bob.engine.send(group, 'called Bobby now');
    await until(async () => expect(await said(alice, group)).toEqual(['Bobby: called Bobby now']));
    expect((await view(alice, group)).messages.at(-1)).toMatchObject({ person: 'bob@localhost' });
  });

  it('ask for the password, and take it', async () => {
    await configure(channel, [
      ['muc#roomconfig_passwordprotectedroom', '1'],
      ['muc#roomconfig_roomsecret', 'open sesame']
    ]);
    expect(await carol.engine.rooms.lookUpRoom(channel)).toMatchObject({ needsPassword: true });
    await expect(carol.engine.rooms.joinRoom(channel)).rejects.toMatchObject({ code: 'room-password' });
    await expect(carol.engine.rooms.joinRoom(channel, { password: 'wrong' })).rejects.toMatchObject({
      code: 'room-password'
    });
    await carol.engine.rooms.joinRoom(channel, { password: 'open sesame' });
    await isIn(carol, channel);
    await people.close('carol', true);
    carol = await people.reopen('carol');
    await isIn(carol, channel);
  });

  it('let one back in who was kicked, when they ask', async () => {
    await alice.engine.rooms.kick(channel, 'carol');
    await isOut(carol, channel, 'room-kicked');
    await carol.engine.rooms.joinRoom(channel);
    expect(await carol.engine.rooms.room(channel)).toMatchObject({ state: 'in' });
    expect((await carol.engine.rooms.room(channel)).problem).toBeUndefined();
  });

  it('stay shut for the banned, until they are not', async () => {
    await alice.engine.rooms.setAffiliation(channel, 'carol@localhost', 'outcast');
    await isOut(carol, channel, 'room-banned');
    await expect(carol.engine.rooms.joinRoom(channel)).rejects.toMatchObject({ code: 'room-banned' });
    expect(await alice.engine.rooms.banned(channel)).toEqual(['carol@localhost']);
    await alice.engine.rooms.setAffiliation(channel, 'carol@localhost', 'none');
    await carol.engine.rooms.joinRoom(channel);
    await isIn(carol, channel);
    await carol.engine.send(channel, 'here again');
    // ejabberd lets who was banned only listen; a moderator gives them their voice back.
    if (kind === 'ejabberd') {
      const failed = async () => (await view(carol, channel)).messages.find(({ status }) => status === 'failed');
      await until(async () => expect(await failed()).toMatchObject({ error: 'message-refused' }));
      await alice.engine.rooms.setVoice(channel, 'carol', true);
      await until(() => expect(carol.live.rooms?.get(channel)).toMatchObject({ role: 'participant' }));
      await carol.engine.retry(channel, (await failed())!.id);
    }
    await until(async () => expect((await said(alice, channel)).at(-1)).toBe('carol: here again'));
  });

  it('close behind who is removed from a private group', async () => {
    await alice.engine.rooms.setAffiliation(group, 'bob@localhost', 'none');
    await isOut(bob, group, 'room-removed');
    await until(async () => expect(await events(alice, group)).toContain('removed Bobby'));
    // ejabberd of that age remembers what they might do, and lets them in again.
    if (kind !== 'ejabberd') {
      await expect(bob.engine.rooms.joinRoom(group)).rejects.toMatchObject({ code: 'room-members-only' });
      expect(await bob.engine.rooms.room(group)).toMatchObject({ problem: 'room-members-only' });
    }
    await alice.engine.rooms.inviteToRoom(group, ['bob@localhost']);
    await until(async () => expect((await alice.engine.rooms.room(group)).members).toHaveLength(2));
    await bob.engine.rooms.joinRoom(group);
    await isIn(bob, group);
  });

  // Prosody counts nobody.
  if (kind === 'ejabberd')
    it('say when a group is full', async () => {
      expect(await configure(channel, [['muc#roomconfig_maxusers', '5']])).toEqual([]);
      const names = ['guest1', 'guest2', 'guest3', 'guest4'];
      await people.register(...names);
      await carol.engine.rooms.leaveRoom(channel);
      await until(() => expect(alice.live.rooms?.get(channel)?.count).toBe(2));
      const guests = await Promise.all(names.map((name) => people.open(name)));
      const password = 'open sesame';
      const answers = await Promise.allSettled(guests.map((one) => one.engine.rooms.joinRoom(channel, { password })));
      const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
      expect(refused).toEqual([expect.objectContaining({ code: 'room-full' })]);
    });

  it('are gone with the group', async () => {
    await alice.engine.rooms.destroyRoom(group);
    await isOut(bob, group, 'room-gone');
    expect(await chatOf(alice, group)).toBeUndefined();
    await expect(bob.engine.rooms.joinRoom(group)).rejects.toMatchObject({
      code: expect.stringMatching(/^room-(gone|not-found)$/)
    });
    await bob.engine.rooms.leaveRoom(group);
    expect(await chatOf(bob, group)).toBeUndefined();
  });
});
