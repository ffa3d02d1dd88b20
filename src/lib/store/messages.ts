import type { ErrorCode } from '../base/errors';
import type { FileRow } from './files';
import type { OmemoVersion, Trust } from './keys';
import type { Database, WriteTx } from './schema';

/** Where an own message stands; only ever moves forward, but for `failed`. */
export type Status = 'waiting' | 'sent' | 'delivered' | 'read' | 'failed';

/** One message of a chat. */
export interface MessageRow {
  account: string;
  /** Local, for life; of an own message written here also its id on the wire. */
  id: string;
  /** Bare address of the chat. */
  chat: string;
  /**
   * Place in the chat, microseconds; see decision 1, rule 5. NaN: removed from this device. NaN is no key, so such a row stands
   * nowhere, but its ids still tell that the message is known (decision 7, rule 6).
   */
  order: number;
  /** Where it stood before it was removed from this device. */
  stood?: number;
  /** Of a message that nothing is left of: by what its first text is known, should it come again. */
  said?: number;
  /** When it was written, milliseconds. */
  time: number;
  /** When it arrived here, milliseconds. */
  arrived: number;
  mine: boolean;
  /** Bare address; in a room the occupant's, `room/nickname`; of own messages always the account's. */
  sender: string;
  text: string;
  /** In a room: what they called themselves; never an identity. */
  nick?: string;
  /** In a room: the occupant id (XEP-0421), where the room gives them. */
  occupant?: string;
  /** In a room: their bare address, as the room showed it while they were there. */
  person?: string;
  /** It names the user. */
  mention?: boolean;
  /** Something that happened, not something that was said: `text` is empty. */
  event?: RoomEvent;
  /** Taken back for all: `text` is empty. `self`: by its author (XEP-0424); else by a moderator (XEP-0425). */
  retracted?: { by?: string; reason?: string; self?: true };
  /** The message that it answers (XEP-0461): an id on the wire, in a room the archive's. */
  reply?: { id: string; to?: string };
  /** What it said before, oldest first, with the id on the wire of each change (XEP-0308). */
  edits?: EditRow[];
  /** When `text` was written, once it is no longer the first; milliseconds by the archive's clock. */
  editTime?: number;
  /** Who reacted how, by time (XEP-0444); who took all back has none, so that what is older does not come back. */
  reactions?: ReactionRow[];
  /** The file that it brings; `text` is its caption. */
  file?: FileRow;
  /** What the sender attached about a link in it (XEP-0511). */
  preview?: LinkPreviewRow;
  /** A place (XEP-0080). */
  location?: LocationRow;
  /** Its text is to be shown as it is (XEP-0393 §7). */
  unstyled?: true;
  /** It was encrypted: how, by which device, and what the user thought of that device's key then. */
  sealed?: { version: OmemoVersion; device: number; trust?: Trust };
  /** Why it can't be read here (decision 11, rule 7): `text` is empty. */
  unreadable?: 'before' | 'not-for-us' | 'nameless' | 'broken' | 'forged';
  /** The `id` on the wire: what receipts and markers name. Absent when the sender gave none. */
  wireId?: string;
  /** The sender states it as unique (XEP-0359 §3). */
  originId?: string;
  /** Whose archive `archiveId` belongs to. */
  archive?: string;
  archiveId?: string;
  /** The sender wants to know that it was shown (XEP-0333). */
  markable?: boolean;
  status?: Status;
  /** Why it failed, or what was last said about it. */
  error?: ErrorCode;
}

/** A text that an edit replaced. */
export interface EditRow {
  text: string;
  /** When that text was written, milliseconds; of an edit by the archive's clock. */
  time: number;
  /** Id on the wire of the edit that brought the text after this one; the newest edit of a message has its own. */
  by: string;
}

/** One person's reactions to a message. */
export interface ReactionRow {
  /** The account for the user's own; a contact's bare address; in a room the occupant id, else `room/nickname`. */
  who: string;
  nick?: string;
  /** Bare address of an occupant, where the room shows it. */
  person?: string;
  emoji: string[];
  /** When they chose them, milliseconds by the archive's clock: an older choice never replaces a newer one. */
  stamp: number;
  /** The user's own from here: the id of the stanza that tells of them, and what they were before. */
  wire?: string;
  before?: string[];
}

/** What a sender says of a page that a link leads to. All of it is theirs to invent. */
export interface LinkPreviewRow {
  url: string;
  title?: string;
  description?: string;
  site?: string;
  /** The picture, carried in the message. */
  image?: { data: string; type: string };
}

/** Where somebody says that they are, or where something is. */
export interface LocationRow {
  lat: number;
  lon: number;
  /** Metres. */
  accuracy?: number;
  label?: string;
}

/** What happened in a room beside messages. */
export interface RoomEvent {
  kind:
    | 'subject'
    | 'nick'
    | 'added'
    | 'left'
    | 'removed'
    | 'banned'
    | 'kicked'
    | 'admin'
    | 'owner'
    | 'plain'
    | 'muted'
    | 'unmuted';
  /** Whom it happened to; absent for the subject. */
  who?: string;
  /** Bare address of `who`, where known. */
  address?: string;
  /** Who did it, where it was told. */
  by?: string;
  /** The new subject, or the new nickname. */
  text?: string;
  /** It happened to the user. */
  me?: boolean;
}

const RANK: Record<Status, number> = { failed: -1, waiting: 0, sent: 1, delivered: 2, read: 3 };

/** Whether going from one status to the other is progress. */
export function isForward(from: Status | undefined, to: Status): boolean {
  return RANK[to] > RANK[from ?? 'waiting'];
}

/** The rows of a chat between two places, both exclusive. */
export function between(account: string, chat: string, after = -Infinity, before = Infinity): IDBKeyRange {
  return IDBKeyRange.bound([account, chat, after], [account, chat, before], true, true);
}

/** The row that `archive` knows by `archiveId`. */
export function findArchived(tx: WriteTx, account: string, archive: string, archiveId: string) {
  return tx.objectStore('messages').index('archived').get([account, archive, archiveId]);
}

/** Where a message stands, also one that was removed from this device. */
export function placeOfRow({ order, stood }: MessageRow): number {
  return stood ?? order;
}

/** Whether it was removed from this device. */
export function isRemoved({ order }: MessageRow): boolean {
  return Number.isNaN(order);
}

/** The rows of a chat that sender states that id of (XEP-0359). */
export function findByOriginId(tx: WriteTx, account: string, chat: string, originId: string) {
  return tx.objectStore('messages').index('origin').getAll([account, chat, originId]);
}

/** The rows of a chat with that id on the wire: usually one, but ids of simple clients repeat. */
export function findByWireId(tx: WriteTx, account: string, chat: string, wireId: string) {
  return tx.objectStore('messages').index('wire').getAll([account, chat, wireId]);
}

/** What a page asks for; see `WindowQuery`. */
export interface Window {
  from?: number;
  limit: number;
}

/** The rows of a window, ascending; `newer` tells that the limit cut off newer ones. */
export async function loadWindow(
  db: Database,
  account: string,
  chat: string,
  { from, limit }: Window
): Promise<{ rows: MessageRow[]; newer: boolean }> {
  const place = db.transaction('messages').store.index('place');
  if (from !== undefined) {
    const range = IDBKeyRange.bound([account, chat, from], [account, chat, Infinity]);
    const rows = await place.getAll(range, limit + 1);
    return { rows: rows.slice(0, limit), newer: rows.length > limit };
  }
  const start = await stepBack(place, between(account, chat), limit);
  const lower = start === undefined ? between(account, chat) : IDBKeyRange.bound(start, [account, chat, Infinity]);
  return { rows: await place.getAll(lower), newer: false };
}

/** The place of the row that is `limit` rows above `before`, or of the topmost one; absent when none is above. */
export async function placeAbove(
  db: Database,
  account: string,
  chat: string,
  before: number,
  limit: number
): Promise<number | undefined> {
  const place = db.transaction('messages').store.index('place');
  return (await stepBack(place, between(account, chat, -Infinity, before), limit))?.[2];
}

interface PlaceIndex {
  openKeyCursor(
    range: IDBKeyRange,
    direction: 'prev' | 'next'
  ): Promise<{
    key: [string, string, number];
    advance(n: number): Promise<{ key: [string, string, number] } | null>;
  } | null>;
}

async function stepBack(place: PlaceIndex, range: IDBKeyRange, steps: number) {
  const last = await place.openKeyCursor(range, 'prev');
  if (!last || steps <= 1) return last?.key;
  const far = await last.advance(steps - 1);
  return far?.key ?? (await place.openKeyCursor(range, 'next'))?.key;
}

/** How many messages of others stand above a place, and how many of them name the user. */
export async function countUnread(
  tx: WriteTx,
  account: string,
  chat: string,
  readOrder: number
): Promise<{ unread: number; mentions: number }> {
  const rows = await tx
    .objectStore('messages')
    .index('place')
    .getAll(between(account, chat, readOrder));
  const unread = rows.filter(isCounted);
  return { unread: unread.length, mentions: unread.filter(({ mention }) => mention).length };
}

/** Whether it counts as unread until it was seen. */
export function isCounted({ mine, event, retracted }: MessageRow): boolean {
  return !mine && !event && !retracted;
}
