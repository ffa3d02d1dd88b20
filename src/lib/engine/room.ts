import { AppError, type ErrorCode } from '../base/errors';
import { resourceOf } from '../base/jid';
import type { RoomSeat } from '../store/account';
import type { RoomFacts, RoomRow } from '../store/rooms';
import { isPrivate } from '../store/rooms';
import type { ParsedMessage } from '../xmpp/message';
import type { ParsedPresence } from '../xmpp/presence';
import { buildJoin, buildLeave, buildNickChange, type MucUser } from '../xmpp/xep/0045-muc';
import { Absence } from './absence';
import type { Affiliation, Role, RoomEvent, RoomLive } from './api-rooms';
import { isMessage, saysAnything, type Incoming } from './incoming';
import { Occupants } from './occupants';
import { whyNotIn, whyOut } from './room-problem';
import { readRoomMessage, type RoomSight } from './room-reader';
import type { RoomWorld } from './room-world';

/** How long a room may take to let us in, milliseconds. */
const WITHIN = 30_000;
/** How long it may keep us waiting for the subject, which ends what it tells at first (XEP-0045 §7.2.14). */
const SUBJECT_WITHIN = 5_000;
/** What waits while the archive is read; more than this is read from the archive too. */
const MOST_HELD = 2_000;
/** One old message tells whether anything is new. */
const NEWEST = 1;
/** Old messages of a room without an archive. */
const HISTORY = 50;

interface Wish {
  resolve(): void;
  reject(error: AppError): void;
  timer: ReturnType<typeof setTimeout>;
}

/** One room as long as the user belongs to it: entering, being inside, being put out (XEP-0045 §7). */
export class Room {
  state: 'out' | 'joining' | 'in' = 'out';
  /** Everything in its archive up to now is stored: live messages continue it, and own ones may go. */
  ready = false;
  /** Own messages may go. */
  open = false;
  /** Nothing new was told at the door, and the archive was not asked. */
  unverified = false;
  nick: string;
  password: string | undefined;
  facts: RoomFacts | undefined;
  self: { affiliation: Affiliation; role: Role } = { affiliation: 'none', role: 'none' };
  /** When it last gave a sign of life, milliseconds. */
  heardAt = 0;
  readonly occupants = new Occupants();
  readonly absence = new Absence();

  #occupant: string | undefined;
  #topic: string | undefined;
  #isNew = false;
  #held: Incoming[] = [];
  #history: Incoming[] = [];
  #entering: Wish | undefined;
  #renaming: Wish | undefined;
  #subjectTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly address: string,
    nick: string,
    private readonly world: RoomWorld
  ) {
    this.nick = nick;
  }

  /** Takes over what is stored. */
  adopt({ facts, bookmark, subject }: RoomRow): void {
    this.facts = facts;
    this.#topic = subject;
    this.password = bookmark?.password;
    if (this.state === 'out' && bookmark?.nick) this.nick = bookmark.nick;
  }

  get isPrivate(): boolean {
    return isPrivate(this);
  }

  /** Its archive can be read, and the ids that it gives are true. */
  get archived(): boolean {
    return this.facts?.archive === true;
  }

  get live(): Omit<RoomLive, 'occupants'> {
    const state = this.state === 'in' && !this.ready ? 'joining' : this.state;
    return { state, nick: this.nick, ...this.self, count: this.occupants.count };
  }

  /** The place to come back to when the stream is resumed; only once nothing before it is missing. */
  get seat(): RoomSeat | undefined {
    if (this.state !== 'in' || !this.ready) return undefined;
    const occupant = this.#occupant;
    const { replays } = this.absence;
    return {
      room: this.address,
      nick: this.nick,
      ...this.self,
      ...(occupant && { occupant }),
      ...(replays && { replays }),
      ...(this.unverified && { unverified: true })
    };
  }

  get sight(): RoomSight {
    return {
      room: this.address,
      account: this.world.account,
      nick: this.nick,
      occupant: this.#occupant,
      occupantIds: this.facts?.occupantIds === true,
      isPrivate: this.isPrivate,
      personOf: (occupant, nick) => this.occupants.personOf(occupant, nick)
    };
  }

  /** The stream was resumed: we are still inside; who else is, is asked when somebody looks. */
  restore({ nick, occupant, affiliation, role, replays = false, unverified = false }: RoomSeat): void {
    this.unverified = unverified;
    this.open = true;
    this.absence.replays = replays;
    Object.assign(this, { nick, state: 'in', ready: true, self: { affiliation, role } });
    this.#occupant = occupant;
  }

  /** The entrance that is under way, or the last one. */
  entering: Promise<void> | undefined;

  /** Enters. Resolves when everything up to now is stored. `isNew`: it is being made. */
  enter(isNew = false): Promise<void> {
    this.#entering?.reject(new AppError('unknown', 'entered again'));
    this.#isNew = isNew;
    this.state = 'joining';
    this.ready = false;
    this.open = false;
    this.#history = [];
    this.#held = [];
    this.world.changed(this);
    const entered = new Promise<void>((resolve, reject) => {
      this.#entering = { resolve, reject, timer: setTimeout(() => this.#refused('room-unreachable'), WITHIN) };
    });
    this.entering = entered;
    const maxHistory = this.facts && !this.archived ? HISTORY : NEWEST;
    const since = this.absence.ask();
    const { password } = this;
    this.world.send(
      buildJoin(this.address, this.nick, {
        maxHistory,
        ...(since && { since }),
        ...(password && { password }),
        extra: this.world.marks()
      })
    );
    return entered;
  }

  /** Asks who is there, without leaving (XEP-0045 §7.2: a second entrance is answered in full). */
  refresh(): void {
    if (this.state !== 'in') return;
    this.occupants.clear();
    this.world.send(buildJoin(this.address, this.nick, { maxHistory: 0, extra: this.world.marks() }));
  }

  /** Takes another nickname. */
  rename(nick: string): Promise<void> {
    this.#renaming?.reject(new AppError('unknown', 'renamed again'));
    if (this.state !== 'in') {
      this.nick = nick;
      return Promise.resolve();
    }
    if (nick === this.nick) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const late = (): void => this.#settle('timeout');
      this.#renaming = { resolve, reject, timer: setTimeout(late, WITHIN) };
      this.world.send(buildNickChange(this.address, nick));
    });
  }

  /** Goes out. */
  leave(): void {
    if (this.state !== 'out') this.world.send(buildLeave(this.address, this.nick));
    this.reset();
  }

  /** The stream is gone, and we with it. */
  reset(): void {
    this.state = 'out';
    this.ready = false;
    this.open = false;
    this.occupants.clear();
    this.#held = [];
    this.#history = [];
    clearTimeout(this.#subjectTimer);
    this.#fulfil(new AppError('offline'));
    this.#settle('offline');
    this.world.changed(this);
  }

  handlePresence(presence: ParsedPresence): void {
    const nick = resourceOf(presence.from);
    this.heardAt = this.world.now();
    if (presence.type === 'error') return this.#error(presence);
    if (nick === undefined && presence.photoHash !== undefined) this.world.portrait(this.address, presence.photoHash);
    if (nick === undefined || !presence.mucUser || this.state === 'out') return;
    const told = presence.mucUser;
    // ejabberd tells of a group's end without saying whom.
    const isSelf = told.statuses.has(110) || (told.destroyed !== undefined && nick === this.nick);
    const event = this.occupants.handle(presence, told, this.facts?.occupantIds === true);
    if (event && this.ready) this.#happened(event, isSelf);
    if (isSelf) this.#aboutUs(presence, nick, told);
    else if (presence.type === 'unavailable') this.world.typing(this, nick, false);
    else if (presence.photoHash !== undefined) {
      this.world.portrait(this.occupants.get(nick)?.address ?? presence.from, presence.photoHash, presence.from);
    }
    this.world.changed(this);
  }

  handleMessage(message: ParsedMessage): void {
    if (this.state === 'out') return;
    this.heardAt = this.world.now();
    const isRoom = resourceOf(message.from) === undefined;
    if (isRoom && message.mucUser) this.#announced(message.mucUser);
    const isSubject = message.subject !== undefined && message.body === undefined;
    if (this.state === 'joining') this.absence.heard(message, this.#topic ?? '');
    const isNews = !isSubject || this.#subject(message, message.subject ?? '');
    const incoming = readRoomMessage(message, this.sight, this.world.now());
    if (!incoming) return;
    const { from } = incoming;
    if (from && !incoming.mine && !message.delay) {
      if (isMessage(incoming)) this.world.typing(this, from.nick, false);
      else if (message.chatState) this.world.typing(this, from.nick, message.chatState === 'composing');
    }
    if (!saysAnything(incoming) || !isNews) return;
    if (this.state === 'joining') this.#remember(incoming, message.delay !== undefined);
    else if (this.ready && !this.unverified) this.world.store(incoming);
    else {
      this.#hold(incoming);
      if (this.ready) this.world.verify(this);
    }
  }

  /** Reads the archive while live messages wait; `entered`: for the first time since we are inside. */
  async settle(entered = false): Promise<void> {
    this.ready = false;
    this.open = false;
    this.unverified = false;
    // What the room told at the door is no answer later.
    if (!entered) this.absence.toldOfNone = false;
    const history = this.#history.splice(0);
    for (;;) {
      await this.world.catchUp(this, history.splice(0));
      if (!this.#overflowed) break;
      this.#overflowed = false;
    }
    if (this.state !== 'in') return;
    this.ready = true;
    for (const message of this.#held.splice(0)) this.world.store(message);
    this.world.changed(this);
    // What is known to have come is stored before anything is sent again.
    await this.world.stored();
    if (this.state !== 'in' || !this.ready) return;
    this.open = true;
    this.world.ready(this, entered);
  }
  #overflowed = false;

  /** What the room tells by itself at the door; the newest counts. */
  #remember(message: Incoming, isOld: boolean): void {
    this.absence.told(isOld);
    this.#history.push(message);
    if (this.#history.length > MOST_HELD) this.#history.shift();
  }

  #hold(message: Incoming): void {
    this.#held.push(message);
    if (this.#held.length <= MOST_HELD) return;
    this.#held = [];
    this.#overflowed = true;
  }

  #aboutUs(presence: ParsedPresence, nick: string, told: MucUser): void {
    const [item] = told.items;
    // Inside, a change of names is told to whom it happens, before the new one is used (XEP-0045 §7.6).
    if (this.state === 'in' && nick !== this.nick) return;
    if (presence.type === 'unavailable') {
      if (!told.statuses.has(303)) return this.#out(told);
      if (item?.nick) this.nick = item.nick;
      return this.#settle();
    }
    this.nick = nick;
    if (presence.occupantId) this.#occupant = presence.occupantId;
    if (item) this.self = { affiliation: item.affiliation, role: item.role };
    if (this.state !== 'joining') return;
    // Nobody asked for a new room: the old one is gone, and an empty one of that name helps nobody.
    if (told.statuses.has(201) && !this.#isNew) {
      this.world.send(buildLeave(this.address, nick));
      return this.#refused('room-gone');
    }
    if (this.#isNew) return this.#inside();
    clearTimeout(this.#subjectTimer);
    this.#subjectTimer = setTimeout(() => this.#inside(), SUBJECT_WITHIN);
  }

  /** Whether it is news: rooms tell the subject also at the door, as the state of things. */
  #subject(message: ParsedMessage, text: string): boolean {
    const isOther = text !== (this.#topic ?? '');
    this.#topic = text;
    if (isOther) this.world.subject(this, text);
    const isNews = isOther && this.state === 'in' && message.delay === undefined;
    if (this.state === 'joining' && this.#subjectTimer !== undefined) this.#inside();
    return isNews;
  }

  /** All of what a room tells at first has come. */
  #inside(): void {
    clearTimeout(this.#subjectTimer);
    this.#subjectTimer = undefined;
    if (this.state !== 'joining') return;
    this.state = 'in';
    this.world.problem(this, undefined);
    this.world.changed(this);
    const entering = this.#entering;
    this.settle(true).then(
      () => this.#fulfil(undefined, entering),
      (thrown: unknown) => {
        if (this.#entering !== entering) return;
        this.#fulfil(new AppError('room-unreachable', String(thrown), { cause: thrown }));
        if (this.state === 'in' && !this.ready) this.world.lost(this);
      }
    );
  }

  #error({ error }: ParsedPresence): void {
    if (this.state === 'joining') this.#refused(whyNotIn(error));
    else this.#settle(whyNotIn(error));
  }

  #refused(code: ErrorCode): void {
    clearTimeout(this.#subjectTimer);
    this.#subjectTimer = undefined;
    this.state = 'out';
    this.occupants.clear();
    this.world.problem(this, code);
    this.world.changed(this);
    this.#fulfil(new AppError(code));
  }

  #out(told: MucUser): void {
    const why = whyOut(told);
    this.reset();
    if (why) this.world.problem(this, why);
    else this.world.lost(this);
  }

  #fulfil(error?: AppError, wish = this.#entering): void {
    if (!wish || wish !== this.#entering) return;
    this.#entering = undefined;
    clearTimeout(wish.timer);
    if (error) wish.reject(error);
    else wish.resolve();
  }

  #settle(problem?: ErrorCode): void {
    const wish = this.#renaming;
    if (!wish) return;
    this.#renaming = undefined;
    clearTimeout(wish.timer);
    if (problem) wish.reject(new AppError(problem));
    else wish.resolve();
  }

  /** Lines are written in private rooms; of a channel's coming and going only what happened to the user. */
  #happened(event: RoomEvent, isSelf: boolean): void {
    if (!isSelf && !this.isPrivate) return;
    const time = this.world.now();
    this.world.store({
      chat: this.address,
      kind: 'room',
      archive: this.address,
      mine: false,
      sender: `${this.address}/${event.who ?? ''}`,
      time,
      stamp: time,
      markable: false,
      wantsReceipt: false,
      event: isSelf ? { ...event, me: true } : event
    });
    if (event.kind !== 'nick') this.world.stale(this);
  }

  // XEP-0045 §15.6: 104 and 170 to 174 are about the settings; an item is somebody's new affiliation (§9.3, §9.6).
  #announced({ statuses, items }: MucUser): void {
    const isAboutSettings = [104, 170, 171, 172, 173, 174].some((status) => statuses.has(status));
    if (isAboutSettings || items.length > 0) this.world.stale(this);
  }
}
