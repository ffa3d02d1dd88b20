import { placeAbove } from '../store/messages';
import { under } from '../store/schema';
import type { Context } from './context';
import { entryOf, type SearchIndex } from './search-index';

/** How many rows are read at once: few enough that the session never waits for them. */
const CHUNK = 250;
/** What is kept in memory at most; all of it together is about 100 MB then. */
const MOST_MESSAGES = 300_000;
const MOST_CHARACTERS = 40_000_000;
/** Reading a chat again takes at most one part of so many of the time. */
const SHARE = 10;

/** How far a chat was read, from its newest message down. */
interface Progress {
  /** What stands below is not read yet. */
  before: number;
  /** The newest that is not read yet stands here or below. */
  top: number;
  done: boolean;
}

/** Reads the stored history into an index, newest first over all chats, and again what changed. */
export class SearchReader {
  readonly #chats = new Map<string, Progress>();
  /** Chats in which something changed: their newest part is read at once. */
  readonly #changed = new Set<string>();
  /** Chats that changed and are larger than that part: read again when there is time. */
  readonly #stale = new Set<string>();
  #again: [chat: string, progress: Progress] | undefined;
  #restUntil = 0;
  #begun = false;
  #cappedAt: number | undefined;

  constructor(
    private readonly context: Context,
    private readonly index: SearchIndex
  ) {}

  /** The place above which everything is read, of one chat or of all; `-Infinity`: all of it is. */
  settledAbove(chat: string | undefined): number {
    if (!this.#begun) return Infinity;
    if (this.#cappedAt !== undefined) return -Infinity;
    const waiting = chat === undefined ? [...this.#chats.values()] : [this.#chats.get(chat)];
    return Math.max(-Infinity, ...waiting.map((one) => (one && !one.done ? one.top : -Infinity)));
  }

  /** Too much is stored: what is older than this was left out; milliseconds. */
  get cappedAt(): number | undefined {
    return this.#cappedAt === undefined ? undefined : Math.floor(this.#cappedAt / 1000);
  }

  /** What stands in a chat is not what it was. */
  changed(chat: string): void {
    this.#changed.add(chat);
  }

  /**
   * Reads the next part: of these chats first; `undefined` among them wants all. Returns how long to wait until there is more to
   * do, milliseconds.
   */
  async step(wanted: readonly (string | undefined)[]): Promise<number> {
    if (!this.#begun) await this.#begin();
    const all = wanted.includes(undefined);
    const changed = [...this.#changed].find((chat) => all || wanted.includes(chat));
    const next = this.#next(wanted, all);
    if (changed !== undefined) await this.#readNewest(changed);
    else if (next) await this.#read(...next);
    else return this.#readAgain();
    return 0;
  }

  async #begin(): Promise<void> {
    const { db, account } = this.context;
    for (const { chat, lastOrder } of await db.getAll('chats', under(account)))
      this.#chats.set(chat, { before: Infinity, top: lastOrder, done: false });
    this.#begun = true;
  }

  #next(wanted: readonly (string | undefined)[], all: boolean): [string, Progress] | undefined {
    if (this.#cappedAt !== undefined) return undefined;
    const open = [...this.#chats].filter(([, { done }]) => !done);
    const first = open.find(([chat]) => wanted.includes(chat));
    if (first || !all) return first;
    return open.reduce<[string, Progress] | undefined>((a, b) => (a && a[1].top >= b[1].top ? a : b), undefined);
  }

  async #read(chat: string, progress: Progress): Promise<void> {
    const { db, account } = this.context;
    const { before } = progress;
    const from = await placeAbove(db, account, chat, before, CHUNK);
    const range = IDBKeyRange.bound([account, chat, from ?? -Infinity], [account, chat, before], false, true);
    const rows = from === undefined ? [] : await db.getAllFromIndex('messages', 'place', range);
    const entries = rows.flatMap((row) => entryOf(row) ?? []);
    progress.done = rows.length < CHUNK;
    // With nothing left below, what was known there is gone.
    this.index.replace(chat, progress.done ? -Infinity : (from ?? -Infinity), before, entries);
    progress.before = from ?? before;
    progress.top = progress.before;
    const { size, characters } = this.index;
    if (size > MOST_MESSAGES || characters > MOST_CHARACTERS) this.#cappedAt ??= this.settledAbove(undefined);
  }

  async #readNewest(chat: string): Promise<void> {
    this.#changed.delete(chat);
    const progress: Progress = { before: Infinity, top: Infinity, done: false };
    await this.#read(chat, progress);
    const known = this.#chats.get(chat);
    if (!known) this.#chats.set(chat, progress);
    if (!known || progress.done) return;
    this.#stale.add(chat);
    // Older history may have been fetched below what was the oldest.
    if (known.done) Object.assign(known, { done: false, top: known.before });
  }

  async #readAgain(): Promise<number> {
    const [stale] = this.#stale;
    if (!this.#again && stale !== undefined) {
      this.#stale.delete(stale);
      this.#again = [stale, { before: Infinity, top: Infinity, done: false }];
    }
    if (!this.#again) return Infinity;
    const now = Date.now();
    if (now < this.#restUntil) return this.#restUntil - now;
    await this.#read(...this.#again);
    if (this.#again[1].done) this.#again = undefined;
    this.#restUntil = Date.now() + (Date.now() - now) * SHARE;
    return 0;
  }
}
