import { afterEach, describe, expect, it, vi } from 'vitest';
import { messageDesk } from '../../src/lib/engine/message-desk';
import { child, type Element } from '../../src/lib/xmpp/xml';
import { ROMEO } from './memory-account';
import { ALICE, enterRoom, ROOM, type RoomTable } from './room-table';

const MUC_USER = 'http://jabber.org/protocol/muc#user';
const ITEM = `<x xmlns='${MUC_USER}'><item affiliation='member' role='participant'/><status code='110'/></x>`;
const CONDITION = `xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'`;

let table: RoomTable;
afterEach(() => table.end());

async function next(matches: (stanza: Element) => boolean): Promise<Element> {
  for (;;) {
    const stanza = await table.server.expect(() => true);
    if (matches(stanza)) return stanza;
  }
}

const isReaction = (stanza: Element): boolean => child(stanza, 'reactions', 'urn:xmpp:reactions:0') !== undefined;
const count = () => table.account.db.count('outbox');
const reactions = async () => (await table.rows())[0]?.reactions?.map(({ emoji }) => emoji.join(' '));

/** Romeo reacts to Alice's message, and his own server has taken it. */
async function react(): Promise<string> {
  table = await enterRoom();
  const desk = messageDesk(
    () => table.account.context,
    () => Promise.resolve(undefined)
  );
  await table.good(table.says(ALICE, `<body>hi</body><stanza-id xmlns='urn:xmpp:sid:0' id='a1' by='${ROOM}'/>`));
  const [row] = await table.rows();
  await desk.react(ROOM, row?.id ?? '', ['👍']);
  const send = vi.spyOn(table.stream, 'send');
  await table.service.outbox.run(table.stream, undefined);
  const stanza = await next(isReaction);
  await table.service.outbox.acked(Number(send.mock.results[0]?.value));
  expect(await count()).toBe(1);
  return String(stanza.attrs['id']);
}

const refuse = (id: string, condition: string): string =>
  `<message xmlns='jabber:client' from='${ROOM}' type='error' id='${id}'>
    <error type='cancel'><${condition} ${CONDITION}/></error></message>`;

/** The room does not know Romeo any more; `answer`: what it says when he is at the door. */
async function loseRoom(id: string, ...answer: string[]): Promise<void> {
  table.server.reply(refuse(id, 'not-acceptable'));
  await next((stanza) => stanza.getName() === 'presence' && !stanza.attrs['type']);
  table.server.reply(...answer);
}

describe('what is said about a message of a room', () => {
  it('is said again when the room had lost us, until the room has shown it', async () => {
    const id = await react();
    await loseRoom(id, table.presence('romeo', ITEM), table.announces('<subject/>'));
    const again = await next(isReaction);
    expect(again.attrs['id']).toBe(id);
    const payload = child(again, 'reactions', 'urn:xmpp:reactions:0')?.toString() ?? '';
    table.server.reply(table.says('romeo', payload, id, 'o-romeo'));
    await vi.waitFor(async () => expect(await count()).toBe(0));
    expect(await reactions()).toEqual(['👍']);
    expect((await table.rows())[0]?.reactions?.[0]?.stamp).toBeLessThanOrEqual(Date.now());
  });

  it('is undone, with its reason, when the room refuses it', async () => {
    const id = await react();
    table.server.reply(refuse(id, 'forbidden'));
    await vi.waitFor(async () => expect(await count()).toBe(0));
    expect((await table.rows())[0]).toMatchObject({ error: 'message-refused', reactions: [{ emoji: [] }] });
  });

  it('is undone when the room lets the user in no more', async () => {
    const error = `<error type='auth'><forbidden ${CONDITION}/></error>`;
    const id = await react();
    await loseRoom(id, table.presence('romeo', error, `type='error'`));
    await vi.waitFor(async () => expect(await count()).toBe(0));
    const [row] = await table.rows();
    expect(row).toMatchObject({ mine: false, error: 'room-banned', reactions: [{ who: ROMEO, emoji: [] }] });
    expect(row?.status).toBeUndefined();
  });
});
