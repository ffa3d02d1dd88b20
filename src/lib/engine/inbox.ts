import { loadCoverage, saveCoverage, type Edge } from '../store/coverage';
import { under, type WriteTx } from '../store/schema';
import { LeaseLost, write, type Lease } from '../store/write';
import type { Context } from './context';
import { MESSAGE_STORES, MessageCommit, type Receipt } from './commit';
import type { EncryptionLater } from './encryption-later';
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

/** The archive's place of a live message that may become the cursor. */
interface Young {
  /** Whose archive it is. */
  archive: string;
  edge: Edge;
  arrived: number;
  /** The newest own message that was not known to have arrived: it may stand below in the archive. */
  unsure: number;
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
  #failure: Error | undefined;
  #young: Young[] = [];

  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly knownSince: () => number,
    private readonly events: InboxEvents,
    private readonly encryption?: EncryptionLater
  ) {}

  /** Takes a live message. Until {@link open} it waits for the archive. */
  push(message: Incoming): void {
    if (this.#failure !== undefined) return;
    this.#queue.push(message);
    this.#start();
  }

  /** The archive is read up to now: from here on, live messages continue it. */
  open(): void {
    this.#open = true;
    this.#start();
  }

  /** A connection begins: what could not be stored comes again, since nothing of it was acknowledged. */
  recover(): void {
    this.#failure = undefined;
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

  /** Resolves when everything that was pushed is committed; fails when it can't be. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
    if (this.#queue.length > 0 && !this.#stopped) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#failure !== undefined) throw this.#failure;
  }
  readonly #waiting: (() => void)[] = [];

  #start(): void {
    if (!this.#open || this.#running || this.#stopped) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      // What came after the last look at the queue.
      if (this.#queue.length > 0) this.#start();
      if (this.#queue.length === 0 || this.#stopped) for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }

  async #run(): Promise<void> {
    while (this.#open && this.#queue.length > 0 && !this.#stopped) {
      const batch = this.#queue.slice(0, BATCH);
      try {
        await this.#commit(batch).catch((thrown: unknown) => this.#commitOneByOne(batch, thrown));
      } catch (thrown) {
        return this.#fail(thrown);
      }
      this.#queue.splice(0, batch.length);
    }
  }

  #fail(thrown: unknown): void {
    this.#queue = [];
    if (thrown instanceof LeaseLost) this.#stopped = true;
    else this.#failure = thrown instanceof Error ? thrown : new Error(String(thrown));
    this.events.failed(thrown);
  }

  /** One message that can't be stored must not stop the others (SECURITY 2). */
  async #commitOneByOne(batch: Incoming[], failure: unknown): Promise<void> {
    if (isOfAll(failure)) throw failure;
    for (const message of batch) {
      try {
        await this.#commit([message]);
      } catch (thrown) {
        if (isOfAll(thrown)) throw thrown;
        this.context.log('a message was set aside', thrown);
      }
    }
  }

  async #commit(batch: Incoming[]): Promise<void> {
    const { db, account, announce, now } = this.context;
    const young: Young[] = [];
    const unsealer = await this.encryption?.unsealer(batch);
    const receipts = await write(db, announce, this.lease, MESSAGE_STORES, async (tx, topics) => {
      const commit = new MessageCommit(tx, topics, account, this.knownSince(), now(), unsealer);
      const unsure = await unsureMessages(tx, account);
      for (const message of batch) {
        const order = await commit.store(message, 'all');
        if (message.archiveId)
          young.push({
            archive: message.archive,
            edge: { id: message.archiveId, order, time: message.stamp },
            arrived: now(),
            unsure: Math.max(...seqsIn(unsure, message.archive))
          });
      }
      await commit.finish();
      const settled = this.#young.filter(
        (one) => one.arrived <= now() - SETTLE && seqsIn(unsure, one.archive).every((seq) => seq > one.unsure)
      );
      for (const { archive, edge } of new Map(settled.map((one) => [one.archive, one])).values()) {
        const intervals = await loadCoverage(tx, account, archive);
        const top = intervals.at(-1);
        if (!top || edge.order <= top.to.order) continue;
        top.to = edge;
        await saveCoverage(tx, account, archive, intervals);
      }
      return commit.receipts;
    });
    this.#young = [...this.#young.filter(({ arrived }) => arrived > now() - SETTLE), ...young];
    this.encryption?.settle(unsealer);
    if (receipts.length > 0) this.events.receipts(receipts);
  }
}

interface Unsure {
  seq: number;
  /** Where it will stand: one that waits for a room holds no other cursor back. */
  archive: string;
}

/** Own messages of which nobody here knows whether they arrived, by their place in the outbox. */
async function unsureMessages(tx: WriteTx, account: string): Promise<Unsure[]> {
  const tasks = await tx.objectStore('outbox').index('message').getAll(under(account));
  const unsure: Unsure[] = [];
  for (const { seq, task } of tasks) {
    if (task.kind !== 'message') continue;
    const chat = await tx.objectStore('chats').get([account, task.chat]);
    unsure.push({ seq, archive: chat?.kind === 'room' ? task.chat : account });
  }
  return unsure;
}

function seqsIn(unsure: Unsure[], archive: string): number[] {
  return unsure.filter((one) => one.archive === archive).map(({ seq }) => seq);
}

/** Whether every other stanza would fail as well: for the database, or the lease. */
export function isOfAll(thrown: unknown): thrown is Error {
  return thrown instanceof LeaseLost || (thrown instanceof Error && thrown.name === 'AppError');
}
