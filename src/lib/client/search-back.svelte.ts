import { toAppError, type AppError } from '../base/errors';
import type { App } from './app.svelte';

/** The search in what is not on this device: what the archive has comes into the database, page by page. */
export class SearchBack {
  running = $state(false);
  /** Nothing older is in the archive. */
  done = $state(false);
  /** How far back it came, milliseconds. */
  until = $state<number>();
  /** How many messages came. */
  fetched = $state(0);
  error = $state.raw<AppError>();
  readonly #app: App;
  readonly #chat: string | undefined;
  #turn = 0;

  constructor(app: App, chat: string | undefined) {
    this.#app = app;
    this.#chat = chat;
  }

  /** Goes back until the archive's end, or until it is stopped. */
  async run(text: string): Promise<void> {
    const turn = ++this.#turn;
    Object.assign(this, { running: true, done: false, until: undefined, fetched: 0, error: undefined });
    const query = { text, ...(this.#chat !== undefined && { chat: this.#chat }) };
    try {
      let next: string | undefined;
      while (turn === this.#turn && !this.done) {
        const page = await this.#app.api.searchBack(query, next);
        if (turn !== this.#turn) return;
        next = page.next;
        this.done = next === undefined;
        this.until = page.until ?? this.until;
        this.fetched += page.fetched;
      }
    } catch (thrown) {
      if (turn === this.#turn) this.error = toAppError(thrown);
    } finally {
      if (turn === this.#turn) this.running = false;
    }
  }

  stop(): void {
    this.#turn++;
    this.running = false;
    this.done = false;
  }
}
