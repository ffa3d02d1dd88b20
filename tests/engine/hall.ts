import { vi } from 'vitest';
import type { LiveState } from '../../src/lib/engine/api';
import { StreamOpener } from '../../src/lib/engine/connector';
import { Pace } from '../../src/lib/engine/pace';
import { Session } from '../../src/lib/engine/session';
import { newChat } from '../../src/lib/store/chats';
import { newRoom, type RoomFacts } from '../../src/lib/store/rooms';
import type { Connector } from '../../src/lib/xmpp/transport';
import { attr, child, type Element } from '../../src/lib/xmpp/xml';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from './memory-account';
import { ScriptedServer, xml } from './scripted-server';
import { openScripted } from './scripted-stream';

const MUC_USER = 'http://jabber.org/protocol/muc#user';
const FACTS: RoomFacts = {
  membersOnly: false,
  nonAnonymous: false,
  passwordProtected: false,
  hidden: false,
  archive: true,
  stableIds: true,
  occupantIds: true
};

/** The address of a room; the smaller the number, the later it was used. */
export const roomAt = (index: number): string => `room-${index}@muc.example.org`;
/** One turn of the event loop, as between two frames of a connection. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Romeo's login at a server that answers by itself, with as many rooms as a test wants. */
export interface Hall {
  account: MemoryAccount;
  session: Session;
  /** What happened, in order: `online`, `says <text>`, `enters <room>`, `leaves <room>`. */
  log: string[];
  /** Every request and where it went, after the login. */
  asked: string[];
  /** All that the page was told live, and which topics changed. */
  told: Partial<LiveState>[];
  announced: string[];
  /** The most rooms that were being entered at one time. */
  atOnce: number;
  reply(...stanzas: string[]): void;
  /** Somebody comes into a room. */
  comes(room: string, nick: string, status?: string, more?: string): string;
  goes(room: string, nick: string, status?: string): string;
  /** The connection goes away without a word. */
  cut(): void;
  end(): Promise<void>;
}

/** Logs in. `silent`: rooms that never answer; `waiting`: the text of a message to Juliet that waits from before. */
export async function enterHall(
  count: number,
  { silent = [], waiting }: { silent?: string[]; waiting?: string } = {}
): Promise<Hall> {
  const account = await memoryAccount();
  const { db } = account;
  for (let index = 0; index < count; index++) {
    // Stored in another order than that of use.
    const room = roomAt((index * 7) % count);
    const used = 1_000_000 - ((index * 7) % count);
    await db.put('rooms', { ...newRoom(ROMEO, room), facts: FACTS });
    await db.put('chats', { ...newChat(ROMEO, room, 'room'), lastOrder: used, readOrder: used });
  }
  if (waiting !== undefined) {
    const row = { account: ROMEO, chat: JULIET, id: 'w', order: 1, time: 1, arrived: 1, wireId: 'w' };
    await db.put('messages', { ...row, mine: true, sender: ROMEO, text: waiting, archive: ROMEO, status: 'waiting' });
    await db.put('outbox', { account: ROMEO, seq: 1, task: { kind: 'message', chat: JULIET, id: 'w' } });
  }
  const server = new ScriptedServer();
  const entering = new Set<string>();
  let handled = 0;
  const from = (room: string, nick: string) => `xmlns='jabber:client' to='${ROMEO}/Kith~1' from='${room}/${nick}'`;
  const item = `<item affiliation='member' role='participant'/>`;
  const hall: Omit<Hall, 'session'> = {
    account,
    log: [],
    asked: [],
    told: [],
    announced: [],
    atOnce: 0,
    reply: (...stanzas) => server.reply(...stanzas),
    comes: (room, nick, status = '', more = '') =>
      `<presence ${from(room, nick)}><x xmlns='${MUC_USER}'>${item}${status}</x>${more}
        <occupant-id xmlns='urn:xmpp:occupant-id:0' id='o-${nick}'/></presence>`,
    goes: (room, nick, status = '') =>
      `<presence ${from(room, nick)} type='unavailable'><x xmlns='${MUC_USER}'>${item}${status}</x></presence>`,
    cut: () => server.cut(),
    end: async () => {
      aborter.abort();
      await session.close();
    }
  };

  const letIn = (room: string): void => {
    entering.delete(room);
    const old = `<stanza-id xmlns='urn:xmpp:sid:0' by='${room}' id='newest'/><delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/>`;
    hall.reply(
      hall.comes(room, 'romeo', `<status code='110'/>`),
      `<message ${from(room, 'alice')} type='groupchat' id='old'><body>the last word</body>${old}</message>`,
      `<message xmlns='jabber:client' from='${room}' type='groupchat'><subject/></message>`
    );
  };
  const takes: Record<string, (stanza: Element) => void> = {
    presence: (stanza) => {
      const [room = ''] = (attr(stanza, 'to') ?? '').split('/');
      if (!room) return;
      hall.log.push(`${attr(stanza, 'type') ? 'leaves' : 'enters'} ${room}`);
      if (attr(stanza, 'type')) return;
      entering.add(room);
      hall.atOnce = Math.max(hall.atOnce, entering.size);
      if (!silent.includes(room)) setImmediate(letIn, room);
    },
    message: (stanza) => void hall.log.push(`says ${stanza.getChildText('body')}`),
    iq: (stanza) => {
      hall.asked.push(`${attr(stanza, 'to') ?? ''} ${stanza.children[0]?.toString()}`);
      setImmediate(() => server.answer(stanza, answerTo(stanza, count), attr(stanza, 'to')));
    }
  };
  const connect: Connector = (endpoint, sink) => {
    const transport = server.connect(endpoint, sink);
    const send = (frame: string): void => {
      const stanza = xml(frame);
      const take = takes[stanza.getName()];
      if (stanza.getName() === 'authenticate') return transport.send(frame);
      if (take) handled++;
      take?.(stanza);
      if (stanza.getName() === 'r') server.reply(`<a xmlns='urn:xmpp:sm:3' h='${handled}'/>`);
    };
    return { ...transport, send };
  };

  const stream = await openScripted(server, {}, { connect });
  const aborter = new AbortController();
  const session = new Session({
    context: {
      ...account.context,
      live: (state) => void hall.told.push(state),
      announce: (topics) => void hall.announced.push(...topics)
    },
    lease: account.lease,
    signal: aborter.signal,
    opener: new StreamOpener({ connect }),
    pace: new Pace(),
    version: '1.0',
    state: (connection) => void hall.log.push(connection),
    isVisible: () => true
  });
  void session.run(stream);
  return Object.assign(hall, { session });
}

/** Every request is answered, with nothing more than is needed. */
function answerTo(request: Element, count: number): string | undefined {
  const payload = request.children[0]?.toString() ?? '';
  if (payload.includes('jabber:iq:roster'))
    return `<query xmlns='jabber:iq:roster'><item jid='${JULIET}' subscription='both'/></query>`;
  if (child(request, 'query', 'urn:xmpp:mam:2')) return `<fin xmlns='urn:xmpp:mam:2' complete='true'/>`;
  if (!payload.includes('urn:xmpp:bookmarks:1')) return payload;
  const items = Array.from(
    { length: count },
    (_, index) =>
      `<item id='${roomAt(index)}'><conference xmlns='urn:xmpp:bookmarks:1' autojoin='true'><nick>romeo</nick></conference></item>`
  );
  return `<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:bookmarks:1'>${items.join('')}</items></pubsub>`;
}

/** Waits for what must come about. */
export const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 20_000, interval: 5 });
