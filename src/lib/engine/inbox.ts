import { loadCoverage, saveCoverage, type Edge } from '../store/coverage';
import { LeaseLost, write, type Lease } from '../store/write';
import type { Context } from './context';
import { MESSAGE_STORES, MessageCommit, type Receipt } from './commit';
import type { Incoming } from './incoming';

/** How long a live message waits, milliseconds, before it moves the archive's cursor; see decision 1, rule 6. */
export const SETTLE = 10_000;
const BATCH = 100;

/** What the inbox tells its session. */
export interface InboxEvents {
  /** After the commit. */
  receipts(owed: Receipt[]): void;
  /** The database can't take more; `thrown` says why. Nothing of it was acknowledged. */
  failed(thrown: unknown): void;
}

/**
 * Takes live messages in the order in which they came and commits them, several at once when they come faster than the
 * database. Archived ones are committed by `Archive` through the same {@link MessageCommit}.
 */
export class Inbox {
  #queue: Incoming[] = [];
  #running: Promise<void> | undefined;
  #open = false;
  #stopped = false;
  #young: { edge: Edge; arrived: number }[] = [];

  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly knownSince: () => number,
    private readonly events: InboxEvents
  ) {}

  /** Takes a live message. Until {@link open} it waits for the archive. */
  push(message: Incoming): void {
    this.#queue.push(message);
    this.#start();
  }

  /** The archive is read up to now: from here on, live messages continue it. */
  open(): void {
    this.#open = true;
    this.#start();
  }

  /** A new stream begins: live messages wait again. */
  close(): void {
    this.#open = false;
    this.#young = [];
  }

  /** Nothing more is committed. */
  stop(): void {
    this.#stopped = true;
    this.#queue = [];
  }

  /** Resolves when everything that was pushed is committed. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
    if (this.#queue.length === 0 || this.#stopped) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
  readonly #waiting: (() => void)[] = [];

  #start(): void {
    if (!this.#open || this.#running || this.#stopped) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#queue.length === 0 || this.#stopped) for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }

  async #run(): Promise<void> {
    while (this.#open && this.#queue.length > 0 && !this.#stopped) {
      const batch = this.#queue.slice(0, BATCH);
      try {
        await this.#commit(batch);
      } catch (thrown) {
        if (thrown instanceof LeaseLost || (thrown instanceof Error && thrown.name === 'AppError')) {
          this.stop();
          this.events.failed(thrown);
          return;
        }
        await this.#commitOneByOne(batch);
      }
      this.#queue.splice(0, batch.length);
    }
  }

  /** One message that can't be stored must not stop the others (SECURITY 2). */
  async #commitOneByOne(batch: Incoming[]): Promise<void> {
    for (const message of batch) {
      try {
        await this.#commit([message]);
      } catch (thrown) {
        this.context.log('a message was set aside', thrown);
      }
    }
  }

  async #commit(batch: Incoming[]): Promise<void> {
    const { db, account, announce, now } = this.context;
    const young: { edge: Edge; arrived: number }[] = [];
    const receipts = await write(db, announce, this.lease, MESSAGE_STORES, async (tx, topics) => {
      const commit = new MessageCommit(tx, topics, account, this.knownSince(), now());
      for (const message of batch) {
        const order = await commit.store(message, 'all');
        if (message.archiveId)
          young.push({ edge: { id: message.archiveId, order, time: message.stamp }, arrived: now() });
      }
      await commit.finish();
      const settled = this.#young.findLast(({ arrived }) => arrived <= now() - SETTLE);
      if (settled) {
        const intervals = await loadCoverage(tx, account, account);
        const top = intervals.at(-1);
        if (top && settled.edge.order > top.to.order) {
          top.to = settled.edge;
          await saveCoverage(tx, account, account, intervals);
        }
      }
      return commit.receipts;
    });
    this.#young = [...this.#young.filter(({ arrived }) => arrived > now() - SETTLE), ...young];
    if (receipts.length > 0) this.events.receipts(receipts);
  }
}
