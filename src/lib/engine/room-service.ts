import type { ErrorCode } from '../base/errors';
import { randomId } from '../base/id';
import { loadRoom, type RoomRow } from '../store/rooms';
import type { StoreName } from '../store/schema';
import { write, type Lease } from '../store/write';
import { buildMessage, parseMessage } from '../xmpp/message';
import { StanzaError, type Requests } from '../xmpp/requests';
import type { Stream } from '../xmpp/stream';
import { fetchAffiliations } from '../xmpp/xep/0045-muc-admin';
import { fetchRoomInfo } from '../xmpp/xep/0045-room-info';
import type { PubsubEvent } from '../xmpp/xep/0060-pubsub';
import type { Bookmark } from '../xmpp/xep/0402-bookmarks';
import { selfPing } from '../xmpp/xep/0410-self-ping';
import type { Archive, ArchiveSource } from './archive';
import { Bookmarks, fetchOldBookmarks, type BookmarkPlace, type RoomChanges } from './bookmarks';
import type { Avatars } from './avatars';
import type { Context } from './context';
import type { EncryptionLater } from './encryption-later';
import { isOfAll, type Inbox } from './inbox';
import type { OwnPicture } from './own-picture';
import { catchUp, type CatchUpOptions } from './room-catch-up';
import { isPassing } from './room-problem';
import { factsOf } from './room-facts';
import { readRoomMessage } from './room-reader';
import { failWaiting, WAITING_STORES } from './room-waiting';
import type { Room } from './room';
import { Rooms } from './rooms';
import type { Typing } from './typing';

/** Whoever hears nothing of a room for so long, milliseconds, asks whether they are still inside (XEP-0410). */
const SILENCE = 60_000;
/** The same where nobody looks. */
const LONG_SILENCE = 15 * 60_000;
/** How long changes of a room's settings are gathered before it is asked, milliseconds. */
const GATHER = 400;
/** Rooms with more members don't tell each other who types and has read. */
const SMALL = 25;
const MOST_REFUSED = 100;
const LISTS = ['owner', 'admin', 'member'] as const;

/** What the rooms work with. */
export interface RoomServiceOptions {
  context: Context;
  lease: Lease;
  knownSince: () => number;
  inbox: Inbox;
  encryption: EncryptionLater;
  typing: Typing;
  avatars: Avatars;
  picture: Pick<OwnPicture, 'mark'>;
  stream(): Stream | undefined;
  /** Reads an archive over the present stream. */
  archive(source: ArchiveSource): Archive | undefined;
  /** A room's messages can go; `entered`: it was entered just now. */
  ready(room: string, entered: boolean): void;
  failed(thrown: unknown): void;
}

/** The rooms with everything that they do to the database and ask of the network. */
export class RoomService {
  readonly rooms: Rooms;
  readonly #bookmarks: Bookmarks;
  readonly #stale = new Map<string, ReturnType<typeof setTimeout>>();
  /** Rooms whose members were asked for on this stream. */
  readonly #listed = new Set<string>();
  /** Ids of stanzas that a room sent back. */
  readonly #refused = new Set<string>();

  constructor(private readonly options: RoomServiceOptions) {
    const { context, lease, knownSince, inbox, encryption, typing, avatars } = options;
    this.#bookmarks = new Bookmarks(context, lease, knownSince);
    const reading: CatchUpOptions = {
      context,
      lease,
      knownSince,
      inbox,
      encryption,
      archiveOf: (address) => this.archiveOf(address),
      learn: (room) => this.#refreshSoon(room),
      background: (work) => this.#later(work)
    };
    this.rooms = new Rooms(context, {
      account: context.account,
      now: context.now,
      send: (stanza) => this.#send((stream) => stream.send(stanza)),
      marks: () => options.picture.mark,
      store: (message) => {
        inbox.push(message);
        this.#heard(message.chat);
      },
      catchUp: (room, history) => catchUp(reading, room, history),
      stored: () => inbox.idle(),
      verify: (room) => this.#later(this.#settle(room)),
      ready: (room, entered) => options.ready(room.address, entered),
      typing: (room, nick, types) => typing.set(room.address, nick, types),
      problem: (room, problem) => this.#later(this.#setProblem(room, problem)),
      subject: (room, subject) => this.#later(this.#change(room.address, (row) => ({ ...row, subject }))),
      portrait: (address, hash, via) => avatars.told(address, { hash, ...(via && { via }) }),
      stale: (room) => this.#refreshSoon(room)
    });
  }

  /** A stream began anew. */
  reset(): void {
    for (const timer of this.#stale.values()) clearTimeout(timer);
    this.#stale.clear();
    this.#listed.clear();
    this.#refused.clear();
    this.rooms.reset();
  }

  /** A stream goes on that another worker had: where own messages wait, the archive says first what became of them. */
  async goOn(waiting: Set<string>): Promise<void> {
    const unsure = [...waiting].flatMap((address) => this.rooms.get(address) ?? []);
    for (const room of unsure) {
      await this.#settle(room).catch((thrown: unknown) => {
        if (!(thrown instanceof StanzaError) || thrown.condition === 'closed') throw thrown;
        this.options.context.log('a room was not read', thrown);
      });
    }
    await this.rooms.enterAll();
  }

  /** Reads a room's archive while we are inside; one that can't be read is entered again. */
  async #settle(room: Room): Promise<void> {
    if (room.state !== 'in') return;
    try {
      await room.settle();
    } catch (thrown) {
      if (room.state === 'in' && !room.ready) this.rooms.lost(room);
      throw thrown;
    }
  }

  /** Takes over the list of rooms. */
  async take(requests: Requests, bookmarks: Bookmark[] | undefined, place: BookmarkPlace): Promise<void> {
    if (bookmarks) return this.#take(await this.#bookmarks.replace(bookmarks));
    // Where the server keeps the old list the same as the new one, the old one holds nothing more.
    const old = place.keepsOld ? undefined : await fetchOldBookmarks(requests);
    // A server that can't tell now takes no room off the list.
    if (old) this.#take(await (place.privateNodes ? this.#bookmarks.import(old) : this.#bookmarks.replace(old)));
  }

  /** Another device changed the list of rooms: it is followed at once (XEP-0402 §4). */
  async bookmarksChanged(event: PubsubEvent): Promise<void> {
    const changes = await this.#bookmarks.handle(event);
    this.#take(changes);
    for (const { room: address, bookmark } of changes.known) {
      const room = this.rooms.get(address);
      if (!room) continue;
      if (!bookmark?.autojoin) room.leave();
      else if (room.state === 'out') this.#later(this.#enterNew(room));
    }
  }

  /** What the archive's ids are good for must be known before the first message is read here. */
  async #enterNew(room: Room): Promise<void> {
    await this.rooms.enter(room);
    if (!room.facts) await this.learn(room);
  }

  /** A room is looked at: what is not known yet is asked now. */
  async look(address: string): Promise<void> {
    const room = this.rooms.watch(address);
    const stream = this.options.stream();
    if (!room || !stream) return;
    if (room.state === 'in' && this.options.context.now() - room.heardAt > SILENCE) await this.check(address);
    if (room.state === 'in' && room.occupants.count === 0) room.refresh();
    if (!room.facts) await this.learn(room);
    if (room.unverified && room.ready) await this.#settle(room);
    if (!this.#listed.has(address)) await this.#fetchMembers(room, stream);
  }

  /** Whether we are still inside is asked, never guessed (XEP-0410). */
  async check(address: string): Promise<boolean> {
    const room = this.rooms.get(address);
    const stream = this.options.stream();
    if (!room || room.state !== 'in' || !stream) return false;
    const answer = await selfPing(stream, address, room.nick);
    if (answer === 'in') room.heardAt = this.options.context.now();
    else if (answer === 'out' && room.state === 'in') this.rooms.lost(room);
    return answer === 'in';
  }

  /** Rooms that were silent for long are asked whether we are still inside, though nobody looks (XEP-0410 §3.2). */
  async checkSilent(): Promise<void> {
    for (const { room } of this.rooms.seats())
      if (this.options.context.now() - (this.rooms.get(room)?.heardAt ?? 0) > LONG_SILENCE) await this.check(room);
  }

  /** Asks a room what it is, and keeps that. */
  async learn(room: Room): Promise<void> {
    const stream = this.options.stream();
    if (!stream) return;
    const { isRoom, avatarHashes, ...info } = await fetchRoomInfo(stream, room.address);
    if (!isRoom) return;
    const facts = factsOf(info);
    const wasArchived = room.archived;
    const [avatarHash] = avatarHashes;
    await this.#change(room.address, (row) => ({ ...row, facts, ...(avatarHash && { avatarHash }) }));
    room.facts = facts;
    // Whether a group is small decides what calls for attention.
    if (room.isPrivate && !this.#listed.has(room.address)) await this.#fetchMembers(room, stream);
    if (avatarHash) this.options.avatars.told(room.address, { hash: avatarHash, via: room.address });
    if (room.archived && !wasArchived && room.ready) await this.#settle(room);
  }

  /** A live message came: what is needed to read the next ones is asked for. */
  #heard(address: string): void {
    const room = this.rooms.get(address);
    if (room && !room.facts && room.state === 'in') this.#refreshSoon(room);
  }

  /** Tells a small group that the user types, or stopped. */
  tellTyping(address: string, typing: boolean): void {
    const room = this.rooms.get(address);
    if (room?.state !== 'in' || !room.isPrivate || room.occupants.count > SMALL) return;
    const chatState = typing ? 'composing' : 'active';
    const id = randomId();
    const stanza = buildMessage({ to: address, type: 'groupchat', id, chatState, hints: ['no-store'] });
    this.#send((stream) => stream.send(stanza));
  }

  /** A room sent back what is no message of a chat. */
  refused(id: string): void {
    if (this.#refused.size < MOST_REFUSED) this.#refused.add(id);
  }

  /** Whether a room sent that back. */
  wasRefused(id: string): boolean {
    return this.#refused.delete(id);
  }

  /** A room's row was changed by the user. */
  sync(row: RoomRow): void {
    if (row.bookmark) this.rooms.know(row);
    else this.rooms.forget(row.room);
  }

  /** How messages to a chat go now. */
  gate(chat: string): { kind: 'contact' | 'private' } | { kind: 'room'; open: boolean; markable: boolean } {
    const room = this.rooms.get(chat);
    if (room) return { kind: 'room', open: room.open, markable: room.isPrivate && room.occupants.count <= SMALL };
    return { kind: chat.includes('/') ? 'private' : 'contact' };
  }

  /** What reads a room's archive; `undefined` where it has none, or nobody is connected. */
  archiveOf(address: string): Archive | undefined {
    const room = this.rooms.get(address);
    if (!room?.archived) return undefined;
    const { account, now } = this.options.context;
    return this.options.archive({
      archive: address,
      read: (element, archived) => {
        const message = parseMessage(element, { self: account, trustedStanzaIds: false });
        return message && readRoomMessage(message, room.sight, now(), archived);
      }
    });
  }

  async #fetchMembers(room: Room, stream: Stream): Promise<void> {
    this.#listed.add(room.address);
    const answers = await Promise.allSettled(LISTS.map((list) => fetchAffiliations(stream, room.address, list)));
    // Who may not see a list sees only those who are there.
    const lists = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    if (lists.length === 0) return;
    const members = lists
      .flat()
      .map(({ jid, affiliation, nick }) => ({ address: jid, affiliation, ...(nick && { nick }) }));
    await this.#change(room.address, (row) => ({ ...row, members }));
  }

  #refreshSoon(room: Room): void {
    clearTimeout(this.#stale.get(room.address));
    const refresh = (): void => {
      this.#stale.delete(room.address);
      this.#later(this.refresh(room));
    };
    this.#stale.set(room.address, setTimeout(refresh, GATHER));
  }

  /** Asks again for what is known of a room. */
  async refresh(room: Room): Promise<void> {
    const stream = this.options.stream();
    if (!stream || this.rooms.get(room.address) !== room) return;
    await this.learn(room);
    if (this.#listed.has(room.address)) await this.#fetchMembers(room, stream);
  }

  /** Lasting problems are kept, so that no login asks again; what passes is tried again instead. */
  async #setProblem(room: Room, problem: ErrorCode | undefined): Promise<void> {
    if (problem && isPassing(problem)) return;
    await this.#change(room.address, (row) => {
      if (row.problem === problem || !row.bookmark) return row;
      const { problem: _, ...rest } = row;
      return problem ? { ...rest, problem } : rest;
    });
    if (problem) await this.#failWaiting(room.address, problem);
  }

  /** What waits for a room that lets the user in no more is theirs to send again or to drop. */
  #failWaiting(address: string, error: ErrorCode): Promise<void> {
    const { context, lease } = this.options;
    const { db, account, announce } = context;
    return write(db, announce, lease, WAITING_STORES, (tx, topics) => failWaiting(tx, topics, account, address, error));
  }

  async #change(address: string, change: (row: RoomRow) => RoomRow): Promise<void> {
    const { context, lease } = this.options;
    const { db, account, announce } = context;
    const stores: StoreName[] = ['rooms'];
    await write(db, announce, lease, stores, async (tx, topics) => {
      const row = await loadRoom(tx, account, address);
      const changed = change(row);
      if (JSON.stringify(changed) === JSON.stringify(row)) return;
      await tx.objectStore('rooms').put(changed);
      topics.add(`chat:${address}`).add('chats').add('rooms');
    });
  }

  #take({ known, gone }: RoomChanges): void {
    for (const row of known) this.rooms.know(row);
    for (const address of gone) this.rooms.forget(address);
  }

  #send(send: (stream: Stream) => void): void {
    const stream = this.options.stream();
    try {
      if (stream) send(stream);
    } catch (thrown) {
      if (!(thrown instanceof StanzaError)) throw thrown;
    }
  }

  /** What a room's refusal or the end of the stream cuts short is asked again another time; a failing database is another matter. */
  #later(work: Promise<unknown>): void {
    work.catch((thrown: unknown) => {
      if (isOfAll(thrown) && !isAboutRoom(thrown)) this.options.failed(thrown);
      else this.options.context.log('a room', thrown);
    });
  }
}

/** Whether an error tells of a room, and not of the database. */
function isAboutRoom(thrown: Error): boolean {
  return 'code' in thrown && thrown.code !== 'storage-failed' && thrown.code !== 'storage-full';
}
