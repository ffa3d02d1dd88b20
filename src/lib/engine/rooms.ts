import type { AppError, ErrorCode } from '../base/errors';
import { bareJid, localOf, resourceOf } from '../base/jid';
import type { RoomSeat } from '../store/account';
import type { RoomRow } from '../store/rooms';
import { under } from '../store/schema';
import type { ParsedMessage } from '../xmpp/message';
import type { ParsedPresence } from '../xmpp/presence';
import { buildNickChange } from '../xmpp/xep/0045-muc';
import type { RoomLive } from './api-rooms';
import type { Context } from './context';
import { isPassing } from './room-problem';
import { Room } from './room';
import type { RoomWorld } from './room-world';

/** How many rooms are entered at the same time. */
const AT_ONCE = 3;
/** How long a room that says nothing keeps the next from being entered, milliseconds: a server may be gone with many of them. */
const PATIENCE = 3_000;
/** How soon a room that could not be reached is tried again, milliseconds; doubled each time. */
const AGAIN = { soon: 1_000, first: 15_000, most: 15 * 60_000 };
/** A room that lets us in and throws us out before this, milliseconds, is no better than one that can't be reached. */
const HOLDS = 60_000;
/** How often the page hears of a room at most, milliseconds: a flood of presence must cost no frames. */
const TELL = { small: 150, large: 1_500 };
const LARGE = 100;
/** Of how many rooms the occupants are told: those looked at last. */
const MOST_WATCHED = 3;

/** When a room is tried again, and after what pause. */
interface Retry {
  timer: ReturnType<typeof setTimeout>;
  pause: number;
  at: number;
}

interface Waiting {
  room: Room;
  entered(error?: AppError): void;
}

/** The rooms that the user belongs to, over the life of one lease. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #waiting: Waiting[] = [];
  #entering = 0;
  readonly #again = new Map<string, Retry>();
  readonly #telling = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #watched = new Set<string>();
  #connected = false;

  constructor(
    private readonly context: Context,
    private readonly world: Omit<RoomWorld, 'changed' | 'lost'>
  ) {}

  /** Reads which rooms there are. */
  async load(): Promise<void> {
    const { db, account } = this.context;
    for (const row of await db.getAll('rooms', under(account))) if (row.bookmark) this.know(row);
  }

  /** Whether the user belongs to it, so that what comes from there is a room's. */
  has(address: string): boolean {
    return this.#rooms.has(address);
  }

  get(address: string): Room | undefined {
    return this.#rooms.get(address);
  }

  /** A room's row is new or changed. */
  know(row: RoomRow): Room {
    const room = this.#rooms.get(row.room) ?? this.#make(row.room);
    room.adopt(row);
    return room;
  }

  /** The user does not belong to it any more. */
  forget(address: string): void {
    const room = this.#rooms.get(address);
    if (!room) return;
    room.leave();
    this.#cancel(address);
    this.#rooms.delete(address);
    this.#tell(room);
  }

  /** A stream began anew: nobody is anywhere yet. */
  reset(): void {
    for (const { entered } of this.#waiting.splice(0)) entered();
    for (const address of [...this.#again.keys()]) this.#cancel(address);
    for (const room of this.#rooms.values()) room.reset();
    this.#connected = false;
  }

  /** The session is another tab's: how the rooms are is told there, and a late word from here would be wrong. */
  stop(): void {
    this.reset();
    this.#stopped = true;
    for (const timer of this.#telling.values()) clearTimeout(timer);
  }
  #stopped = false;

  /** The stream of another worker goes on: these rooms are ours still. */
  restore(seats: RoomSeat[]): void {
    this.#connected = true;
    for (const seat of seats) this.#rooms.get(seat.room)?.restore(seat);
  }

  /** The stream that these seats belonged to is gone. */
  wereIn(seats: RoomSeat[], until: number): void {
    for (const seat of seats)
      this.#rooms.get(seat.room)?.absence.began(until, seat.replays ?? false, this.context.now());
  }

  /** Enters all that the user wants to be in, those used last first. Resolves when each was tried. */
  async enterAll(): Promise<void> {
    this.#connected = true;
    const { db, account } = this.context;
    const [rows, chats] = await Promise.all([db.getAll('rooms', under(account)), db.getAll('chats', under(account))]);
    const used = new Map(chats.map((chat) => [chat.chat, Math.max(chat.lastOrder, chat.readOrder)]));
    const wanted = rows
      .filter(({ room, bookmark, problem }) => {
        const isLasting = problem !== undefined && !isPassing(problem);
        return bookmark?.autojoin && !isLasting && this.#rooms.get(room)?.state === 'out';
      })
      .sort((a, b) => (used.get(b.room) ?? 0) - (used.get(a.room) ?? 0));
    await Promise.all(wanted.map((row) => this.enter(this.know(row)).catch(() => undefined)));
  }

  /** Enters one, when its turn comes. Fails with why not. */
  enter(room: Room): Promise<void> {
    this.#cancelTimer(room.address);
    return new Promise((resolve, reject) => {
      const entered = (error?: AppError): void => (error ? reject(error) : resolve());
      this.#waiting.push({ room, entered });
      this.#next();
    });
  }

  /** Where we sit, to be kept with a stream that can be resumed. */
  seats(): RoomSeat[] {
    return [...this.#rooms.values()].flatMap((room) => room.seat ?? []);
  }

  /** Says again that we are there, with what goes along with our presence now (XEP-0045 §7.7). */
  appearAgain(): void {
    for (const { state, address, nick } of this.#rooms.values())
      if (state === 'in') this.world.send(buildNickChange(address, nick, ...this.world.marks()));
  }

  /** Takes what a room says of who is there. False when it is from none of ours. */
  presence(presence: ParsedPresence): boolean {
    const room = this.#rooms.get(bareJid(presence.from) ?? '');
    if (!room || presence.type === 'subscribe' || presence.type === 'unsubscribe') return false;
    room.handlePresence(presence);
    return true;
  }

  /** Takes a room's message. False when it is none, or a private one of somebody there. */
  message(message: ParsedMessage): boolean {
    const room = this.#rooms.get(bareJid(message.from) ?? '');
    if (!room) return false;
    const isPrivate = message.type !== 'groupchat' && resourceOf(message.from) !== undefined;
    if (isPrivate || message.type === 'error') return false;
    room.handleMessage(message);
    return true;
  }

  /** Somebody looks at a room: who is there is told from now on. */
  watch(address: string): Room | undefined {
    const room = this.#rooms.get(address);
    if (!room) return undefined;
    this.#watched.delete(address);
    this.#watched.add(address);
    for (const one of this.#watched) if (this.#watched.size > MOST_WATCHED) this.#watched.delete(one);
    this.#tellSoon(room);
    return room;
  }

  /** All that is known live. */
  all(): Map<string, RoomLive> {
    return new Map([...this.#rooms].map(([address, room]) => [address, this.#view(room)]));
  }

  /** It was lost without anybody's wish: it is entered again, sooner or later. */
  lost(room: Room): void {
    if (room.state !== 'out') room.reset();
    this.#tryAgain(room);
  }

  #make(address: string): Room {
    const { account } = this.context;
    const room: Room = new Room(address, localOf(account) ?? account, {
      ...this.world,
      changed: () => this.#changed(room),
      lost: () => this.lost(room)
    });
    this.#rooms.set(address, room);
    return room;
  }

  #next(): void {
    while (this.#entering < AT_ONCE) {
      const next = this.#waiting.shift();
      if (!next) return;
      const { room, entered } = next;
      if (room.state === 'joining' && room.entering) {
        room.entering.then(() => entered(), entered);
        continue;
      }
      if (room.state !== 'out' || !this.#connected || this.#rooms.get(room.address) !== room) {
        entered();
        continue;
      }
      const done = this.#begin(room);
      void room
        .enter()
        .then(
          () => entered(),
          (error: AppError) => this.#notIn(room, error, entered)
        )
        .finally(done);
    }
  }

  /** Takes one of the places at the door. Returns what gives it to the next. */
  #begin(room: Room): () => void {
    this.#entering++;
    let isOver = false;
    const done = (): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.#entering--;
      this.#next();
    };
    const timer = setTimeout(() => room.state === 'joining' && done(), PATIENCE);
    return done;
  }

  #notIn(room: Room, error: AppError, entered: (error: AppError) => void): void {
    if (isPassing(error.code as ErrorCode)) this.#tryAgain(room);
    entered(error);
  }

  #tryAgain(room: Room): void {
    if (!this.#connected) return;
    const before = this.#again.get(room.address);
    clearTimeout(before?.timer);
    const now = this.context.now();
    const known = before && now < before.at + Math.max(before.pause, HOLDS) ? before : undefined;
    const pause = known ? Math.min(known.pause * 2, AGAIN.most) : AGAIN.first;
    const wait = known ? pause : AGAIN.soon;
    const timer = setTimeout(() => void this.enter(room).catch(() => undefined), wait);
    this.#again.set(room.address, { timer, pause, at: now + wait });
  }

  #cancelTimer(address: string): void {
    clearTimeout(this.#again.get(address)?.timer);
  }

  #cancel(address: string): void {
    this.#cancelTimer(address);
    this.#again.delete(address);
  }

  /** How a room stands is told soon, who comes and goes there when it fits. */
  #changed(room: Room): void {
    const { state } = room.live;
    if (state === this.#told.get(room)) return this.#tell(room);
    this.#told.set(room, state);
    this.#tellSoon(room);
  }
  readonly #told = new WeakMap<Room, RoomLive['state']>();

  #tellSoon(room: Room): void {
    clearTimeout(this.#telling.get(room.address));
    this.#telling.delete(room.address);
    this.#tell(room, TELL.small);
  }

  #tell(room: Room, pause = room.occupants.count > LARGE ? TELL.large : TELL.small): void {
    if (this.#stopped || this.#telling.has(room.address)) return;
    const tell = (): void => {
      this.#telling.delete(room.address);
      // It may have been forgotten and made anew meanwhile.
      this.context.live({ rooms: new Map([[room.address, this.#view(this.#rooms.get(room.address) ?? room)]]) });
    };
    this.#telling.set(room.address, setTimeout(tell, pause));
  }

  #view(room: Room): RoomLive {
    const isWatched = this.#watched.has(room.address) && room.state !== 'out';
    return { ...room.live, ...(isWatched && { occupants: room.occupants.views(room.nick) }) };
  }
}
