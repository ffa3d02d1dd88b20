import { newChat } from '../store/chats';
import { addTask } from '../store/outbox';
import { loadRoom, type RoomRow } from '../store/rooms';
import { under, type StoreName, type WriteTx } from '../store/schema';
import { write, type Lease } from '../store/write';
import { isRefusal, StanzaError, type Requests } from '../xmpp/requests';
import { OLD_BOOKMARKS, buildOldBookmarks, parseOldBookmarks } from '../xmpp/xep/0048-bookmarks';
import { fetchPrivateXml, storePrivateXml } from '../xmpp/xep/0049-private-xml';
import { fetchItems, retract, type PubsubEvent } from '../xmpp/xep/0060-pubsub';
import { BOOKMARKS, BOOKMARKS_NODE, buildBookmark, parseBookmark, type Bookmark } from '../xmpp/xep/0402-bookmarks';
import { parseNotify } from '../xmpp/xep/0492-notification-settings';
import type { Context } from './context';
import { publishPrivate } from './private-node';

const STORES: StoreName[] = ['rooms', 'chats', 'outbox'];

/** Where an account's list of rooms is kept. */
export interface BookmarkPlace {
  /** In a node; else as the old list, in private XML. */
  privateNodes: boolean;
  /** The server keeps the old list the same as the node (XEP-0402 §5.2). */
  keepsOld?: boolean;
}

/** What changed in the list of rooms. */
export interface RoomChanges {
  known: RoomRow[];
  gone: string[];
}

/** The list as its node has it; `undefined` where there is no such node yet. */
export async function fetchBookmarks(requests: Requests): Promise<Bookmark[] | undefined> {
  try {
    return (await fetchItems(requests, BOOKMARKS)).flatMap((item) => parseBookmark(item) ?? []);
  } catch (thrown) {
    if (isRefusal(thrown)) return undefined;
    throw thrown;
  }
}

/** The list of old (XEP-0048), in private XML (XEP-0049); `undefined` where the server keeps none. */
export async function fetchOldBookmarks(requests: Requests): Promise<Bookmark[] | undefined> {
  try {
    const storage = await fetchPrivateXml(requests, 'storage', OLD_BOOKMARKS);
    return (storage && parseOldBookmarks(storage)?.bookmarks) ?? [];
  } catch (thrown) {
    if (isRefusal(thrown)) return undefined;
    throw thrown;
  }
}

/** Makes the user's list say of a room what `row` says. */
export async function publishBookmark(requests: Requests, row: RoomRow, place: BookmarkPlace): Promise<void> {
  const { room, bookmark } = row;
  if (!place.privateNodes) return storeOld(requests, row);
  if (bookmark)
    return publishPrivate(requests, BOOKMARKS, room, () => buildBookmark({ room, ...bookmark }), BOOKMARKS_NODE);
  try {
    await retract(requests, BOOKMARKS, room);
  } catch (thrown) {
    if (!(thrown instanceof StanzaError) || thrown.condition !== 'item-not-found') throw thrown;
  }
}

/** The newest change of each stream's old list: it is written as a whole, so that the next one begins behind it. */
const changes = new WeakMap<Requests, Promise<void>>();

function storeOld(requests: Requests, row: RoomRow): Promise<void> {
  const change = Promise.allSettled([changes.get(requests)]).then(() => changeOld(requests, row));
  changes.set(requests, change);
  return change;
}

async function changeOld(requests: Requests, { room, bookmark }: RoomRow): Promise<void> {
  const storage = await fetchPrivateXml(requests, 'storage', OLD_BOOKMARKS);
  const list = (storage && parseOldBookmarks(storage)) ?? { bookmarks: [], rest: '' };
  const known = list.bookmarks.find((one) => one.room === room);
  const others = list.bookmarks.filter((one) => one !== known);
  const bookmarks = bookmark ? [...others, { ...known, ...bookmark, room }] : others;
  await storePrivateXml(requests, buildOldBookmarks({ ...list, bookmarks }));
}

/** Takes over the user's list of rooms: the whole of it, or what changed on another device. What was done here and waits is newer. */
export class Bookmarks {
  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly knownSince: () => number
  ) {}

  /** The whole list. */
  replace(bookmarks: Bookmark[]): Promise<RoomChanges> {
    return this.#write(async (tx, waiting) => {
      const listed = new Set(bookmarks.map(({ room }) => room));
      const rows = await tx.objectStore('rooms').getAll(under(this.context.account));
      const gone = rows.filter((row) => row.bookmark && !listed.has(row.room) && !waiting.has(row.room));
      return { known: await this.#take(tx, bookmarks, waiting), gone: await this.#drop(tx, gone) };
    });
  }

  /** What was kept in the old place comes into the new one. */
  import(bookmarks: Bookmark[]): Promise<RoomChanges> {
    return this.#write(async (tx, waiting) => {
      const { account } = this.context;
      const known = await this.#take(tx, bookmarks, waiting);
      for (const { room } of known) await addTask(tx, account, { kind: 'bookmark', address: room });
      return { known, gone: [] };
    });
  }

  /** A change by one of the user's devices. */
  handle({ items, retracted, emptied }: PubsubEvent): Promise<RoomChanges> {
    if (emptied) return this.replace([]);
    return this.#write(async (tx, waiting) => {
      const { account } = this.context;
      const known = await this.#take(
        tx,
        items.flatMap((item) => parseBookmark(item) ?? []),
        waiting
      );
      const dropped: RoomRow[] = [];
      for (const room of retracted) {
        const row = waiting.has(room) ? undefined : await tx.objectStore('rooms').get([account, room]);
        if (row?.bookmark) dropped.push(row);
      }
      return { known, gone: await this.#drop(tx, dropped) };
    });
  }

  async #take(tx: WriteTx, bookmarks: Bookmark[], waiting: Set<string>): Promise<RoomRow[]> {
    const { account } = this.context;
    const known: RoomRow[] = [];
    for (const { room, ...bookmark } of bookmarks) {
      if (waiting.has(room)) continue;
      const row: RoomRow = { ...(await loadRoom(tx, account, room)), bookmark };
      delete row.invitation;
      await tx.objectStore('rooms').put(row);
      const stored = await tx.objectStore('chats').get([account, room]);
      const chat = stored ?? { ...newChat(account, room, 'room'), readOrder: this.knownSince() * 1000 };
      const notify = parseNotify(bookmark.extensions);
      const { setting: rule, mutedUntil } = notify ?? {};
      if (rule) chat.notify = { rule, ...(mutedUntil !== undefined && { mutedUntil }) };
      else delete chat.notify;
      await tx.objectStore('chats').put({ ...chat, kind: 'room' });
      known.push(row);
    }
    return known;
  }

  /** The conversation stays stored: who comes back finds it. */
  async #drop(tx: WriteTx, rows: RoomRow[]): Promise<string[]> {
    for (const row of rows) {
      delete row.bookmark;
      delete row.problem;
      await tx.objectStore('rooms').put(row);
    }
    return rows.map(({ room }) => room);
  }

  async #write(fn: (tx: WriteTx, waiting: Set<string>) => Promise<RoomChanges>): Promise<RoomChanges> {
    const { db, account, announce } = this.context;
    return write(db, announce, this.lease, STORES, async (tx, topics) => {
      const tasks = await tx.objectStore('outbox').getAll(under(account));
      const waiting = tasks.flatMap(({ task }) => (task.kind === 'bookmark' ? task.address : []));
      const changes = await fn(tx, new Set(waiting));
      for (const room of [...changes.known.map((row) => row.room), ...changes.gone]) topics.add(`chat:${room}`);
      topics.add('chats').add('rooms').add('outbox');
      return changes;
    });
  }
}
