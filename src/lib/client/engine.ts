import { AppError } from '../base/errors';
import { connect, type Remote } from '../base/rpc';
import { CHANNEL, LEAVE, type ChannelMessage, type EngineApi } from '../engine/api';
import workerUrl from '../engine/engine.worker.ts?worker&url';
import { trustedScript } from './trusted';

const ANSWER_WITHIN = 2_000;
/** How long a page that is left waits for its worker, milliseconds. */
const LEAVE_WITHIN = 30;
/** A worker that has never answered may still be on its way over a slow network, or opening a large database. */
const START_WITHIN = 60_000;

/** The engine's methods as the page calls them. */
export type EngineRemote = Remote<EngineApi>;

type Listener = (message: ChannelMessage) => void;

/**
 * The page's hold on its engine worker. A phone may freeze a worker for good, so it is asked for a sign of life when the
 * page becomes visible, and replaced when it gives none: nothing of value lives only in its memory.
 */
export class Engine {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #listeners = new Set<Listener>();
  readonly #restarted = new Set<() => void>();
  #worker: Worker;
  #started = false;
  #calls: ReturnType<typeof connect<EngineApi>>;

  constructor() {
    [this.#worker, this.#calls] = this.#launch();
    this.#channel.addEventListener('message', ({ data }: MessageEvent<ChannelMessage>) => {
      for (const listener of this.#listeners) listener(data);
    });
    for (const type of ['online', 'offline']) {
      addEventListener(type, () => void this.api.setOnline(type === 'online').catch(() => undefined));
    }
    document.addEventListener('visibilitychange', () => this.#shown());
    addEventListener('pagehide', ({ persisted }) => persisted && this.#leave());
    addEventListener('pageshow', ({ persisted }) => persisted && this.#restart());
    this.#shown();
  }

  /** The methods of the worker that runs now. */
  get api(): EngineRemote {
    return this.#calls.remote;
  }

  /** Says something to every context of this origin. */
  post(message: ChannelMessage): void {
    this.#channel.postMessage(message);
  }

  /** Hears what the contexts of this origin say; the answer ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs when a new worker took over: everything that was asked must be asked again. */
  onRestart(listener: () => void): () => void {
    this.#restarted.add(listener);
    return () => this.#restarted.delete(listener);
  }

  #launch(): [Worker, ReturnType<typeof connect<EngineApi>>] {
    const worker = new Worker(trustedScript(workerUrl), { type: 'module', name: 'kith' });
    const calls = connect<EngineApi>(worker);
    worker.addEventListener('error', (event) => {
      if (worker === this.#worker) calls.fail(new AppError('unknown', event.message || 'the engine did not start'));
    });
    return [worker, calls];
  }

  #shown(): void {
    const visible = document.visibilityState === 'visible';
    // A dead worker can't answer this; the ping below finds that out.
    this.api.setVisible(visible).catch(() => undefined);
    if (visible) void this.#probe();
  }

  async #probe(): Promise<void> {
    const worker = this.#worker;
    const silent = Symbol('silent');
    const within = this.#started ? ANSWER_WITHIN : START_WITHIN;
    const limit = new Promise((resolve) => setTimeout(() => resolve(silent), within));
    // A worker that says why it can't work is alive: another one would say the same.
    const answer = await Promise.race([this.api.ping().catch(() => true), limit]);
    if (worker !== this.#worker) return;
    if (answer === silent) this.#restart();
    else this.#started = true;
  }

  /**
   * A page that is kept for going back is frozen with its worker. WebKit would never end what that was reading or writing, and nobody
   * else could use the database: so it ends it itself, for which it needs a moment before the page is frozen.
   */
  #leave(): void {
    this.#worker.postMessage(LEAVE);
    const until = performance.now() + LEAVE_WITHIN;
    while (performance.now() < until);
    this.#worker.terminate();
  }

  #restart(): void {
    this.#worker.terminate();
    this.#started = false;
    const { fail } = this.#calls;
    [this.#worker, this.#calls] = this.#launch();
    fail(new AppError('timeout', 'the engine gave no answer'));
    this.#shown();
    for (const listener of this.#restarted) listener();
  }
}
