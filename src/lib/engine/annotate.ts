import { bareOf } from '../base/jid';
import {
  keyOfAnnotation,
  saveAnnotation,
  takeAnnotations,
  type Annotation,
  type AnnotationRow
} from '../store/annotations';
import type { ChatRow } from '../store/chats';
import { findArchived, findByOriginId, findByWireId, isRemoved, placeOfRow, type MessageRow } from '../store/messages';
import { isPrivate, loadRoom } from '../store/rooms';
import { under, type WriteTx } from '../store/schema';
import { forgetBytes } from '../store/sending';
import { applyEdit, applyReaction, applyRetraction } from './apply-annotation';
import type { Incoming } from './incoming';

/** A longer text does not wait for its message, in UTF-16 units: nobody writes one here either. */
const LONGEST = 60_000;

/**
 * What became of something that was said about a message: its row changed, it was known, it waits for the message, or who said it may
 * not.
 */
export type Outcome = { was: MessageRow; row: MessageRow } | 'known' | 'waiting' | 'refused';

/** Brings what is said about messages into their rows, in one transaction (decision 7). */
export class Annotator {
  /** Chats in which something waits, and rooms of which only members can have a name; each is looked up once. */
  readonly #waiting = new Map<string, boolean>();
  readonly #private = new Map<string, boolean>();

  constructor(
    private readonly tx: WriteTx,
    private readonly account: string
  ) {}

  /** `stamp`: milliseconds by the archive's clock, in the archive's order. */
  async say(
    message: Incoming & { about: NonNullable<Incoming['about']> },
    stamp: number,
    { chat, accepted }: Pick<ChatRow, 'chat' | 'accepted'>
  ): Promise<Outcome> {
    const { about } = message;
    const says = asItCame(about.says, stamp, message.opened !== undefined);
    const author = await this.#speakerOf(message, says);
    if (author === undefined) return 'refused';
    const named = await this.#named(message, says);
    if (named.length === 0) {
      if (!(await this.#mayWait(message, says, accepted))) return 'refused';
      await this.#keep({
        account: this.account,
        chat,
        target: about.target,
        author,
        stamp,
        says,
        key: keyOfAnnotation(says, author)
      });
      return 'waiting';
    }
    const own: MessageRow[] = [];
    for (const row of named) if (await this.#may(says, author, row)) own.push(row);
    const was = own.sort((a, b) => placeOfRow(b) - placeOfRow(a))[0];
    if (!was) return 'refused';
    if (isRemoved(was)) return 'known';
    const row = apply(was, says);
    if (row === was) return 'known';
    await this.put(row, was);
    return { was, row };
  }

  /** What waited for a message that is here now, or has its id now, is in the row that is returned. */
  async settle(row: MessageRow): Promise<MessageRow> {
    const { account, tx } = this;
    if (!(await this.#hasWaiting(row.chat))) return row;
    const ids = [row.wireId, row.originId, row.archiveId].filter((id) => id !== undefined);
    const isRoom = row.archive !== undefined && row.archive === row.chat;
    const said = await takeAnnotations(tx, account, row.chat, ids, async (one) => {
      const isNamed = idsOf(row, one.says, isRoom).includes(one.target);
      return isNamed && (await this.#may(one.says, one.author, row));
    });
    return said.reduce((changed, { says }) => apply(changed, says), row);
  }

  /** Stores a row; the bytes that it had go with what was taken back. */
  async put(row: MessageRow, was: MessageRow): Promise<void> {
    if (row.retracted && !was.retracted) await forgetBytes(this.tx, was);
    await this.tx.objectStore('messages').put(row);
  }

  /** Nobody fills the disk whom the user does not know: what strangers change is shown as what it also is. */
  async #mayWait({ mine, kind, sender }: Incoming, says: Annotation, accepted: boolean): Promise<boolean> {
    if (says.kind === 'edit' && says.text.length > LONGEST) return false;
    if (mine || kind === 'room' || accepted) return true;
    return (await this.tx.objectStore('people').get([this.account, sender]))?.listed === true;
  }

  async #keep(row: AnnotationRow): Promise<void> {
    const known = await this.tx.objectStore('annotations').get([row.account, row.chat, row.target, row.key]);
    if (known && known.stamp >= row.stamp) return;
    this.#waiting.set(row.chat, true);
    await saveAnnotation(this.tx, row);
  }

  async #hasWaiting(chat: string): Promise<boolean> {
    const known = this.#waiting.get(chat);
    if (known !== undefined) return known;
    const has = (await this.tx.objectStore('annotations').count(under(this.account, chat))) > 0;
    this.#waiting.set(chat, has);
    return has;
  }

  /** Who says it, as decision 7 tells people apart; `undefined`: nobody whom that could be held against. */
  async #speakerOf(message: Incoming, says: Annotation): Promise<string | undefined> {
    if (says.kind === 'reaction') return says.reaction.who;
    // Only the room itself tells what a moderator did (XEP-0425 §5).
    if (says.kind === 'retraction' && !says.self) return message.chat;
    const { mine, sender, from, kind, chat } = message;
    return this.#authorOf({ mine, sender, chat, occupant: from?.occupant }, kind === 'room');
  }

  async #authorOf(
    { mine, sender, chat, occupant }: { mine: boolean; sender: string; chat: string; occupant?: string | undefined },
    isRoom: boolean
  ): Promise<string | undefined> {
    if (mine) return this.account;
    // Whoever takes an occupant's nickname has their address (XEP-0045 §7.5).
    if (!isRoom && chat.includes('/')) return (await this.#isPrivate(bareOf(chat))) ? sender : undefined;
    if (!isRoom) return sender;
    return occupant ?? ((await this.#isPrivate(chat)) ? sender : undefined);
  }

  /** Only who wrote a message may change it; a reaction needs no right. */
  async #may(says: Annotation, author: string, row: MessageRow): Promise<boolean> {
    if (row.event || !isSafe(says, row)) return false;
    if (says.kind === 'reaction') return true;
    if (says.kind === 'retraction' && !says.self) return author === row.chat && row.archive === row.chat;
    const isRoom = row.occupant !== undefined || row.sender.startsWith(`${row.chat}/`);
    return (await this.#authorOf(row, isRoom)) === author;
  }

  async #isPrivate(room: string): Promise<boolean> {
    const known = this.#private.get(room);
    if (known !== undefined) return known;
    const found = isPrivate(await loadRoom(this.tx, this.account, room));
    this.#private.set(room, found);
    return found;
  }

  /** The rows that an id may mean: usually one, but the ids of simple clients repeat. */
  async #named({ chat, kind, about }: Incoming, says: Annotation): Promise<MessageRow[]> {
    const { tx, account } = this;
    const id = about?.target ?? '';
    if (says.kind === 'edit') return findByWireId(tx, account, chat, id);
    if (kind !== 'room') {
      const rows = [...(await findByWireId(tx, account, chat, id)), ...(await findByOriginId(tx, account, chat, id))];
      return [...new Map(rows.map((row) => [row.id, row])).values()];
    }
    const row = await findArchived(tx, account, chat, id);
    return row?.chat === chat ? [row] : [];
  }
}

/** By which ids a message is named for that. */
function idsOf(row: MessageRow, says: Annotation, isRoom: boolean): (string | undefined)[] {
  if (says.kind === 'edit') return [row.wireId];
  return isRoom ? [row.archiveId] : [row.originId, row.wireId];
}

function asItCame(says: Annotation, stamp: number, secure: boolean): Annotation {
  if (says.kind === 'reaction') return { ...says, reaction: { ...says.reaction, stamp } };
  return { ...says, ...(says.kind === 'edit' && { time: stamp }), ...(secure && { secure }) };
}

/** What was encrypted is not changed by what anybody on the way could have written. Of old, only a text could be encrypted. */
function isSafe(says: Annotation, { sealed }: MessageRow): boolean {
  if (!sealed || says.kind === 'reaction' || says.secure) return true;
  return says.kind === 'retraction' && (!says.self || sealed.version === 'legacy');
}

function apply(row: MessageRow, says: Annotation): MessageRow {
  switch (says.kind) {
    case 'reaction':
      return applyReaction(row, says.reaction);
    case 'edit':
      return applyEdit(row, says);
    case 'retraction': {
      const { kind: _, secure: _s, ...retracted } = says;
      return applyRetraction(row, retracted);
    }
  }
}
