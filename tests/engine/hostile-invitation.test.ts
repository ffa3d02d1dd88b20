import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { queryChats } from '../../src/lib/engine/queries';
import { roomDesk } from '../../src/lib/engine/room-desk';
import { JULIET, ROMEO } from './memory-account';
import { enterRoom, GOOD, ROOM, type RoomTable } from './room-table';

const EVE = 'eve@evil.example';
const BOB = 'bob@example.org';
const TRAP = 'trap@muc.evil.example';

describe('invitations', () => {
  let table: RoomTable;
  let sent: number;
  beforeEach(async () => {
    table = await enterRoom();
    sent = 0;
  });
  afterEach(() => table.end());

  const message = (from: string, inside: string) =>
    `<message xmlns='jabber:client' from='${from}' to='${ROMEO}' id='i${++sent}'>${inside}</message>`;
  const direct = (from: string, room: string, more = '') =>
    message(`${from}/a`, `<x xmlns='jabber:x:conference' jid='${room}' ${more}/>`);
  const mediated = (room: string, by: string) =>
    message(room, `<x xmlns='http://jabber.org/protocol/muc#user'><invite from='${by}'/></x>`);
  const says = (from: string, text: string) =>
    message(`${from}/a`, `<body>${text}</body>`).replace('<message', `<message type='chat'`);
  /** All of it came, and what comes after is heard. */
  const hear = async (...stanzas: string[]) => {
    table.server.reply(...stanzas);
    await table.good();
  };
  const chats = async () => {
    const all = await queryChats(table.account.db, ROMEO, Date.now());
    return all.filter(({ address, preview, request }) => address !== ROOM && (preview || request));
  };
  const invited = async () => (await chats()).filter(({ invitedBy }) => invitedBy).map(({ address }) => address);
  const inviter = async (room: string) => (await table.account.db.get('rooms', [ROMEO, room]))?.invitation?.by;

  it.each([
    ['a contact', JULIET],
    ['the user', ROMEO],
    ['a group that they are in', ROOM]
  ])('to the address of %s change nothing', async (_, address) => {
    await hear(says(JULIET, 'hello'), direct(EVE, address), mediated(address, JULIET));
    expect(await invited()).toEqual([]);
    expect(await chats()).toMatchObject([{ address: JULIET, kind: 'contact', request: false }]);
    table.server.finish();
  });

  it('to the address of somebody who wrote change nothing', async () => {
    await hear(says(BOB, 'hello'), direct(EVE, BOB));
    expect(await chats()).toMatchObject([{ address: BOB, kind: 'contact' }]);
    expect(await invited()).toEqual([]);
  });

  it.each(['pending', 'declined'])('do not hide who writes later, when they are %s', async (how) => {
    await hear(direct(EVE, BOB));
    expect(await invited()).toEqual([BOB]);
    const desk = roomDesk(
      () => table.account.context,
      () => Promise.reject(new Error('not asked')),
      () => undefined
    );
    if (how === 'declined') await desk.declineInvitation(BOB);
    await hear(says(BOB, 'it is me'));
    expect(await chats()).toMatchObject([
      { address: BOB, kind: 'contact', request: true, preview: { text: 'it is me' } }
    ]);
    expect(await invited()).toEqual([]);
  });

  it.each([
    ['a file', `<x xmlns='jabber:x:oob'><url>https://files.example.org/a.png</url></x>`],
    ['a place', `<geoloc xmlns='http://jabber.org/protocol/geoloc'><lat>41.9</lat><lon>2.8</lon></geoloc>`]
  ])('do not hide who sends %s alone, which ends their typing', async (_, inside) => {
    const chat = (more: string) => message(`${BOB}/a`, more).replace('<message', `<message type='chat'`);
    await hear(direct(EVE, BOB), chat(`<composing xmlns='http://jabber.org/protocol/chatstates'/>`));
    const typing = () => table.told.flatMap((state) => (state.typing?.has(BOB) ? [state.typing.get(BOB)] : []));
    expect(typing()).toEqual([[BOB]]);
    await hear(chat(inside));
    expect(await chats()).toMatchObject([{ address: BOB, kind: 'contact', request: true }]);
    expect(await invited()).toEqual([]);
    expect(typing()).toEqual([[BOB], []]);
  });

  it('of strangers by the thousand leave a place for those of contacts', async () => {
    for (let n = 0; n < 2_000; n++) table.server.reply(direct(`m${n}@evil.example`, `r${n}@muc.evil.example`));
    for (let n = 0; n < 200; n++) table.server.reply(mediated(`f${n}@muc.evil.example`, JULIET));
    await hear(direct(JULIET, 'family@muc.example.org'));
    const waiting = await invited();
    expect(waiting).toHaveLength(51);
    expect(waiting).toContain('family@muc.example.org');
  }, 60_000);

  it('of strangers do not take the place of a contact’s', async () => {
    await hear(direct(JULIET, TRAP, `password='true'`));
    await hear(direct(EVE, TRAP, `password='false'`), mediated(TRAP, EVE), mediated(TRAP, JULIET));
    expect(await inviter(TRAP)).toBe(JULIET);
    expect((await table.account.db.get('rooms', [ROMEO, TRAP]))?.invitation?.password).toBe('true');
  });

  it('of the blocked are not shown, whichever way they come', async () => {
    const row = { account: ROMEO, name: '', listed: false, groups: [], waiting: false, asks: false };
    await table.account.db.put('people', { ...row, address: EVE, subscription: 'none', blocked: true });
    await hear(direct(EVE, TRAP), mediated(TRAP, `${EVE}/a`), mediated(TRAP, EVE));
    expect(await invited()).toEqual([]);
  });

  it.each([
    ['no address', `<x xmlns='jabber:x:conference'/>`],
    ['no address at all', `<x xmlns='jabber:x:conference' jid='@@/'/>`],
    ['a whole service', `<x xmlns='jabber:x:conference' jid='muc.evil.example'/>`],
    ['nobody who invites', `<x xmlns='http://jabber.org/protocol/muc#user'><invite/></x>`],
    ['an occupant', `<x xmlns='http://jabber.org/protocol/muc#user'><invite from='${JULIET}'/></x>`]
  ])('with %s are none', async (_, inside) => {
    await hear(message(`${EVE}/a`, inside), message(`${TRAP}/eve`, inside));
    expect(await invited()).toEqual([]);
    table.server.finish();
  });

  it('are never followed by themselves, and tell nobody that they came', async () => {
    await hear(direct(JULIET, TRAP), mediated('x@muc.evil.example', JULIET));
    expect((await invited()).sort()).toEqual([TRAP, 'x@muc.evil.example']);
    await vi.waitFor(async () => expect((await table.rows()).map(({ text }) => text)).toEqual([GOOD]));
    table.server.finish();
  });
});
