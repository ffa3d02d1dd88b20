import { expect, vi } from 'vitest';
import type { Context } from '../../src/lib/engine/context';
import type { Room } from '../../src/lib/engine/room';
import { StreamService } from '../../src/lib/engine/stream-service';
import { newRoom, type RoomFacts, type RoomRow } from '../../src/lib/store/rooms';
import type { MessageRow } from '../../src/lib/store/messages';
import type { Stream } from '../../src/lib/xmpp/stream';
import type { Element } from '../../src/lib/xmpp/xml';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from './memory-account';
import { ScriptedServer } from './scripted-server';
import { openScripted } from './scripted-stream';

export const ROOM = 'club@muc.example.org';
export const ALICE = 'alice';
/** What the honest one says after all that was bad. */
export const GOOD = 'good';
const MUC_USER = 'http://jabber.org/protocol/muc#user';

/** A public channel with stable ids, identities and no archive. */
const FACTS: RoomFacts = {
  membersOnly: false,
  nonAnonymous: false,
  passwordProtected: false,
  hidden: false,
  archive: false,
  stableIds: true,
  occupantIds: true
};

/** A room with its whole protocol in the test's hands, in which Romeo sits with Alice. */
export interface RoomTable {
  account: MemoryAccount;
  server: ScriptedServer;
  stream: Stream;
  service: StreamService;
  room: Room;
  /** All that the page was told live. */
  told: Parameters<Context['live']>[0][];
  /** Groupchat of an occupant. */
  says(nick: string, inside: string, id?: string, occupant?: string): string;
  /** A private message of an occupant. */
  private(nick: string, inside: string): string;
  presence(nick: string, inside: string, attrs?: string): string;
  comes(nick: string, occupant?: string): string;
  goes(nick: string): string;
  /** The bare room says. */
  announces(inside: string, type?: string): string;
  rows(): Promise<MessageRow[]>;
  row(): Promise<RoomRow | undefined>;
  /** Sends these, and then what must arrive all the same. */
  good(...bad: (string | Element)[]): Promise<void>;
  end(): Promise<void>;
}

/** Goes in. `before`: what the room says before the subject. */
export async function enterRoom(
  { nick = 'romeo', ...facts }: Partial<RoomFacts> & { nick?: string } = {},
  before: string[] = []
): Promise<RoomTable> {
  const account = await memoryAccount();
  const { context, lease, db } = account;
  const told: RoomTable['told'] = [];
  const person = { account: ROMEO, name: '', listed: true, groups: [], waiting: false, asks: false, blocked: false };
  await db.put('people', { ...person, address: JULIET, subscription: 'both' });
  const bookmark = { autojoin: true, nick, extensions: '' };
  await db.put('rooms', { ...newRoom(ROMEO, ROOM), bookmark, facts: { ...FACTS, ...facts } });
  const server = new ScriptedServer();
  const stream = await openScripted(server);
  const failed = (thrown: unknown): never => {
    throw thrown;
  };
  const service = new StreamService({ ...context, live: (state) => void told.push(state) }, lease, '1.0', failed);
  service.attach(stream, undefined);
  service.learn({ trustedIds: true, privateNodes: true });
  service.release();
  await service.contactsKnown();
  await service.rooms.rooms.load();
  const room = service.rooms.rooms.get(ROOM);
  if (!room) throw new Error('no room');
  const entered = service.rooms.rooms.enterAll();
  await server.expect('presence');

  const occupantId = (id: string) => `<occupant-id xmlns='urn:xmpp:occupant-id:0' id='${id}'/>`;
  const from = (who: string) => `xmlns='jabber:client' to='${ROMEO}/Kith~1' from='${ROOM}${who && `/${who}`}'`;
  const item = (more = '') => `<x xmlns='${MUC_USER}'><item affiliation='member' role='participant'/>${more}</x>`;
  const presence: RoomTable['presence'] = (who, inside, attrs = '') =>
    `<presence ${from(who)} ${attrs}>${inside}</presence>`;
  const rows = () => db.getAllFromIndex('messages', 'place');
  const good: RoomTable['good'] = async (...bad) => {
    const count = async () => (await rows()).filter(({ text }) => text === GOOD).length;
    const known = await count();
    server.reply(...bad, table.says(ALICE, `<body>${GOOD}</body>`, `good-${known}`));
    await vi.waitFor(async () => expect(await count()).toBe(known + 1), { timeout: 20_000, interval: 5 });
  };
  const table: RoomTable = {
    account,
    server,
    stream,
    service,
    room,
    told,
    says: (who, inside, id = 'm', occupant = `o-${who.slice(0, 20)}`) =>
      `<message ${from(who)} type='groupchat' id='${id}'>${inside}${occupantId(occupant)}</message>`,
    private: (who, inside) => `<message ${from(who)} type='chat' id='p'>${inside}</message>`,
    presence,
    comes: (who, occupant = `o-${who.slice(0, 20)}`) => presence(who, item() + occupantId(occupant)),
    goes: (who) => presence(who, item(), `type='unavailable'`),
    announces: (inside, type = 'groupchat') => `<message ${from('')} type='${type}'>${inside}</message>`,
    rows,
    row: () => db.get('rooms', [ROMEO, ROOM]),
    good,
    end: async () => {
      service.stop();
      await stream.abandon();
    }
  };
  server.reply(table.comes(ALICE), ...before);
  server.reply(presence(nick, item(`<status code='110'/>`) + occupantId('o-romeo')), table.announces('<subject/>'));
  if (!room.facts?.archive) await entered;
  return table;
}
