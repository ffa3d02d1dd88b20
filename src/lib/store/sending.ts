import type { ErrorCode } from '../base/errors';
import { between, type MessageRow } from './messages';
import { findMessageTask, forgetSaid, isSaid } from './outbox';
import { under, type StoreName, type WriteTx } from './schema';

/** A message will never go: its line says why, and nothing waits for it any more. Needs `messages`, `chats` and `outbox`. */
export async function failMessage(tx: WriteTx, topics: Set<string>, row: MessageRow, error: ErrorCode): Promise<void> {
  const { account, id, chat } = row;
  await forgetTask(tx, account, id);
  await tx.objectStore('messages').put({ ...row, status: 'failed', error });
  const chatRow = await tx.objectStore('chats').get([account, chat]);
  if (chatRow?.preview?.id === id)
    await tx.objectStore('chats').put({ ...chatRow, preview: { ...chatRow.preview, status: 'failed' } });
  topics.add(`chat:${chat}`).add('chats');
}

/** The bytes of a message's file are not needed any more. Needs `blobs`. */
export async function forgetBytes(tx: WriteTx, { account, file }: MessageRow): Promise<void> {
  if (file?.key !== undefined) await tx.objectStore('blobs').delete([account, file.key]);
}

/** What {@link deleteMessages} touches. */
export const DELETED_IN: StoreName[] = ['messages', 'annotations', 'blobs', 'outbox'];

/** Removes a conversation's messages, and what waits to be sent or to be said of them. Needs {@link DELETED_IN}. */
export async function deleteMessages(tx: WriteTx, account: string, chat: string): Promise<void> {
  const messages = tx.objectStore('messages');
  let cursor = await messages.index('place').openCursor(between(account, chat));
  for (; cursor; cursor = await cursor.continue()) {
    await forgetBytes(tx, cursor.value);
    await cursor.delete();
  }
  await tx.objectStore('annotations').delete(under(account, chat));
  const outbox = tx.objectStore('outbox');
  for (const { seq, task } of await outbox.getAll(under(account)))
    if (isSaid(task) && task.chat === chat) await outbox.delete([account, seq]);
}

/** A message does not go, and neither does what waits to be said about it. Needs `outbox`. */
export async function forgetTask(tx: WriteTx, account: string, id: string): Promise<void> {
  const task = await findMessageTask(tx, account, id);
  if (!task) return;
  await tx.objectStore('outbox').delete([account, task.seq]);
  await forgetSaid(tx, account, id);
}
