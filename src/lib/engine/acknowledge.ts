import { loadChat } from '../store/chats';
import { isForward } from '../store/messages';
import { findSayTask, type Task } from '../store/outbox';
import type { WriteTx } from '../store/schema';
import { settleReaction } from './apply-annotation';
import type { Incoming } from './incoming';
import { rowOfWire } from './take-back';

/** The server has what a task said. Needs `messages` and `chats`. */
export async function acknowledge(tx: WriteTx, topics: Set<string>, account: string, task: Task, now: number) {
  if (task.kind === 'message') return markSent(tx, topics, account, task.id);
  if (task.kind !== 'reaction') return;
  const row = await tx.objectStore('messages').get([account, task.about]);
  if (row) await tx.objectStore('messages').put(settleReaction(row, task.wire, now));
}

/**
 * Whether it is what the user said here about a message: it has arrived, and needs not be said again. The message's row has it already.
 * `stamp`: milliseconds by the archive's clock. Needs `messages`, `chats` and `outbox`.
 */
export async function isOwnEcho(
  tx: WriteTx,
  topics: Set<string>,
  account: string,
  { chat, mine, perhapsMine, wireId }: Incoming,
  stamp: number
): Promise<boolean> {
  if (wireId === undefined || rowOfWire(wireId) === undefined || (!mine && !perhapsMine)) return false;
  const queued = await findSayTask(tx, account, wireId);
  if (queued?.task.chat !== chat) return false;
  await tx.objectStore('outbox').delete([account, queued.seq]);
  await acknowledge(tx, topics, account, queued.task, stamp);
  return true;
}

async function markSent(tx: WriteTx, topics: Set<string>, account: string, id: string): Promise<void> {
  const row = await tx.objectStore('messages').get([account, id]);
  if (!row || row.status === 'failed' || !isForward(row.status, 'sent')) return;
  row.status = 'sent';
  await tx.objectStore('messages').put(row);
  topics.add(`chat:${row.chat}`);
  const chat = await loadChat(tx, account, row.chat);
  if (chat.preview?.id !== id) return;
  await tx.objectStore('chats').put({ ...chat, preview: { ...chat.preview, status: 'sent' } });
  topics.add('chats');
}
