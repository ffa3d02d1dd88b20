import type { ErrorCode } from '../base/errors';
import { randomId } from '../base/id';
import { loadChat, previewOf } from '../store/chats';
import type { WriteTx } from '../store/schema';
import { undo } from './apply-annotation';

/** The id of a stanza about a message: it leads back to its row, should it be refused. */
export function wireOf(id: string): string {
  return `${id}.${randomId(8)}`;
}

/**
 * What the user said about a message was refused: a reaction or an edit is undone (XEP-0444 §3.3), and the message's line says why.
 * False when that id is of nothing said about a message of this chat. Needs `messages` and `chats`.
 */
export async function takeBack(
  tx: WriteTx,
  topics: Set<string>,
  account: string,
  chat: string,
  wire: string,
  error: ErrorCode
): Promise<boolean> {
  const id = /^([\w-]+)\.[\w-]{8}$/.exec(wire)?.[1];
  const row = id === undefined ? undefined : await tx.objectStore('messages').get([account, id]);
  if (row?.chat !== chat) return false;
  const without = undo(row, wire);
  // Who refuses what is long replaced, or was never said, changes nothing.
  if (without === row && !(row.mine && row.retracted?.self)) return true;
  await tx.objectStore('messages').put({ ...without, error });
  const chatRow = await loadChat(tx, account, chat);
  if (chatRow.preview?.id === row.id) await tx.objectStore('chats').put({ ...chatRow, preview: previewOf(without) });
  topics.add(`chat:${chat}`).add('chats');
  return true;
}
