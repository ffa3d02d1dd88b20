import type { ErrorCode } from '../base/errors';
import { randomId } from '../base/id';
import { loadChat, previewOf } from '../store/chats';
import { forgetWire, isAbout, type OutboxRow } from '../store/outbox';
import type { WriteTx } from '../store/schema';
import { failMessage } from '../store/sending';
import { undo } from './apply-annotation';

/** The id of a stanza about a message: it leads back to its row, should it be refused. */
export function wireOf(id: string): string {
  return `${id}.${randomId(8)}`;
}

/** The row that a stanza of that id is about, if it is one that {@link wireOf} could have made. */
export function rowOfWire(wire: string): string | undefined {
  return /^([\w-]+)\.[\w-]{8}$/.exec(wire)?.[1];
}

/**
 * What the user said about a message was refused: a reaction or an edit is undone (XEP-0444 §3.3), and the message's line says why.
 * False when that id is of nothing said about a message of this chat. It is not said again.
 * Needs `messages`, `chats` and `outbox`.
 */
export async function takeBack(
  tx: WriteTx,
  topics: Set<string>,
  account: string,
  chat: string,
  wire: string,
  error: ErrorCode
): Promise<boolean> {
  const id = rowOfWire(wire);
  const row = id === undefined ? undefined : await tx.objectStore('messages').get([account, id]);
  if (row?.chat !== chat) return false;
  await forgetWire(tx, account, wire);
  const without = undo(row, wire);
  // Who refuses what is long replaced, or was never said, changes nothing.
  if (without === row && !(row.mine && row.retracted?.self)) return true;
  await tx.objectStore('messages').put({ ...without, error });
  const chatRow = await loadChat(tx, account, chat);
  if (chatRow.preview?.id === row.id) await tx.objectStore('chats').put({ ...chatRow, preview: previewOf(without) });
  topics.add(`chat:${chat}`).add('chats');
  return true;
}

/**
 * What is queued will never be said in its chat: the message's line says why. What is no part of a chat stays. Needs `messages`, `chats`
 * and `outbox`.
 */
export async function giveUp(
  tx: WriteTx,
  topics: Set<string>,
  { account, task }: OutboxRow,
  error: ErrorCode
): Promise<void> {
  if (isAbout(task)) return void (await takeBack(tx, topics, account, task.chat, task.wire, error));
  const row = task.kind === 'message' ? await tx.objectStore('messages').get([account, task.id]) : undefined;
  if (row) await failMessage(tx, topics, row, error);
}
