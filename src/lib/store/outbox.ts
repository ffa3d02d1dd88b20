import { under, type Database, type WriteTx } from './schema';

/** Something that the user did and the server must learn. */
export type Task =
  /** Sends the message row of that id. */
  | { kind: 'message'; chat: string; id: string }
  | SayTask
  /** Tells our devices (XEP-0490) and, with `marker`, them (XEP-0333) how far the user has read. */
  | { kind: 'read'; chat: string; archiveId?: string; marker?: string; room?: true }
  | { kind: 'roster-set'; address: string; name: string }
  | { kind: 'roster-remove'; address: string }
  | { kind: 'presence'; address: string; type: 'subscribe' | 'subscribed' | 'unsubscribed'; token?: string }
  | { kind: 'block'; address: string; blocked: boolean }
  /** Tells the contacts what the user calls themselves (XEP-0172). */
  | { kind: 'nick'; name: string }
  /** Makes the server hold the user's picture (XEP-0084) as its row says; the address is the account's. */
  | { kind: 'picture'; address: string }
  /**
   * Makes the user's node of stickers (XEP-0449) hold a pack as its row says; without a row it goes, which is under `published` there.
   * The address is the pack's key.
   */
  | { kind: 'pack'; address: string; key: string; published?: string }
  /** Makes the user's list of rooms (XEP-0402) say of this one what its row says; who left goes out. */
  | { kind: 'bookmark'; address: string }
  /** Makes somebody a member and tells them (XEP-0045 §9.3, XEP-0249). */
  | { kind: 'room-invite'; address: string; person: string }
  | { kind: 'room-decline'; address: string; by: string };

/** Says something about a message (decision 7): `about` is its row, `wire` the stanza's own id, the same however often it is sent. */
export type SayTask = { chat: string; about: string; wire: string } & (
  { kind: 'reaction'; emoji: string[] } | { kind: 'edit'; text: string } | { kind: 'retraction' }
);

/** What is said in a chat, in the order in which it was. */
export type ChatTask = SayTask | { kind: 'message'; chat: string; id: string };

/** What is done in no order with what is said. */
export type ErrandTask = Exclude<Task, ChatTask>;

/** Whether a task says something in a chat. */
export function isSaid(task: Task): task is ChatTask {
  return task.kind === 'message' || isAbout(task);
}

/** Whether a task says something about a message. */
export function isAbout(task: Task): task is SayTask {
  return 'about' in task;
}

/** A task in its place in the queue. */
export interface OutboxRow {
  account: string;
  /** Ascending in the order in which things were done. */
  seq: number;
  task: Task;
  /** It may be on its way, or have arrived: what it says stays as it is. Messages only. */
  tried?: true;
}

/** All tasks, oldest first. */
export function loadOutbox(db: Database, account: string): Promise<OutboxRow[]> {
  return db.getAll('outbox', under(account));
}

/**
 * Queues a task. A newer `read` of a chat replaces an older one, newer reactions to a message older ones; an opposite of the same kind
 * simply follows it.
 */
export async function addTask(tx: WriteTx, account: string, task: Task): Promise<void> {
  const store = tx.objectStore('outbox');
  const newest = await store.openKeyCursor(under(account), 'prev');
  if (task.kind === 'read') await forgetReads(tx, account, task.chat);
  if (task.kind === 'reaction') await forgetSaid(tx, account, task.about, 'reaction');
  await store.put({ account, seq: Math.max((newest?.key[1] ?? 0) + 1, Date.now() * 1000), task });
}

async function forgetReads(tx: WriteTx, account: string, chat: string): Promise<void> {
  const store = tx.objectStore('outbox');
  for (const { seq, task } of await store.getAll(under(account)))
    if (task.kind === 'read' && task.chat === chat) await store.delete([account, seq]);
}

/** Drops what waits to be said about a message. */
export async function forgetSaid(
  tx: WriteTx,
  account: string,
  id: string,
  kind: SayTask['kind'] | 'all' = 'all'
): Promise<void> {
  const store = tx.objectStore('outbox');
  for (const { seq, task } of await store.getAll(under(account)))
    if (isAbout(task) && task.about === id && (kind === 'all' || kind === task.kind))
      await store.delete([account, seq]);
}

/** The task that says what has this id on the wire, while it is queued. */
export async function findSayTask(
  tx: WriteTx,
  account: string,
  wire: string
): Promise<{ seq: number; task: SayTask } | undefined> {
  for (const { seq, task } of await tx.objectStore('outbox').getAll(under(account)))
    if (isAbout(task) && task.wire === wire) return { seq, task };
  return undefined;
}

/** Drops what would be said with this id on the wire. */
export async function forgetWire(tx: WriteTx, account: string, wire: string): Promise<void> {
  const row = await findSayTask(tx, account, wire);
  if (row) await tx.objectStore('outbox').delete([account, row.seq]);
}

/** The task that sends a message, while it is queued. */
export function findMessageTask(tx: WriteTx, account: string, id: string): Promise<OutboxRow | undefined> {
  return tx.objectStore('outbox').index('message').get([account, id]);
}
