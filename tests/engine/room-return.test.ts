import { afterEach, describe, expect, it, vi } from 'vitest';
import { Actions } from '../../src/lib/engine/actions';
import { child, type Element } from '../../src/lib/xmpp/xml';
import { ROMEO } from './memory-account';
import { ALICE, enterRoom, ROOM, type RoomTable } from './room-table';

const MAM = 'urn:xmpp:mam:2';
const MUC_USER = 'http://jabber.org/protocol/muc#user';
const ITEM = `<x xmlns='${MUC_USER}'><item affiliation='member' role='participant'/><status code='110'/></x>`;
const STAMP = '2026-11-20T10:00:00Z';

let table: RoomTable;
afterEach(() => table.end());

const isQuery = (stanza: Element): boolean => child(stanza, 'query', MAM) !== undefined;

/** The next such stanza, whatever stands before it. */
async function next(matches: (stanza: Element) => boolean): Promise<Element> {
  for (;;) {
    const stanza = await table.server.expect(() => true);
    if (matches(stanza)) return stanza;
  }
}

/** The next query of the room's archive is answered with one message of Alice's. */
function tellArchive(id: string, text: string): Promise<void> {
  return answerArchive(id, `${ROOM}/${ALICE}`, `<body>${text}</body>`);
}

/** The same with whatever somebody said; without a query's answer when nobody did. */
async function answerArchive(id: string, from: string, inside: string): Promise<void> {
  const query = await next(isQuery);
  const queryId = child(query, 'query', MAM)?.attrs['queryid'] as string;
  table.server.reply(
    `<message xmlns='jabber:client' from='${ROOM}'><result xmlns='${MAM}' queryid='${queryId}' id='${id}'>
      <forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='${STAMP}'/>
      <message xmlns='jabber:client' type='groupchat' from='${from}' id='${id}'>${inside}</message>
      </forwarded></result></message>`
  );
  table.server.answer(query, `<fin xmlns='${MAM}' complete='true'/>`, ROOM);
}

/** Romeo is back after a minute, and the room tells at the door that nobody spoke. */
async function comeBackToSilence(): Promise<void> {
  table = await enterRoom({ archive: true });
  await tellArchive('a1', 'before');
  await vi.waitFor(() => expect(table.room.ready).toBe(true));
  const { rooms } = table.service.rooms;
  const seat = { room: ROOM, nick: 'romeo', affiliation: 'member', role: 'participant', replays: true } as const;
  rooms.reset();
  rooms.wereIn([seat], Date.now() - 60_000);
  const entered = rooms.enterAll();
  await table.server.expect('presence');
  table.server.reply(table.presence('romeo', ITEM), table.announces('<subject/>'));
  await entered;
}

const texts = async (): Promise<string[]> => (await table.rows()).flatMap(({ text }) => text || []);

describe('coming back to a room after a short absence', () => {
  const delay = `<delay xmlns='urn:xmpp:delay' stamp='${STAMP}'/>`;

  it.each([
    ['a change of the subject', `<subject>news</subject>${delay}`],
    ['something that can’t be read', `<encrypted xmlns='urn:xmpp:omemo:2'/>${delay}`]
  ])('reads its archive when the last it tells of is %s', async (_what, last) => {
    table = await enterRoom({ archive: true });
    await tellArchive('a1', 'before');
    await vi.waitFor(() => expect(table.room.ready).toBe(true));
    const { rooms } = table.service.rooms;
    const seat = { room: ROOM, nick: 'romeo', affiliation: 'member', role: 'participant', replays: true } as const;
    rooms.reset();
    rooms.wereIn([seat], Date.now() - 60_000);
    const entered = rooms.enterAll();
    await table.server.expect('presence');
    table.server.reply(
      table.presence('romeo', ITEM),
      table.says(ALICE, last),
      table.announces('<subject>news</subject>')
    );
    await tellArchive('a2', 'meanwhile');
    await entered;
    expect(await texts()).toEqual(['before', 'meanwhile']);
  });
});

describe('what a moderator took back while nobody spoke', () => {
  const taken = `<retract xmlns='urn:xmpp:message-retract:1' id='a1'><moderated xmlns='urn:xmpp:message-moderate:1'/></retract>`;

  it.each(['the next message', 'a look'])('is taken back here with %s', async (occasion) => {
    await comeBackToSilence();
    expect(await texts()).toEqual(['before']);
    const looked = occasion === 'a look' ? table.service.rooms.look(ROOM) : undefined;
    looked?.catch(() => undefined);
    if (!looked) table.server.reply(table.says(ALICE, '<body>after</body>'));
    await answerArchive('a2', ROOM, taken);
    await vi.waitFor(async () => expect(await texts()).toEqual(looked ? [] : ['after']));
    expect(table.room.unverified).toBe(false);
  });
});

describe('an own message', () => {
  it('goes once though the archive is read again before the room has shown it', async () => {
    await comeBackToSilence();
    const send = vi.spyOn(table.stream, 'send');
    await new Actions(table.account.context).send(ROOM, 'mine');
    void table.service.outbox.run(table.stream, undefined);
    const sent = await next((stanza) => stanza.attrs['type'] === 'groupchat');
    const id = String(sent.attrs['id']);
    table.server.reply(table.says(ALICE, `<body>after</body><stanza-id xmlns='urn:xmpp:sid:0' id='a2' by='${ROOM}'/>`));
    await tellArchive('a2', 'after');
    await vi.waitFor(() => expect(table.room.open).toBe(true));
    table.server.reply(table.says('romeo', '<body>mine</body>', id, 'o-romeo'));
    await vi.waitFor(async () => expect(await table.account.db.count('outbox')).toBe(0));
    table.server.reply(table.says(ALICE, '<body>last</body>', 'l'));
    await vi.waitFor(async () => expect((await texts()).toSorted()).toEqual(['after', 'before', 'last', 'mine']));
    expect(send.mock.calls.filter(([stanza]) => stanza.getChildText('body') === 'mine')).toHaveLength(1);
  });

  it('that waits for a room which lets the user in no more is theirs to send again', async () => {
    table = await enterRoom();
    table.service.rooms.rooms.reset();
    await new Actions(table.account.context).send(ROOM, 'mine');
    const entered = table.service.rooms.rooms.enterAll();
    await next((stanza) => stanza.getName() === 'presence' && !stanza.attrs['type']);
    table.server.reply(
      table.presence(
        'romeo',
        `<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`,
        `type='error'`
      )
    );
    await entered;
    await vi.waitFor(async () => {
      const [mine] = (await table.rows()).filter((row) => row.mine);
      expect(mine).toMatchObject({ status: 'failed', error: 'room-banned' });
    });
    expect(await table.account.db.count('outbox')).toBe(0);
  });
});

describe('a room whose archive fails while one is inside', () => {
  it('is entered again', async () => {
    table = await enterRoom({ archive: true });
    await tellArchive('a1', 'before');
    await vi.waitFor(() => expect(table.room.ready).toBe(true));
    const gone = table.service.rooms.goOn(new Set([ROOM]));
    const query = await next(isQuery);
    table.server.reply(
      `<iq xmlns='jabber:client' type='error' from='${ROOM}' id='${String(query.attrs['id'])}'>
        <error type='wait'><internal-server-error xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`
    );
    await vi.waitFor(() => expect(table.room.state).not.toBe('in'));
    await next((stanza) => stanza.getName() === 'presence' && !stanza.attrs['type']);
    table.server.reply(table.presence('romeo', ITEM), table.announces('<subject/>'));
    await tellArchive('a2', 'meanwhile');
    await gone;
    expect(await texts()).toEqual(['before', 'meanwhile']);
  });
});

describe('a private message to an occupant', () => {
  it('begins a private chat', async () => {
    table = await enterRoom();
    await new Actions(table.account.context).send(`${ROOM}/${ALICE}`, 'psst');
    const chat = await table.account.db.get('chats', [ROMEO, `${ROOM}/${ALICE}`]);
    expect(chat?.kind).toBe('private');
  });
});

describe('the list of rooms', () => {
  it('stays as it is when the server can’t tell it', async () => {
    table = await enterRoom();
    await table.service.rooms.take(table.stream, undefined, { privateNodes: true, keepsOld: true });
    expect((await table.row())?.bookmark).toBeDefined();
    expect(table.room.state).toBe('in');
  });
});

describe('a tab that lost the session', () => {
  it('says nothing more of the rooms', async () => {
    table = await enterRoom();
    const { told, service, room } = table;
    await vi.waitFor(() => expect(told.at(-1)?.rooms?.get(ROOM)?.state).toBe('in'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const before = told.length;
    service.stop();
    service.rooms.rooms.watch(ROOM);
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    expect(room.state).toBe('out');
    expect(told.slice(before).filter(({ rooms }) => rooms)).toEqual([]);
  });
});

describe('the picture of an occupant', () => {
  it('goes when the one of that name has none', async () => {
    table = await enterRoom();
    const { db } = table.account;
    const address = `${ROOM}/${ALICE}`;
    await db.put('avatars', { account: ROMEO, address, hash: 'a', type: 'image/png', bytes: new Uint8Array(1) });
    const item = `<x xmlns='${MUC_USER}'><item affiliation='none' role='participant'/></x>`;
    await table.good(table.presence(ALICE, `${item}<x xmlns='vcard-temp:x:update'><photo/></x>`));
    await table.service.avatars.look(address);
    expect((await db.get('avatars', [ROMEO, address]))?.bytes).toBeUndefined();
  });
});

describe('a room that lost us without a word', () => {
  it('is asked after a long silence, and entered again', async () => {
    table = await enterRoom();
    await table.service.rooms.checkSilent();
    table.room.heardAt = 0;
    const asked = table.service.rooms.checkSilent();
    const ping = await next((stanza) => child(stanza, 'ping', 'urn:xmpp:ping') !== undefined);
    table.server.reply(
      `<iq xmlns='jabber:client' type='error' from='${ROOM}/romeo' id='${String(ping.attrs['id'])}'>
        <error type='cancel'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`
    );
    await asked;
    await next((stanza) => stanza.getName() === 'presence' && stanza.attrs['to'] === `${ROOM}/romeo`);
  });
});
