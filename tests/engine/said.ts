import { Actions } from '../../src/lib/engine/actions';
import { MESSAGE_STORES, MessageCommit } from '../../src/lib/engine/commit';
import { readIncoming, type Incoming } from '../../src/lib/engine/incoming';
import { messageDesk } from '../../src/lib/engine/message-desk';
import { Outbox, type RoomGates } from '../../src/lib/engine/outbox';
import { queryConversation } from '../../src/lib/engine/queries';
import { readRoomMessage, type RoomSight } from '../../src/lib/engine/room-reader';
import { newRoom, type RoomFacts } from '../../src/lib/store/rooms';
import { write } from '../../src/lib/store/write';
import { parseMessage } from '../../src/lib/xmpp/message';
import type { Element } from '../../src/lib/xmpp/xml';
import { stanza } from '../support/requests';
import { JULIET, memoryAccount, ROMEO, SilentSender } from './memory-account';

export const ROOM = 'club@muc.example.org';

const FACTS: RoomFacts = {
  membersOnly: true,
  nonAnonymous: true,
  passwordProtected: false,
  hidden: true,
  archive: true,
  stableIds: true,
  occupantIds: false
};

export const body = (text: string) => `<body>${text}</body>`;
export const react = (id: string, ...emoji: string[]) =>
  `<reactions xmlns='urn:xmpp:reactions:0' id='${id}'>${emoji.map((one) => `<reaction>${one}</reaction>`).join('')}</reactions>`;
export const edit = (id: string, text: string) =>
  `${body(text)}<replace xmlns='urn:xmpp:message-correct:0' id='${id}'/>`;
export const retract = (id: string) => `<retract xmlns='urn:xmpp:message-retract:1' id='${id}'/>`;
export const answer = (id: string, text: string) =>
  `${body(text)}<reply xmlns='urn:xmpp:reply:0' id='${id}' to='${ROMEO}'/>`;

/** A stanza of a test: who sends it, its id, what is in it, and when it came, milliseconds. */
export type Sent = [from: string, id: string, inside: string, time?: number];

/** Keeps the whole stanzas. */
export class Recorder extends SilentSender {
  readonly stanzas: Element[] = [];
  override send(element: Element): number {
    this.stanzas.push(element);
    return super.send(element);
  }
  /** What went out, as another reads it. */
  read() {
    return this.stanzas.map((one) => parseMessage(stanza(one.toString()), { self: JULIET, trustedStanzaIds: false }));
  }
}

/** Romeo's account with one conversation, its stanzas and its outbox in the test's hands. `facts`: it is with a room. */
export async function converse(facts?: Partial<RoomFacts>) {
  const account = await memoryAccount();
  const { db, context, lease } = account;
  const chat = facts ? ROOM : JULIET;
  const person = { account: ROMEO, name: '', listed: true, groups: [], waiting: false, asks: false, blocked: false };
  await db.put('people', { ...person, address: JULIET, subscription: 'both' });
  const bookmark = { autojoin: true, extensions: '' };
  if (facts) {
    await db.put('rooms', { ...newRoom(ROMEO, ROOM), facts: { ...FACTS, ...facts }, bookmark });
    const row = { account: ROMEO, chat, kind: 'room' as const, lastOrder: 0, unread: 0, readOrder: 0, draft: '' };
    await db.put('chats', { ...row, accepted: true });
  }
  const sight: RoomSight = {
    room: ROOM,
    account: ROMEO,
    nick: 'romeo',
    occupant: facts?.occupantIds ? 'o-romeo' : undefined,
    occupantIds: facts?.occupantIds === true,
    isPrivate: facts?.membersOnly !== false,
    personOf: () => undefined
  };
  const gates: RoomGates = {
    gate: () => (facts ? { kind: 'room', open: true, markable: true } : { kind: 'contact' }),
    check: () => Promise.resolve(true),
    sync: () => undefined
  };
  const failed = (thrown: unknown): never => {
    throw thrown;
  };

  function read([from, id, inside, time]: Sent): Incoming | undefined {
    const archived = time === undefined ? undefined : { id: `a-${id}`, time };
    const isRoom = facts !== undefined;
    const to = from === ROMEO ? JULIET : ROMEO;
    const [type, sender] = isRoom ? ['groupchat', from === '' ? ROOM : `${ROOM}/${from}`] : ['chat', `${from}/a`];
    const ids = isRoom ? `<stanza-id xmlns='urn:xmpp:sid:0' by='${ROOM}' id='a-${id}'/>` : '';
    const occupant = isRoom ? `<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o-${from}'/>` : '';
    const xml = `<message from='${sender}' to='${to}' type='${type}' id='${id}'>${inside}${ids}${occupant}</message>`;
    const parsed = parseMessage(stanza(xml), { self: ROMEO, trustedStanzaIds: true, ...(isRoom && { room: ROOM }) });
    if (!parsed) throw new Error('no message');
    return isRoom
      ? readRoomMessage(parsed, sight, context.now(), archived)
      : readIncoming(parsed, ROMEO, context.now(), archived);
  }

  return {
    ...account,
    chat,
    actions: new Actions(context),
    desk: messageDesk(
      () => context,
      () => Promise.resolve(undefined)
    ),
    outbox: new Outbox(context, lease, () => Promise.resolve(), failed, gates),
    /** Takes stanzas in one transaction; those with a time are the archive's. */
    async take(...stanzas: Sent[]): Promise<void> {
      await write(db, context.announce, lease, MESSAGE_STORES, async (tx, topics) => {
        const commit = new MessageCommit(tx, topics, ROMEO, 0, context.now());
        for (const sent of stanzas) {
          const incoming = read(sent);
          if (incoming) await commit.store(incoming, 'none', sent[3] === undefined ? undefined : {});
        }
        await commit.finish();
      });
    },
    lines: async () => (await queryConversation(db, ROMEO, chat, { limit: 1_000 })).messages,
    row: async () => db.get('chats', [ROMEO, chat])
  };
}

export type Conversation = Awaited<ReturnType<typeof converse>>;
