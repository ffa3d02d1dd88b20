import type { ErrorCode } from '../base/errors';
import { under, type StoreName, type WriteTx } from '../store/schema';
import { deleteMessages, failMessage } from '../store/sending';

/** What {@link failWaiting} touches. */
export const WAITING_STORES: StoreName[] = ['outbox', 'messages', 'chats'];

/** The messages that wait for a room failed: their lines say why, and what can be done. */
export async function failWaiting(
  tx: WriteTx,
  topics: Set<string>,
  account: string,
  room: string,
  error: ErrorCode
): Promise<void> {
  for (const { task } of await tx.objectStore('outbox').getAll(under(account))) {
    if (task.kind !== 'message' || task.chat !== room) continue;
    const row = await tx.objectStore('messages').get([account, task.id]);
    if (row) await failMessage(tx, topics, row, error);
  }
}

/** Forgets what is stored of a room that the user has left for good, and what waits for it. */
export async function forgetConversation(tx: WriteTx, account: string, room: string): Promise<void> {
  await deleteMessages(tx, account, room);
  await tx.objectStore('coverage').delete([account, room, '']);
  await tx.objectStore('chats').delete([account, room]);
}
