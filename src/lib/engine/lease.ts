import { randomId } from '../base/id';
import { changeAccount } from '../store/account';
import type { Database } from '../store/schema';
import { write, type Announce, type Lease } from '../store/write';
import type { ChannelMessage } from './api';

/** How long a holder may take to answer, and how often a visible page asks; milliseconds (DESIGN §4). */
const ANSWER = 500;
const EVERY = 1000;
/** When the database is tried again that could not be written, milliseconds. */
const AGAIN = 10_000;

/** The part of `navigator.locks` that is needed. */
export interface Locks {
  request(
    name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    callback: () => Promise<void>
  ): Promise<void>;
}

/** What the lock works with. */
export interface LockOptions {
  account: string;
  db: Database;
  locks: Locks;
  announce: Announce;
  /** Sends to the other contexts; their messages come in by {@link SessionLock.hear}. */
  post(message: ChannelMessage): void;
  /** This context may run the session now, and must stop when `signal` aborts. */
  held(lease: Lease, signal: AbortSignal): void;
}

/**
 * Waits for the one lock of an account, takes it from a holder that does not answer, and raises the lease so that the one
 * who lost it can't write any more (decision 1, rule 7).
 */
export class SessionLock {
  #visible = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ping: { id: string; answered: () => void } | undefined;
  #held: AbortController | undefined;
  readonly #ended = new AbortController();

  constructor(private readonly options: LockOptions) {
    void this.#wait({ signal: this.#ended.signal });
  }

  /** Whether this context holds the session. */
  get holds(): boolean {
    return this.#held !== undefined;
  }

  /** Only a visible page takes the session from another. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) this.#watch();
  }

  /** Takes what the other contexts say. */
  hear(message: ChannelMessage): void {
    if (message.type === 'ping' && this.holds) this.options.post({ type: 'pong', id: message.id });
    if (message.type === 'pong' && message.id === this.#ping?.id) this.#ping.answered();
  }

  /** Takes the session at once, whoever holds it. */
  async steal(): Promise<void> {
    if (!this.holds) await this.#wait({ steal: true });
  }

  /** Lets go for good. */
  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    this.#ended.abort();
    this.#held?.abort();
  }

  /** Resolves once the lock is held; it stays held until it is stolen or {@link end}ed. */
  #wait(how: { steal: true } | { signal: AbortSignal }): Promise<void> {
    return new Promise((resolve) => {
      const { account, locks } = this.options;
      const held = new AbortController();
      locks
        .request(`kith:${account}`, how, async () => {
          const lease = await this.#raise();
          resolve();
          if (!lease || this.#ended.signal.aborted || held.signal.aborted) return;
          clearTimeout(this.#timer);
          this.#held = held;
          this.options.held(lease, held.signal);
          await new Promise<void>((release) => held.signal.addEventListener('abort', () => release()));
        })
        // Stolen, or ended while waiting: either way it is not ours (Web Locks §5.3).
        .catch((thrown: unknown) => this.#lost(held, thrown))
        .finally(resolve);
    });
  }

  #lost(held: AbortController, thrown: unknown): void {
    held.abort();
    const wasStolen = this.#held === held || (thrown instanceof DOMException && thrown.name === 'AbortError');
    if (this.#held === held) this.#held = undefined;
    if (this.#ended.signal.aborted) return;
    if (wasStolen) void this.#wait({ signal: this.#ended.signal });
    // The lease could not be raised: a full disk may have room later.
    else this.#retry = setTimeout(() => void this.#wait({ signal: this.#ended.signal }), AGAIN);
    this.#watch();
  }

  async #raise(): Promise<Lease | undefined> {
    const { db, account, announce } = this.options;
    return write(db, announce, undefined, ['accounts'], async (tx) => {
      const row = await tx.objectStore('accounts').get(account);
      if (!row) return undefined;
      const number = row.lease + 1;
      await changeAccount(tx, account, { lease: number });
      return { account, number };
    });
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.holds || !this.#visible || this.#ended.signal.aborted) return;
    const id = randomId();
    this.#ping = {
      id,
      answered: () => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#watch(), EVERY);
      }
    };
    this.options.post({ type: 'ping', id });
    this.#timer = setTimeout(() => {
      if (!this.holds && this.#visible) void this.steal();
    }, ANSWER);
  }
}
