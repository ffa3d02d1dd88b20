import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BrowserLike, type Tab } from '../support/browser-like';
import { startServers, type ServerKind, type Servers } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const view = (tab: Tab, room: string) => tab.engine.conversation(room, { limit: 1000 });
/** What was said, as `who: text`. */
const said = async (tab: Tab, room: string): Promise<string[]> =>
  (await view(tab, room)).messages
    .filter(({ event }) => !event)
    .map(({ mine, nick, text }) => `${mine ? 'me' : nick}: ${text}`);
const chatOf = async (tab: Tab, room: string) => (await tab.engine.chats()).find(({ address }) => address === room);

const KINDS: ServerKind[] = ['0.12', '13', 'ejabberd'];

describe.each(KINDS)('a group over %s', (kind) => {
  let servers: Servers;
  let alice: Tab;
  let bob: Tab;
  let carol: Tab;
  let room = '';
  const tabs: Tab[] = [];

  const open = async (name: string, device = name): Promise<Tab> => {
    const tab = await new BrowserLike(`${kind}-rooms-${device}`, { origin: servers.publicUrl }).openTab();
    tabs.push(tab);
    await tab.engine.logIn({ address: `${name}@localhost`, password: 'secret' });
    return tab;
  };

  beforeAll(async () => {
    servers = await startServers({ kind });
    for (const name of ['alice', 'bob', 'carol']) await servers.createAccount(name, 'secret');
    [alice, bob, carol] = await Promise.all([open('alice'), open('bob'), open('carol')]);
  });
  afterAll(async () => {
    for (const tab of tabs) tab.close();
    await servers?.stop();
  });

  it('is made with people in it, private, and fit for them', async () => {
    room = await alice.engine.rooms.createRoom({ name: 'Family', people: ['bob@localhost'], isPublic: false });
    await until(async () =>
      expect(await alice.engine.rooms.room(room)).toMatchObject({
        name: 'Family',
        state: 'in',
        isPrivate: true,
        isListed: false
      })
    );
    await until(() => expect(alice.live.rooms?.get(room)).toMatchObject({ state: 'in', affiliation: 'owner' }));
    await until(async () => expect((await alice.engine.rooms.room(room)).members).toHaveLength(2));
  });

  it('shows the name of the group to who is invited by a contact, and asks nothing for a stranger', async () => {
    await until(async () => expect(await chatOf(bob, room)).toMatchObject({ request: true }));
    const name = async () => (await chatOf(bob, room))?.name;
    await bob.engine.rooms.avatar(room);
    expect(await name()).not.toBe('Family');
    await alice.engine.addContact('bob@localhost');
    await until(async () => expect((await bob.engine.people())[0]).toMatchObject({ asks: true }));
    await bob.engine.acceptContact('alice@localhost');
    await until(async () => expect((await bob.engine.people())[0]).toMatchObject({ relation: 'both' }));
    await bob.engine.rooms.avatar(room);
    await until(async () => expect(await name()).toBe('Family'));
  });

  it('invites, with the name of who does', async () => {
    await until(async () =>
      expect(await chatOf(bob, room)).toMatchObject({ kind: 'room', request: true, invitedBy: 'alice' })
    );
    expect(await bob.engine.rooms.room(room)).toMatchObject({
      state: 'invited',
      invitation: { by: 'alice@localhost' }
    });
    await bob.engine.rooms.joinRoom(room);
    expect(await chatOf(bob, room)).toMatchObject({ request: false, name: 'Family' });
    await until(() =>
      expect(bob.live.rooms?.get(room)).toMatchObject({ state: 'in', affiliation: 'member', count: 2 })
    );
  });

  it('lets nobody in who was not invited', async () => {
    await expect(carol.engine.rooms.joinRoom(room)).rejects.toMatchObject({ code: 'room-members-only' });
    expect(await chatOf(carol, room)).toBeUndefined();
  });

  it('lets its members bring others in', async () => {
    await until(async () => expect(await bob.engine.rooms.room(room)).toMatchObject({ membersInvite: true }));
    await bob.engine.rooms.inviteToRoom(room, ['carol@localhost']);
    await until(async () => expect(await chatOf(carol, room)).toMatchObject({ request: true, invitedBy: 'bob' }));
    await carol.engine.rooms.joinRoom(room);
    await until(() => expect(carol.live.rooms?.get(room)).toMatchObject({ state: 'in' }));
    await carol.engine.rooms.leaveRoom(room);
    await until(() => expect(bob.live.rooms?.get(room)).toMatchObject({ count: 2 }));
  });

  it('carries messages both ways, once and in order', async () => {
    await alice.engine.send(room, 'Cake on Sunday?');
    await until(async () => expect(await said(bob, room)).toEqual(['alice: Cake on Sunday?']));
    await bob.engine.send(room, 'Yes, @alice!');
    await alice.engine.send(room, 'Good');
    await until(async () => expect(await said(alice, room)).toHaveLength(3));
    await until(async () => expect(await said(bob, room)).toHaveLength(3));
    expect((await said(alice, room)).toSorted()).toEqual(['bob: Yes, @alice!', 'me: Cake on Sunday?', 'me: Good']);
    await until(async () => {
      const { messages } = await view(alice, room);
      expect(messages.filter(({ mine }) => mine).map(({ status }) => status)).toEqual(['sent', 'sent']);
    });
    expect(await alice.db.count('outbox')).toBe(0);
  });

  it('counts what names the user', async () => {
    expect(await chatOf(alice, room)).toMatchObject({ unread: 1, mentions: 1, quiet: false });
    const { messages } = await view(alice, room);
    await alice.engine.markRead(room, messages.at(-1)!.order);
    expect(await chatOf(alice, room)).toMatchObject({ unread: 0, mentions: 0 });
    await until(async () => {
      const mine = (await view(bob, room)).messages.find((one) => one.mine);
      expect(mine).toMatchObject({ readBy: 1 });
    });
  });
});
