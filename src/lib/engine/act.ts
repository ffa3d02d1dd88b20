import { AppError } from '../base/errors';
import { newChat, type ChatRow } from '../store/chats';
import type { StoreName, WriteTx } from '../store/schema';
import { write } from '../store/write';
import type { Context } from './context';
import { kindOf } from './queries';

const STORES: StoreName[] = ['messages', 'annotations', 'blobs', 'chats', 'people', 'outbox', 'accounts', 'rooms'];

/**
 * Does something that the user wants in one chat: one transaction that changes what the screen shows and queues what the server must
 * learn. `fn` changes the chat's row in place.
 */
export function act(
  context: Context,
  address: string,
  fn: (tx: WriteTx, chat: ChatRow) => Promise<void>,
  durability: 'relaxed' | 'strict' = 'relaxed'
): Promise<void> {
  return actInAll(context, [address], fn, durability);
}

/** The same in several chats: all of it, or nothing. */
export async function actInAll(
  { db, account, announce }: Context,
  addresses: string[],
  fn: (tx: WriteTx, chat: ChatRow) => Promise<void>,
  durability: 'relaxed' | 'strict' = 'relaxed'
): Promise<void> {
  await write(
    db,
    announce,
    undefined,
    STORES,
    async (tx, topics) => {
      await stillHere(tx, account);
      for (const address of addresses) {
        const stored = await tx.objectStore('chats').get([account, address]);
        const room = await tx.objectStore('rooms').get([account, address]);
        const row = stored ?? newChat(account, address, kindOf(address, room));
        const before = JSON.stringify(row);
        await fn(tx, row);
        if (JSON.stringify(row) !== before) await tx.objectStore('chats').put(row);
        topics.add(`chat:${address}`);
      }
      topics.add('chats').add('people').add('outbox');
    },
    durability
  );
}

/** Another tab may have logged out: nothing of the account may come back. */
export async function stillHere(tx: WriteTx, account: string): Promise<void> {
  if ((await tx.objectStore('accounts').getKey(account)) === undefined) throw new AppError('unknown', 'logged out');
}
