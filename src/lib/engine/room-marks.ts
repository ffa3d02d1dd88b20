import type { MessageRow } from '../store/messages';
import { findArchived } from '../store/messages';
import { newChat } from '../store/chats';
import { loadRoom, type RoomRow } from '../store/rooms';
import { under, type WriteTx } from '../store/schema';

/** How many retractions wait for their messages, and how many readers are told apart: a flood must not fill the row. */
const MOST_RETRACTED = 500;
const MOST_READERS = 200;
/** How many invitations wait: whoever sends ever new ones must not fill the list. */
const MOST_INVITATIONS = 50;

/** What a moderator takes back, by the archive's id (XEP-0425 §5). */
export interface Retraction {
  id: string;
  by?: string;
  reason?: string;
}

/** Takes a room's message back; the row that changed, or `undefined` when it is not here, or not any more. */
export async function applyRetraction(
  tx: WriteTx,
  account: string,
  room: string,
  { id, by, reason }: Retraction
): Promise<MessageRow | undefined> {
  const row = await findArchived(tx, account, room, id);
  if (!row) {
    const stored = await loadRoom(tx, account, room);
    if (stored.retracted.includes(id)) return undefined;
    const retracted = [...stored.retracted, id].slice(-MOST_RETRACTED);
    await tx.objectStore('rooms').put({ ...stored, retracted });
    return undefined;
  }
  if (row.chat !== room || row.retracted) return undefined;
  delete row.mention;
  Object.assign(row, { text: '', retracted: { ...(by && { by }), ...(reason && { reason }) } });
  await tx.objectStore('messages').put(row);
  return row;
}

/** Whether a message was taken back before it came. */
export async function wasRetracted(
  tx: WriteTx,
  account: string,
  room: string,
  id: string
): Promise<Record<string, never> | undefined> {
  if (room === account) return undefined;
  return (await loadRoom(tx, account, room)).retracted.includes(id) ? {} : undefined;
}

/** Moves a reader's place forward; false when that says nothing new. */
export async function noteReader(
  tx: WriteTx,
  account: string,
  room: string,
  reader: string,
  order: number
): Promise<boolean> {
  const stored = await loadRoom(tx, account, room);
  const known = stored.readers.find(([who]) => who === reader);
  if (known && known[1] >= order) return false;
  const readers = [...stored.readers.filter((one) => one !== known), [reader, order] as [string, number]];
  await tx.objectStore('rooms').put({ ...stored, readers: readers.slice(-MOST_READERS) });
  return true;
}

/**
 * Keeps an invitation for the user to answer (SECURITY 12: nothing goes back before). False for a room that they are in, for who
 * is blocked, and for one that was answered already.
 */
export async function saveInvitation(
  tx: WriteTx,
  account: string,
  room: string,
  invitation: Omit<NonNullable<RoomRow['invitation']>, 'time'>,
  time: number
): Promise<boolean> {
  const rows = await tx.objectStore('rooms').getAll(under(account));
  const known = rows.find((row) => row.room === room);
  if (known?.bookmark || time <= (known?.answered ?? 0) || time <= (known?.invitation?.time ?? 0)) return false;
  if (!known?.invitation && rows.filter((row) => row.invitation).length >= MOST_INVITATIONS) return false;
  if ((await tx.objectStore('people').get([account, invitation.by]))?.blocked) return false;
  await tx.objectStore('rooms').put({ ...(known ?? (await loadRoom(tx, account, room))), invitation: { ...invitation, time } });
  const chat = await tx.objectStore('chats').get([account, room]);
  if (!chat) await tx.objectStore('chats').put({ ...newChat(account, room, 'room'), readOrder: time * 1000 });
  return true;
}
