import type { ErrorCode } from '../base/errors';
import { between, type MessageRow } from './messages';
import { findMessageTask, forgetSaid } from './outbox';
import type { WriteTx } from './schema';

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

/** Removes a conversation's messages, and what waits to be sent of them. Needs `messages` and `outbox`. */
export async function deleteMessages(tx: WriteTx, account: string, chat: string): Promise<void> {
  const messages = tx.objectStore('messages');
  for (const key of await messages.index('place').getAllKeys(between(account, chat))) {
    await forgetTask(tx, account, key[1]);
    await messages.delete(key);
  }
}

/** A message does not go, and neither does what waits to be said about it. Needs `outbox`. */
export async function forgetTask(tx: WriteTx, account: string, id: string): Promise<void> {
  const task = await findMessageTask(tx, account, id);
  if (!task) return;
  await tx.objectStore('outbox').delete([account, task.seq]);
  await forgetSaid(tx, account, id);
}
