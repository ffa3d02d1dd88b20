import { randomId } from '../base/id';
import { newChat, previewOf, refreshPreview, type ChatRow } from '../store/chats';
import {
  between,
  countUnread,
  findArchived,
  findByWireId,
  isCounted,
  isForward,
  isRemoved,
  placeOfRow,
  type MessageRow,
  type Status
} from '../store/messages';
import { findMessageTask } from '../store/outbox';
import { isTrusted } from '../store/people';
import type { StoreName, WriteTx } from '../store/schema';
import { Annotator } from './annotate';
import { isOwnEcho } from './acknowledge';
import { firstText, markOf } from './apply-annotation';
import { isMessage, type Incoming, type SealedIncoming } from './incoming';
import type { Unsealer } from './unseal';
import { echoPlace, noteReader, saveInvitation, takeForPerson } from './room-marks';

/** What a commit of messages touches. */
export const MESSAGE_STORES: StoreName[] = [
  'messages',
  'annotations',
  'blobs',
  'chats',
  'coverage',
  'people',
  'outbox',
  'accounts',
  'rooms',
  'ownDevices',
  'devices'
];

/** How far back one marker reaches: on a device that is new, nothing of a long history was ever marked. */
const MARKED_AT_ONCE = 1000;

/** Where a message stands between its neighbours; see decision 1, rule 5. */
export interface Placement {
  /** Strictly above this place. */
  above?: number;
  /** Strictly below this place. */
  below?: number;
  /** More messages follow that belong below this one: keep to the upper end. */
  downward?: boolean;
}

/** A receipt that is owed once the commit is done. */
export interface Receipt {
  to: string;
  id: string;
}

/**
 * Writes messages inside one transaction: duplicates fold, places are given, unread counts and previews follow. Make one
 * for each transaction, `store` each message, then `finish`.
 */
export class MessageCommit {
  readonly receipts: Receipt[] = [];
  readonly #chats = new Map<string, ChatRow>();
  readonly #touched = new Set<string>();
  readonly #annotator: Annotator;

  constructor(
    private readonly tx: WriteTx,
    private readonly topics: Set<string>,
    private readonly account: string,
    /** Milliseconds: older messages of a chat nobody knows the read position of count as read. */
    private readonly knownSince: number,
    private readonly now: number,
    /** Opens what is encrypted; without one it stays closed. */
    private readonly unsealer?: Unsealer
  ) {
    this.#annotator = new Annotator(tx, account);
  }

  /**
   * Stores one message or what it says about others. Returns its place, also when it has no row of its own. `owed` tells
   * for which a receipt goes out: a server repeats what it does not know to have arrived, so `all` of the live ones,
   * only the `new` ones of an archive that is caught up with, `none` of old history.
   */
  async store(message: Incoming, owed: 'all' | 'new' | 'none', placement?: Placement): Promise<number> {
    if (message.invitation) return this.#invited(message, placement);
    const chat = await this.chat(message.chat, message.kind);
    if (!message.kind && isMessage(message)) await takeForPerson(this.tx, chat);
    const order = placeOf(message.stamp, placement ?? { above: chat.lastOrder });
    if (message.sealed) {
      const opened = await this.#opened(message, message.sealed, chat, order / 1000);
      if (opened !== 'known') return opened ? this.store(opened, owed, placement) : order;
    }
    if (message.received && !message.mine) await this.#received(chat, message.received);
    if (message.displayed) await this.#displayed(chat, message.displayed, message);
    if (message.about && (await this.#annotate(chat, message, message.about, order / 1000))) return order;
    if (!isMessage(message)) return order;
    const known = await this.#find(message);
    const row = known
      ? await this.#repeat(chat, known, message, order, placement)
      : await this.#add(chat, message, order);
    if (row.archiveId && row.archiveId === chat.readPending) await this.readUpTo(chat, placeOfRow(row), true);
    if (owed === 'all' || (owed === 'new' && !known)) await this.#owe(chat, message, row);
    return isRemoved(row) ? order : row.order;
  }

  /** What was inside; `undefined` when there is nothing to store. What is known already is not opened again. */
  async #opened(
    message: Incoming,
    sealed: SealedIncoming,
    chat: ChatRow,
    stamp: number
  ): Promise<Incoming | 'known' | undefined> {
    const row = await this.#find(message);
    if (row) return 'known';
    // What was said from here about a message is not encrypted for here: that it came back tells that it arrived.
    await isOwnEcho(this.tx, this.topics, this.account, message, stamp);
    const { sealed: _, ...outside } = message;
    if (!this.unsealer)
      return sealed.payload && { ...outside, unreadable: sealed.malformed ? ('forged' as const) : ('before' as const) };
    const opened = await this.unsealer.open(this.tx, message, sealed);
    if (this.unsealer.owed.met) this.topics.add('keys');
    if (opened.kind === 'nothing') return undefined;
    if (opened.kind === 'unreadable') return { ...outside, unreadable: opened.why };
    if (!chat.encrypted) this.touch(Object.assign(chat, { encrypted: true }));
    return opened.message;
  }

  /** An invitation is no message: it waits with the room until the user has answered. */
  async #invited({ chat, invitation, time, stamp }: Incoming, placement: Placement | undefined): Promise<number> {
    if (invitation && time >= this.knownSince && (await saveInvitation(this.tx, this.account, chat, invitation, time)))
      this.topics.add(`chat:${chat}`).add('chats').add('rooms');
    return placeOf(stamp, placement ?? {});
  }

  /** Writes the chats' rows back. */
  async finish(): Promise<void> {
    for (const address of this.#touched) {
      await this.tx.objectStore('chats').put(this.#chats.get(address) as ChatRow);
      this.topics.add(`chat:${address}`).add('chats');
    }
  }

  /** A chat's row, to be changed together with {@link touch}. */
  async chat(address: string, kind: ChatRow['kind'] = 'contact'): Promise<ChatRow> {
    let chat = this.#chats.get(address);
    if (!chat) {
      const stored = await this.tx.objectStore('chats').get([this.account, address]);
      chat = stored ?? { ...newChat(this.account, address, kind), readOrder: this.knownSince * 1000 };
      this.#chats.set(address, chat);
    }
    return chat;
  }

  /** Moves the read position forward and counts again. `exact`: the position is known now, also when it is older. */
  async readUpTo(chat: ChatRow, order: number, exact = false): Promise<void> {
    if (order <= chat.readOrder && !exact) return;
    chat.readOrder = exact ? await this.#newestOwn(chat.chat, order) : order;
    if (exact) delete chat.readPending;
    Object.assign(chat, await countUnread(this.tx, this.account, chat.chat, chat.readOrder));
    this.touch(chat);
  }

  /** Who wrote something has read what stands above it, whatever was told of their other devices before. */
  async #newestOwn(chat: string, above: number): Promise<number> {
    const rows = await this.tx
      .objectStore('messages')
      .index('place')
      .getAll(between(this.account, chat, above));
    return rows.findLast(({ mine, event }) => mine && !event)?.order ?? above;
  }

  /** Marks a chat's row as changed. */
  touch(chat: ChatRow): void {
    this.#touched.add(chat.chat);
  }

  async #find(message: Incoming): Promise<MessageRow | undefined> {
    const { account, tx } = this;
    const { archive, archiveId, wireId, originId } = message;
    const archived = archiveId ? await findArchived(tx, account, archive, archiveId) : undefined;
    if (archived || !wireId) return archived;
    const named = await findByWireId(tx, account, message.chat, wireId);
    return named.find((row) => {
      // What was written here has an id that nobody else ever had, until it is told.
      if (row.mine && row.id === wireId && (message.mine || (message.perhapsMine && isSameText(row, message))))
        return !row.archiveId || !archiveId || row.archiveId === archiveId;
      if (row.mine !== message.mine || (!row.mine && row.sender !== message.sender)) return false;
      if (!isSameText(row, message)) return false;
      return (originId !== undefined && row.originId === originId) || !row.archiveId || !archiveId;
    });
  }

  /** The same message again: it may bring its archive id, its true place, and the end of the wait for it. */
  async #repeat(
    chat: ChatRow,
    row: MessageRow,
    message: Incoming,
    order: number,
    placement: Placement | undefined
  ): Promise<MessageRow> {
    const task = row.mine ? await findMessageTask(this.tx, this.account, row.id) : undefined;
    if (task) await this.tx.objectStore('outbox').delete([this.account, task.seq]);
    const sent = row.mine && row.status === 'waiting';
    if (sent && message.kind === 'room' && !placement && !isRemoved(row)) {
      const place = await echoPlace(this.tx, row);
      if (place !== undefined) [order, placement] = [place, { above: row.order }];
    }
    const named = message.archiveId !== undefined && row.archiveId === undefined;
    let moved = placement !== undefined && !isWithin(row.order, placement);
    if (!sent && !named && !moved) return row;
    if (named) {
      Object.assign(row, { archive: message.archive, archiveId: message.archiveId });
      row = await this.#settled(chat, row);
      // What is about it may go now.
      if (row.mine && message.kind === 'room') this.topics.add('outbox');
    }
    if (sent) row.status = 'sent';
    if (isRemoved(row)) moved = false;
    const wasRead = row.order <= chat.readOrder;
    if (moved) row.order = order;
    await this.tx.objectStore('messages').put(row);
    // Who has read it has read what stands above it, wherever that turns out to be (XEP-0490 §3).
    // Nothing is said of that by an own message in a room that others' messages overtook on the way.
    const overtaken = sent && message.kind === 'room';
    if (wasRead && order > chat.readOrder && moved && !overtaken) await this.readUpTo(chat, order);
    else if (!wasRead && order <= chat.readOrder && moved && isCounted(row)) this.#count(chat, row, -1);
    if (moved || chat.preview?.id === row.id) await refreshPreview(this.tx, chat);
    this.touch(chat);
    return row;
  }

  async #add(chat: ChatRow, message: Incoming, order: number): Promise<MessageRow> {
    const { wireId, originId, archive, archiveId, sender, mine, time, markable, from, mention, event } = message;
    const { retracted, reply, file, preview, location, unstyled, opened, unreadable } = message;
    const told: MessageRow = {
      account: this.account,
      id: randomId(),
      chat: chat.chat,
      order,
      time,
      arrived: this.now,
      mine,
      sender,
      text: message.text ?? '',
      ...from,
      ...(mention && { mention }),
      ...(event && { event }),
      ...(retracted && { retracted }),
      ...(reply && { reply }),
      ...(file && { file }),
      ...(preview && { preview }),
      ...(location && { location }),
      ...(unstyled && { unstyled }),
      ...(opened && { sealed: opened }),
      ...(unreadable && { unreadable }),
      ...(wireId && { wireId }),
      ...(originId && { originId }),
      ...(archiveId && { archive, archiveId }),
      ...(markable && { markable }),
      ...(mine && !event && { status: 'sent' as const })
    };
    const row = await this.#annotator.settle(told);
    await this.#annotator.put(row, told);
    if (order > chat.lastOrder) {
      chat.lastOrder = order;
      chat.preview = previewOf(row);
    }
    if (mine) {
      chat.accepted = true;
      if (order > chat.readOrder) await this.readUpTo(chat, order);
    } else if (order > chat.readOrder && isCounted(row)) this.#count(chat, row, 1);
    this.touch(chat);
    return row;
  }

  #count(chat: ChatRow, { mention }: MessageRow, by: 1 | -1): void {
    chat.unread += by;
    if (mention) chat.mentions = (chat.mentions ?? 0) + by;
  }

  /**
   * Something is said about a message. False where it is a message all the same: an edit that may not be made, and what somebody says
   * beside a reaction.
   */
  async #annotate(chat: ChatRow, message: Incoming, about: NonNullable<Incoming['about']>, stamp: number) {
    if (await isOwnEcho(this.tx, this.topics, this.account, message, stamp)) return true;
    const outcome = await this.#annotator.say({ ...message, about }, stamp, chat);
    if (typeof outcome === 'object') await this.#changed(chat, outcome.was, outcome.row);
    return about.says.kind === 'edit' ? outcome !== 'refused' : message.text === undefined;
  }

  async #settled(chat: ChatRow, was: MessageRow): Promise<MessageRow> {
    const row = await this.#annotator.settle(was);
    if (row === was) return row;
    await this.#annotator.put(row, was);
    await this.#changed(chat, was, row);
    return row;
  }

  /** What a message says has changed: what the list of chats tells of it, and what is unread. */
  async #changed(chat: ChatRow, was: MessageRow, row: MessageRow): Promise<void> {
    if (chat.preview?.id === row.id) chat.preview = previewOf(row);
    if (isCounted(was) !== isCounted(row) || was.mention !== row.mention)
      Object.assign(chat, await countUnread(this.tx, this.account, chat.chat, chat.readOrder));
    this.touch(chat);
  }

  async #owe(chat: ChatRow, message: Incoming, row: MessageRow): Promise<void> {
    if (row.mine || !message.wantsReceipt || !message.wireId) return;
    const person = await this.tx.objectStore('people').get([this.account, row.sender]);
    if (isTrusted(person, chat.accepted)) this.receipts.push({ to: row.sender, id: message.wireId });
  }

  /** A receipt names one own message of this very chat (XEP-0184 §8). */
  async #received(chat: ChatRow, wireId: string): Promise<void> {
    const row = (await findByWireId(this.tx, this.account, chat.chat, wireId)).find((one) => one.mine);
    if (row) await this.#advance(chat, row, 'delivered');
  }

  async #displayed(chat: ChatRow, wireId: string, { mine, from, kind, archive }: Incoming): Promise<void> {
    if (kind === 'room') return this.#seenInRoom(chat, wireId, archive, mine ? undefined : from);
    const named = await findByWireId(this.tx, this.account, chat.chat, wireId);
    const row = named.find((one) => one.mine !== mine);
    if (!row) return;
    if (mine) return this.readUpTo(chat, placeOfRow(row));
    const place = this.tx.objectStore('messages').index('place');
    const upTo = IDBKeyRange.bound([this.account, chat.chat, -Infinity], [this.account, chat.chat, placeOfRow(row)]);
    let cursor = await place.openCursor(upTo, 'prev');
    for (let steps = 0; cursor && steps < MARKED_AT_ONCE; steps++, cursor = await cursor.continue()) {
      const one = cursor.value;
      if (!one.mine || one.status === 'failed') continue;
      if (!(await this.#advance(chat, one, 'read'))) break;
    }
  }

  /** In a room a marker names the archive's id (XEP-0333 §4.1); many read, so each has a place of their own. */
  async #seenInRoom(chat: ChatRow, id: string, archive: string, reader: Incoming['from']): Promise<void> {
    const row = await findArchived(this.tx, this.account, archive, id);
    if (row?.chat !== chat.chat) return;
    const order = placeOfRow(row);
    if (!reader) return this.readUpTo(chat, order);
    if (await noteReader(this.tx, this.account, chat.chat, reader.occupant ?? reader.nick, order)) this.touch(chat);
  }

  async #advance(chat: ChatRow, row: MessageRow, status: Status): Promise<boolean> {
    if (row.status === 'failed' || !isForward(row.status, status)) return false;
    row.status = status;
    await this.tx.objectStore('messages').put(row);
    if (chat.preview?.id === row.id) chat.preview.status = status;
    this.touch(chat);
    return true;
  }
}

/** The places right above a lower edge that nobody takes on the way down, so that what comes later still fits: microseconds. */
const RESERVE = 500_000;

function isWithin(order: number, { above = -Infinity, below = Infinity, downward = false }: Placement): boolean {
  return order > (downward ? above + RESERVE : above) && order < below;
}

/** Whether a message that comes again is that one: what was edited is known by its first text, and what is gone by the mark of that. */
function isSameText(row: MessageRow, { text = '', retracted, sealed }: Incoming): boolean {
  // What is closed has no text yet: both came encrypted, from the same device.
  if (sealed) return row.sealed ? row.sealed.device === sealed.sid : row.unreadable !== undefined;
  if (row.retracted === undefined && !isRemoved(row)) return firstText(row) === text;
  return retracted !== undefined || row.said === undefined || row.said === markOf(text);
}

/** A place for a stamp in milliseconds that keeps strictly between its neighbours, and leaves room for who comes next. */
export function placeOf(stamp: number, placement: Placement): number {
  const { above = -Infinity, below = Infinity, downward = false } = placement;
  const order = stamp * 1000;
  if (isWithin(order, placement)) return order;
  const next = downward && below < Infinity ? below - 1 : above > -Infinity ? above + 1 : below - 1;
  return next > above && next < below ? next : (above + below) / 2;
}
