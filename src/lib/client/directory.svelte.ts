import { SvelteMap } from 'svelte/reactivity';
import { toAppError, type AppError } from '../base/errors';
import type { RoomPage, RoomPreview } from '../engine/api-rooms';
import type { App } from './app.svelte';
import { withShownName, type Shown } from './shown-name';

/** How long somebody who types is waited for, milliseconds. */
const PAUSE = 300;

/** The groups that anybody on the server can find: page by page, or what a search finds. */
export class Directory {
  /** Whether an answer is waited for. */
  loading = $state(true);
  /** Why the newest question was not answered. */
  error = $state.raw<AppError>();
  /** More can be asked for. */
  next = $state<string>();
  readonly #app: App;
  readonly #rooms = new SvelteMap<string, Shown<RoomPreview>>();
  readonly #seen = new Set<string>();
  #words = '';
  /** Answers to older questions are not taken. */
  #turn = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App) {
    this.#app = app;
    void this.#ask();
  }

  readonly rooms = $derived.by(() => [...this.#rooms.values()]);

  /** What is searched for; empty for all. Asked once the typing pauses. */
  get words(): string {
    return this.#words;
  }

  search(words: string): void {
    if (words.trim() === this.#words) return;
    this.#words = words.trim();
    this.#turn++;
    this.loading = true;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#ask(), PAUSE);
  }

  /** Asks for what follows, once at a time. */
  more(): void {
    if (!this.loading && !this.error && this.next !== undefined) void this.#ask(this.next);
  }

  /** A group of the list is on the screen: asks once what the list does not tell of it. */
  async look(address: string): Promise<void> {
    if (this.#seen.has(address)) return;
    this.#seen.add(address);
    try {
      const room = await this.#app.api.lookUpRoom(address);
      if (this.#rooms.has(address)) this.#rooms.set(address, withShownName(room));
    } catch (thrown) {
      // Its name stands there already; why nobody can look at it is said to who wants to enter.
      console.debug('kith: no facts of a group', thrown);
    }
  }

  /** Asks again what was not answered. */
  retry(): void {
    if (!this.loading) void this.#ask(this.next);
  }

  destroy(): void {
    this.#turn++;
    clearTimeout(this.#pause);
  }

  async #ask(after?: string): Promise<void> {
    const turn = ++this.#turn;
    this.loading = true;
    this.error = undefined;
    try {
      const page = await this.#page(after);
      if (turn === this.#turn) this.#take(page, after === undefined);
    } catch (thrown) {
      if (turn === this.#turn) this.error = toAppError(thrown);
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  #page(after: string | undefined): Promise<RoomPage> {
    const { api } = this.#app;
    if (this.#words) return api.searchRooms(this.#words);
    return after === undefined ? api.publicRooms() : api.publicRooms(after);
  }

  #take({ rooms, next }: RoomPage, first: boolean): void {
    if (first) {
      this.#rooms.clear();
      this.#seen.clear();
    }
    for (const room of rooms) this.#rooms.set(room.address, withShownName(room));
    // A server that names the same place again would be asked for ever (XEP-0059 §2.2).
    this.next = this.#words || next === this.next ? undefined : next;
  }
}
