import type { ErrorCode } from '../base/errors';
import { under, type StoreName, type WriteTx } from '../store/schema';
import { isSaid } from '../store/outbox';
import { deleteMessages } from '../store/sending';
import { giveUp } from './take-back';

/** What {@link failWaiting} touches. */
export const WAITING_STORES: StoreName[] = ['outbox', 'messages', 'chats'];

/** What waits for a room will never be said there: the messages' lines say why, and what was said about others is undone. */
export async function failWaiting(
  tx: WriteTx,
  topics: Set<string>,
  account: string,
  room: string,
  error: ErrorCode
): Promise<void> {
  for (const queued of await tx.objectStore('outbox').getAll(under(account))) {
    if (!isSaid(queued.task) || queued.task.chat !== room) continue;
    // What is about a message that failed is gone with it.
    const row = await tx.objectStore('outbox').get([account, queued.seq]);
    if (row) await giveUp(tx, topics, row, error);
  }
}

/** Forgets what is stored of a room that the user has left for good, and what waits for it. */
export async function forgetConversation(tx: WriteTx, account: string, room: string): Promise<void> {
  await deleteMessages(tx, account, room);
  await tx.objectStore('coverage').delete([account, room, '']);
  await tx.objectStore('chats').delete([account, room]);
}
