import type { MessageRow } from '../store/messages';
import { between } from '../store/messages';
import { newChat, type ChatRow } from '../store/chats';
import { loadRoom, newRoom, type RoomRow } from '../store/rooms';
import { under, type WriteTx } from '../store/schema';

/** How many readers are told apart: a flood must not fill the row. */
const MOST_READERS = 200;
/** How many invitations wait: whoever sends ever new ones must not fill the list. Contacts find room for as many again. */
const MOST_INVITATIONS = 50;

/**
 * Where an own message stands once the room has shown it: below what the room showed before, above what still waits here.
 * `undefined`: where it is.
 */
export async function echoPlace(tx: WriteTx, { account, chat, order }: MessageRow): Promise<number | undefined> {
  const place = tx.objectStore('messages').index('place');
  const above = await place.getAll(between(account, chat, order));
  const isWaiting = ({ mine, status }: MessageRow): boolean => mine && (status === 'waiting' || status === 'failed');
  const shown = above.findLastIndex((row) => !isWaiting(row));
  const last = above[shown];
  if (!last) return undefined;
  const next = above[shown + 1];
  return next ? (last.order + next.order) / 2 : last.order + 1;
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
 * Keeps an invitation for the user to answer (SECURITY 12: nothing goes back before). False for a room that they are in, for what
 * is a person's address, for who is blocked, for one that was answered already, and for a stranger's in place of a contact's.
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
  const chat = await tx.objectStore('chats').get([account, room]);
  if (room === account || (await isListed(tx, account, room)) || (chat?.kind === 'contact' && chat.preview))
    return false;
  if ((await tx.objectStore('people').get([account, invitation.by]))?.blocked) return false;
  const isFriend = await isOfFriend(tx, account, invitation);
  if (known?.invitation) {
    if (!isFriend && (await isOfFriend(tx, account, known.invitation))) return false;
  } else if (rows.filter((row) => row.invitation).length >= (isFriend ? 2 : 1) * MOST_INVITATIONS) return false;
  await tx.objectStore('rooms').put({ ...(known ?? newRoom(account, room)), invitation: { ...invitation, time } });
  const row = chat ?? { ...newChat(account, room, 'room'), readOrder: time * 1000 };
  await tx.objectStore('chats').put({ ...row, kind: 'room' });
  return true;
}

/** Somebody says something from an address to which the user was only invited: it is a person, and no room. */
export async function takeForPerson(tx: WriteTx, chat: ChatRow): Promise<void> {
  if (chat.kind !== 'room' || chat.lastOrder > 0) return;
  const { invitation, ...row } = await loadRoom(tx, chat.account, chat.chat);
  if (row.bookmark) return;
  chat.kind = 'contact';
  if (invitation) await tx.objectStore('rooms').put(row);
}

/** Only who invites directly proves who they are: in an invitation by a room anybody's name may stand. */
async function isOfFriend(
  tx: WriteTx,
  account: string,
  { by, mediated }: { by: string; mediated: boolean }
): Promise<boolean> {
  return !mediated && isListed(tx, account, by);
}

async function isListed(tx: WriteTx, account: string, address: string): Promise<boolean> {
  return (await tx.objectStore('people').get([account, address]))?.listed === true;
}
