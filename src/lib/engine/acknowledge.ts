import { loadChat } from '../store/chats';
import { isForward } from '../store/messages';
import type { Task } from '../store/outbox';
import type { WriteTx } from '../store/schema';
import { settleReaction } from './apply-annotation';

/** The server has what a task said. Needs `messages` and `chats`. */
export async function acknowledge(tx: WriteTx, topics: Set<string>, account: string, task: Task, now: number) {
  if (task.kind === 'message') return markSent(tx, topics, account, task.id);
  if (task.kind !== 'reaction') return;
  const row = await tx.objectStore('messages').get([account, task.about]);
  if (row) await tx.objectStore('messages').put(settleReaction(row, task.wire, now));
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
