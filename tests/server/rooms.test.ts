import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tab } from '../support/browser-like';
import { chatOf, People, said, until, view } from '../support/people';
import { KINDS } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

describe.each(KINDS)('a group over %s', (kind) => {
  let people: People;
  let alice: Tab;
  let bob: Tab;
  let carol: Tab;
  let room = '';

  beforeAll(async () => {
    people = await People.at(kind, 'rooms');
    [alice, bob, carol] = await people.arrive('alice', 'bob', 'carol');
  });
  afterAll(() => people?.leave());

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
