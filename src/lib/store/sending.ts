import type { ErrorCode } from '../base/errors';
import { between, type MessageRow } from './messages';
import { findMessageTask } from './outbox';
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

/** Removes a conversation's messages, and what waits to be sent of them. Needs `messages` and `outbox`. */
export async function deleteMessages(tx: WriteTx, account: string, chat: string): Promise<void> {
  const messages = tx.objectStore('messages');
  for (const key of await messages.index('place').getAllKeys(between(account, chat))) {
    await forgetTask(tx, account, key[1]);
    await messages.delete(key);
  }
}

async function forgetTask(tx: WriteTx, account: string, id: string): Promise<void> {
  const task = await findMessageTask(tx, account, id);
  if (task) await tx.objectStore('outbox').delete([account, task.seq]);
}
