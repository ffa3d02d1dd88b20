import type { ErrorCode } from '../base/errors';
import { loadChat } from '../store/chats';
import { between } from '../store/messages';
import { findMessageTask } from '../store/outbox';
import { under, type StoreName, type WriteTx } from '../store/schema';

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
  const rows = await tx.objectStore('outbox').getAll(under(account));
  for (const { seq, task } of rows) {
    if (task.kind !== 'message' || task.chat !== room) continue;
    await tx.objectStore('outbox').delete([account, seq]);
    const message = await tx.objectStore('messages').get([account, task.id]);
    if (!message) continue;
    await tx.objectStore('messages').put({ ...message, status: 'failed', error });
    const chat = await loadChat(tx, account, room);
    if (chat.preview?.id === task.id) {
      await tx.objectStore('chats').put({ ...chat, preview: { ...chat.preview, status: 'failed' } });
    }
    topics.add(`chat:${room}`).add('chats').add('outbox');
  }
}

/** Forgets what is stored of a conversation that the user has left for good, and what waits for it. */
export async function forgetMessages(tx: WriteTx, account: string, address: string): Promise<void> {
  const messages = tx.objectStore('messages');
  for (const key of await messages.index('place').getAllKeys(between(account, address))) {
    const task = await findMessageTask(tx, account, key[1]);
    if (task) await tx.objectStore('outbox').delete([account, task.seq]);
    await messages.delete(key);
  }
  await tx.objectStore('coverage').delete([account, address, '']);
  await tx.objectStore('chats').delete([account, address]);
}
