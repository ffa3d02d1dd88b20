import { toAppError, type AppError } from '../base/errors';
import type { Topic } from '../engine/api';
import type { Engine } from './engine';

const HIDDEN_PAUSE = 250;

/**
 * A query whose answer is kept true: it runs again whenever one of its topics changed, one run at a time and at most
 * once a frame.
 */
export class Live<T> {
  /** The newest answer; absent until the first. */
  value = $state.raw<T>();
  /** Why the newest run failed; the value before it stays. */
  error = $state.raw<AppError>();

  readonly #query: () => Promise<T>;
  readonly #ends: (() => void)[];
  #scheduled = false;
  #running = false;
  #dirty = false;
  #ended = false;

  constructor(engine: Engine, topics: Iterable<Topic>, query: () => Promise<T>) {
    this.#query = query;
    const wanted = new Set(topics);
    this.#ends = [
      engine.listen((message) => {
        if (message.type === 'changed' && message.topics.some((topic) => wanted.has(topic))) this.refresh();
      }),
      engine.onRestart(() => this.refresh())
    ];
    void this.#run();
  }

  /** Asks again, soon. Safe to call as often as you like. */
  refresh(): void {
    if (this.#running) this.#dirty = true;
    else if (!this.#scheduled && !this.#ended) {
      this.#scheduled = true;
      const run = (): void => void this.#run();
      if (document.visibilityState === 'visible') requestAnimationFrame(run);
      else setTimeout(run, HIDDEN_PAUSE);
    }
  }

  /** Ends it: no run begins any more and no answer is taken. */
  destroy(): void {
    this.#ended = true;
    for (const end of this.#ends) end();
  }

  async #run(): Promise<void> {
    this.#scheduled = false;
    if (this.#ended || this.#running) return;
    this.#running = true;
    this.#dirty = false;
    try {
      const value = await this.#query();
      if (!this.#ended) [this.value, this.error] = [value, undefined];
    } catch (thrown) {
      if (!this.#ended) this.error = toAppError(thrown);
    } finally {
      this.#running = false;
    }
    if (this.#dirty) this.refresh();
  }
}
