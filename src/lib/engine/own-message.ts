import { randomId } from '../base/id';
import { previewOf, type ChatRow } from '../store/chats';
import type { MessageRow } from '../store/messages';
import { addTask } from '../store/outbox';
import type { WriteTx } from '../store/schema';

/** What a message of the user's says. */
export type Said = Pick<MessageRow, 'text' | 'reply' | 'file' | 'location' | 'preview' | 'unstyled'>;

/** Adds a message of the user's at the end of a chat, and queues it. Who writes has read everything. */
export async function addOwn(tx: WriteTx, chat: ChatRow, time: number, said: Said): Promise<MessageRow> {
  const { account } = chat;
  const id = randomId();
  const row: MessageRow = {
    account,
    id,
    chat: chat.chat,
    order: Math.max(time * 1000, chat.lastOrder + 1),
    time,
    arrived: time,
    mine: true,
    sender: account,
    ...said,
    wireId: id,
    status: 'waiting'
  };
  await tx.objectStore('messages').put(row);
  await addTask(tx, account, { kind: 'message', chat: chat.chat, id });
  Object.assign(chat, {
    lastOrder: row.order,
    preview: previewOf(row),
    accepted: true,
    unread: 0,
    mentions: 0,
    readOrder: Math.max(chat.readOrder, row.order)
  });
  return row;
}

/** Says of a message which one it answers; absent when others can't be told. */
export function replyTo(row: MessageRow | undefined, chat: ChatRow): MessageRow['reply'] {
  if (!row || row.event || row.retracted) return undefined;
  const id = chat.kind === 'room' ? row.archiveId : (row.wireId ?? row.originId);
  if (id === undefined) return undefined;
  // In a room the user's own rows don't say what they are called there.
  const to = chat.kind === 'room' && row.mine ? undefined : row.sender;
  return { id, ...(to !== undefined && { to }) };
}
