import type { ErrorCode } from '../base/errors';
import { domainOf } from '../base/jid';
import { loadChat, previewOf } from '../store/chats';
import { between, isRemoved, type MessageRow } from '../store/messages';
import { isSaid, loadOutbox, type ErrandTask, type OutboxRow, type SayTask } from '../store/outbox';
import type { RoomRow } from '../store/rooms';
import type { StoreName } from '../store/schema';
import { LeaseLost, write, type Lease } from '../store/write';
import { isRefusal, StanzaError, type Requests } from '../xmpp/requests';
import type { Element } from '../xmpp/xml';
import { ping } from '../xmpp/xep/0199-ping';
import { acknowledge } from './acknowledge';
import { findAnswered } from './answered';
import { closing, isUploaded, type MessageTask, type Outgoing } from './closing';
import type { Context } from './context';
import type { EncryptionLater } from './encryption-later';
import { Echoes, type Echo } from './echoes';
import { buildOutgoing, buildSaid, isLarger, type Gate } from './outgoing';
import { giveUp } from './take-back';

/** How many messages may be on their way without the server's word for them. */
const IN_FLIGHT = 200;
/** When it is asked again who can read what goes to a chat, milliseconds. */
const ASK_AGAIN = 60_000;
const STORES: StoreName[] = ['messages', 'chats', 'outbox'];

/** The part of a stream that the outbox uses. */
export interface Sender extends Requests {
  /** The stanza's number in the managed stream; meaningless when it is not managed. */
  send(stanza: Element): number;
  readonly managed: boolean;
  /** `maxBytes`: the largest stanza that the server takes (XEP-0478). */
  readonly features?: { readonly maxBytes?: number };
}

/** What the outbox must know of rooms. */
export interface RoomGates {
  gate(chat: string): Gate;
  /** Finds out whether we are still inside; what the room had to say before that is stored then. */
  check(room: string): Promise<boolean>;
  /** A room's row changed: who left goes out. */
  sync(row: RoomRow): void;
}

/** Does the tasks that say nothing in a chat; rejects with a {@link StanzaError} when the server refuses. */
export type Errand = (task: ErrandTask, sender: Sender) => Promise<void>;

/** Brings a message's file to where others can fetch it; the message goes once its row has the address, and the outbox is woken. */
export interface Uploads {
  take(row: MessageRow): void;
}

/**
 * Brings what the user did to the server, oldest first. A row goes when the server has acknowledged it, never before; see
 * decision 1, rule 3. One for each engine; each new stream is given to {@link run}.
 */
export class Outbox {
  #sender: Sender | undefined;
  /** What is on its way in this stream: messages by their stanza's number, errands without one. */
  readonly #sent = new Map<number, number | undefined>();
  /** Where the message stands that went out last in this stream, by chat. */
  readonly #places = new Map<string, number>();
  /** The newest errand about each address in this stream, and whether it went: the next one about it goes after it. */
  readonly #lanes = new Map<string, Promise<boolean>>();
  readonly #echoes = new Echoes(
    (echo) => this.#late(echo),
    (thrown) => {
      if (thrown instanceof LeaseLost) this.failed(thrown);
      else this.context.log('a room was not asked', thrown);
    }
  );
  #draining = false;
  #dirty = false;
  #acks: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly errand: Errand,
    private readonly failed: (thrown: unknown) => void,
    private readonly rooms: RoomGates,
    private readonly uploads?: Uploads,
    private readonly encryption?: Pick<EncryptionLater, 'close'>
  ) {}

  /**
   * A stream begins that has nothing in common with the old one; `failedAt`: how many of the old one's stanzas arrived,
   * where the server knew. What else was on its way is of unknown fate from here on.
   */
  async begin(failedAt: number | undefined): Promise<void> {
    if (failedAt !== undefined) this.#finishUpTo(failedAt);
    await this.#finished();
    this.#sent.clear();
    this.#echoes.forget(() => true);
    this.#knows = false;
  }

  /** Sends from now on. `resumedAt`: the stream goes on, and the server has our stanzas up to there. */
  async run(sender: Sender, resumedAt: number | undefined): Promise<void> {
    if (resumedAt !== undefined) this.#finishUpTo(resumedAt);
    await this.#finished();
    this.#sent.clear();
    this.#echoes.forget(({ number }) => resumedAt === undefined || number > resumedAt);
    this.#places.clear();
    this.#lanes.clear();
    this.#knows = true;
    this.#sender = sender;
    this.#echoes.listenToAll();
    this.wake();
  }

  /** The stream is gone. */
  pause(): void {
    this.#sender = undefined;
  }

  /** A room is entered and all of its archive is stored: what is still queued never came there. */
  roomReady(room: string): void {
    this.#echoes.forget((echo) => echo.room === room);
    this.wake();
  }

  /** Something was added. */
  wake(): void {
    this.#dirty = true;
    if (this.#draining || !this.#sender) return;
    this.#draining = true;
    this.#drained = this.#drain()
      .catch((thrown: unknown) => this.failed(thrown))
      .finally(() => {
        this.#draining = false;
        if (this.#dirty && this.#sender) this.wake();
      });
  }

  /** Resolves when what can go now has been handed to the stream. */
  drained(): Promise<void> {
    return this.#drained;
  }
  #drained: Promise<void> = Promise.resolve();

  /**
   * The server has our stanzas up to this number of the stream that {@link run} was given. What a new stream says before
   * that is about its own first stanzas, and must not be taken for the old one's.
   */
  async acked(upTo: number): Promise<void> {
    if (!this.#sender) return;
    this.#finishUpTo(upTo);
    await this.#finished().catch((thrown: unknown) => this.failed(thrown));
  }

  #finishUpTo(upTo: number): void {
    const done = [...this.#sent].filter(([, number]) => number !== undefined && number <= upTo).map(([seq]) => seq);
    if (done.length > 0) this.#acks = this.#acks.then(() => this.#finish(done));
  }

  /** Fails once when a row could not go; it stays on its way, and the next count takes it along. */
  async #finished(): Promise<void> {
    const acks = this.#acks;
    try {
      await acks;
    } catch (thrown) {
      if (this.#acks === acks) this.#acks = Promise.resolve();
      throw thrown;
    }
  }

  /** Whether everything on its way was sent on this very stream, so that its count tells its fate when it is resumed. */
  get knows(): boolean {
    return this.#knows;
  }
  #knows = false;

  /** Whether nothing waits. */
  async isEmpty(): Promise<boolean> {
    return (await loadOutbox(this.context.db, this.context.account)).length === 0;
  }

  async #drain(): Promise<void> {
    while (this.#dirty && this.#sender) {
      this.#dirty = false;
      const sender = this.#sender;
      const queued = await loadOutbox(this.context.db, this.context.account);
      // Asked at once: what is acknowledged while others are marked must not look as if it had never gone.
      const rows = await this.#try(queued.filter(({ seq }) => !this.#sent.has(seq) && !this.#echoes.has(seq)));
      /** Chats in which something waits for its file, and all behind it. */
      const waiting = new Set<string>();
      for (const row of rows) {
        // Another stream begins from the first row again.
        if (this.#sender !== sender || this.#sent.size >= IN_FLIGHT) break;
        if (isSaid(row.task) && waiting.has(row.task.chat)) continue;
        if ((await this.#perform(row, sender)) === 'waits' && isSaid(row.task)) waiting.add(row.task.chat);
      }
    }
  }

  /**
   * What may be on its way from now on is not changed in its place any more: an edit follows it. What waits for a room or for its file,
   * and all behind that, is not. Returns what is still to go.
   */
  async #try(rows: OutboxRow[]): Promise<OutboxRow[]> {
    const { db, account, announce } = this.context;
    const untried = rows.filter(({ task, tried }) => task.kind === 'message' && !tried && this.#isOpen(task.chat));
    if (untried.length === 0) return rows;
    const [gone, marked, waiting] = [new Set<number>(), new Set<number>(), new Set<string>()];
    await write(db, announce, this.lease, ['outbox', 'messages'], async (tx) => {
      const [outbox, messages] = [tx.objectStore('outbox'), tx.objectStore('messages')];
      for (const { seq } of untried) {
        const row = await outbox.get([account, seq]);
        if (row?.task.kind !== 'message') {
          gone.add(seq);
          continue;
        }
        const { id, chat } = row.task;
        if (isUploaded(await messages.get([account, id])) && !waiting.has(chat)) {
          await outbox.put({ ...row, tried: true });
          marked.add(seq);
        } else waiting.add(chat);
      }
    });
    return rows.filter(({ seq }) => !gone.has(seq)).map((row) => (marked.has(row.seq) ? { ...row, tried: true } : row));
  }

  #isOpen(chat: string): boolean {
    const gate = this.rooms.gate(chat);
    return gate.kind !== 'room' || gate.open;
  }

  async #perform(row: OutboxRow, sender: Sender): Promise<'waits' | void> {
    const { task } = row;
    if (!isSaid(task)) {
      this.#sent.set(row.seq, undefined);
      return this.#inTurn(row, task, sender);
    }
    if (!this.#isOpen(task.chat)) return;
    return task.kind === 'message' ? this.#send(row, task, sender) : this.#say(row, task, sender);
  }

  async #send(row: OutboxRow, task: MessageTask, sender: Sender): Promise<'waits' | void> {
    const { account, db } = this.context;
    const message = await db.get('messages', [account, task.id]);
    // What was taken back before anybody had it needs not go.
    if (!message || message.retracted) return this.#finish([row.seq]);
    if (!isUploaded(message)) this.uploads?.take(message);
    // What could not go a moment ago is marked first.
    if (!isUploaded(message) || !row.tried) return 'waits';
    const answered = await findAnswered(db, message);
    await this.#moveBelowNewer(message);
    if (this.#sender !== sender) return;
    const gate = this.rooms.gate(message.chat);
    const stanza = buildOutgoing(message, gate, answered);
    if (isLarger(stanza, message.text, sender.features?.maxBytes)) return this.#refuse(row, 'message-too-long');
    return this.#hand(row, { task, message, gate, stanza }, sender);
  }

  /** What is said about a message goes once that has an id that others know, and never when nobody has it. */
  async #say(row: OutboxRow, task: SayTask, sender: Sender): Promise<'waits' | void> {
    const { account, db } = this.context;
    // Read together: the room's echo ends the message's task and brings its id in one commit.
    const tx = db.transaction(['messages', 'outbox']);
    const [message, coming] = await Promise.all([
      tx.objectStore('messages').get([account, task.about]),
      tx.objectStore('outbox').index('message').get([account, task.about])
    ]);
    if (!message) return this.#finish([row.seq]);
    const gate = this.rooms.gate(message.chat);
    const stanza = buildSaid(task, message, gate, await findAnswered(db, message));
    if (this.#sender !== sender) return;
    if (stanza && task.kind === 'edit' && isLarger(stanza, task.text, sender.features?.maxBytes))
      return this.#refuse(row, 'message-too-long');
    if (stanza) return void (await this.#hand(row, { task, message, gate, stanza }, sender));
    if (!coming) await this.#finish([row.seq]);
  }

  /** Encrypts where that is to be, and sends. Where nobody says for whom, it waits; other chats do not. */
  async #hand(row: OutboxRow, outgoing: Outgoing, sender: Sender): Promise<'waits' | void> {
    const { chat } = outgoing.message;
    if (this.#silent.has(chat)) return 'waits';
    try {
      const closed = await closing(this.context, this.lease, this.encryption, outgoing, sender);
      if (closed.kind === 'waits') return (this.uploads?.take(closed.row), 'waits');
      if (this.#sender !== sender) return;
      if (closed.kind === 'refused') return await this.#refuse(row, closed.error);
      this.#handOver(row, chat, outgoing.gate, sender.send(closed.stanza), sender);
    } catch (thrown) {
      if (!(thrown instanceof StanzaError) || this.#sender !== sender) throw thrown;
      this.context.log('it is not known who can read it', thrown);
      this.#silent.add(chat);
      setTimeout(() => (this.#silent.delete(chat), this.wake()), ASK_AGAIN);
      return 'waits';
    }
  }
  /** Chats whose people's servers gave no answer a moment ago. */
  readonly #silent = new Set<string>();

  #handOver({ seq }: OutboxRow, chat: string, gate: Gate, number: number, sender: Sender): void {
    if (gate.kind === 'room') return this.#echoes.add({ seq, room: chat, number });
    this.#sent.set(seq, number);
    if (!sender.managed) void this.#confirm(sender, number);
  }

  /** A room that is there and has said nothing of it by then has thrown it away. */
  async #late(echo: Echo): Promise<void> {
    const { db, account } = this.context;
    const row = await db.get('outbox', [account, echo.seq]);
    if (!row) return this.#echoes.forget((one) => one === echo);
    const isIn = this.#sender && (await this.rooms.check(echo.room));
    if (!this.#echoes.isAwaited(echo) || !this.#sender) return;
    // Nobody knows yet.
    if (!isIn) return this.#echoes.listen(echo);
    this.#echoes.forget((one) => one === echo);
    await this.#refuse(row, 'message-refused');
  }

  /** Without stream management an answered ping tells that everything before it arrived: servers keep the order. */
  async #confirm(sender: Sender, number: number): Promise<void> {
    try {
      await ping(sender, domainOf(this.context.account));
      if (this.#sender === sender) await this.acked(number);
    } catch (thrown) {
      if (thrown instanceof StanzaError && !isRefusal(thrown)) return;
      if (this.#sender === sender) await this.acked(number);
    }
  }

  /** What is about one address goes one after the other: who was renamed and then removed must not be there again. */
  #inTurn(row: OutboxRow, task: ErrandTask, sender: Sender): void {
    if (!('address' in task)) return void this.#run(row, task, sender);
    const before = this.#lanes.get(task.address);
    const turn = before?.then((went) => went && this.#sender === sender && this.#run(row, task, sender));
    this.#lanes.set(task.address, turn ?? this.#run(row, task, sender));
  }

  /** Whether it is done with, be it that the server refused it. */
  async #run(row: OutboxRow, task: ErrandTask, sender: Sender): Promise<boolean> {
    try {
      await this.errand(task, sender);
    } catch (thrown) {
      if (thrown instanceof LeaseLost) this.failed(thrown);
      else this.context.log(`${task.kind} was not done`, thrown);
      // Answers that may be others next time; the row stays for the next stream.
      if (isTemporary(thrown)) return false;
    }
    try {
      await this.#finish([row.seq]);
      return true;
    } catch (thrown) {
      this.failed(thrown);
      return false;
    }
  }

  /** The message, or what is said about it, will never go: its line says why, and those behind it go on. */
  async #refuse({ seq }: OutboxRow, error: ErrorCode): Promise<void> {
    const { db, account, announce } = this.context;
    await write(db, announce, this.lease, STORES, async (tx, topics) => {
      const row = await tx.objectStore('outbox').get([account, seq]);
      if (row) await giveUp(tx, topics, row, error);
    });
  }

  /** What waited while others wrote belongs below their messages, and below what went out before it, as in the archive. */
  async #moveBelowNewer(message: MessageRow): Promise<void> {
    const { db, account, announce } = this.context;
    const { chat, order } = message;
    if (isRemoved(message)) return;
    const above = await db.getAllFromIndex('messages', 'place', between(account, chat, order));
    const before = this.#places.get(chat) ?? -Infinity;
    this.#places.set(chat, Math.max(before, order));
    const isOnlyLater = above.every(({ mine, status }) => mine && (status === 'waiting' || status === 'failed'));
    if (order > before && isOnlyLater) return;
    await write(db, announce, this.lease, STORES, async (tx, topics) => {
      const row = await tx.objectStore('messages').get([account, message.id]);
      if (!row) return;
      const chatRow = await loadChat(tx, account, chat);
      row.order = chatRow.lastOrder + 1;
      this.#places.set(chat, row.order);
      await tx.objectStore('messages').put(row);
      await tx.objectStore('chats').put({ ...chatRow, lastOrder: row.order, preview: previewOf(row) });
      topics.add(`chat:${chat}`).add('chats');
    });
  }

  async #finish(seqs: number[]): Promise<void> {
    const { db, account, announce } = this.context;
    await write(db, announce, this.lease, STORES, async (tx, topics) => {
      for (const seq of seqs) {
        const row = await tx.objectStore('outbox').get([account, seq]);
        await tx.objectStore('outbox').delete([account, seq]);
        if (row) await acknowledge(tx, topics, account, row.task, this.context.now());
      }
    });
    for (const seq of seqs) this.#sent.delete(seq);
    if (this.#sent.size < IN_FLIGHT) this.wake();
  }
}

function isTemporary(thrown: unknown): boolean {
  return !isRefusal(thrown) || thrown.type === 'wait';
}
