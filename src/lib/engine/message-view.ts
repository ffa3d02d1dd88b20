import { findAllAnswered } from './answered';
import { isRemoved, placeOfRow, type LinkPreviewRow, type MessageRow, type ReactionRow } from '../store/messages';
import type { FileRow } from '../store/files';
import type { RoomRow } from '../store/rooms';
import type { Database } from '../store/schema';
import type { MessageView } from './api';
import type { FileView, LinkPreviewView, ReactionView, ReplyView, WhoView } from './api-messages';

/** So much of what is answered is shown, in UTF-16 units. */
const QUOTED = 300;
/** The largest picture of a link that is drawn, in characters of base64: 64 KB. */
const LARGEST_IMAGE = 88_000;
const IMAGES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'];

/** Rows as the page draws them, with what they answer. `room`: the row of the room, where the chat is one. */
export async function viewMessages(
  db: Database,
  rows: MessageRow[],
  room: RoomRow | undefined
): Promise<MessageView[]> {
  const answered = await findAllAnswered(db, rows);
  return rows.map((row) => viewOf(row, room, row.reply && viewOfReply(answered.get(row.id))));
}

function viewOf(row: MessageRow, room: RoomRow | undefined, reply: ReplyView | undefined): MessageView {
  const { id, text, time, order, status, error, mention, event, retracted, file, preview, location } = row;
  const readBy = room && row.mine ? room.readers.filter(([, place]) => place >= order).length : 0;
  const reactions = viewOfReactions(row);
  const link = preview && viewOfPreview(preview);
  return {
    id,
    ...viewOfAuthor(row),
    text,
    time,
    order,
    ...(status && { status }),
    ...(error && { error }),
    ...(mention && { mention }),
    ...(event && { event }),
    ...(retracted && { retracted }),
    ...(reply && { reply }),
    ...(reactions.length > 0 && { reactions }),
    ...(row.edits && { edited: true }),
    ...(file && { file: viewOfFile(file) }),
    ...(link && { preview: link }),
    ...(location && { location }),
    ...(row.unstyled && { unstyled: true }),
    ...(row.sealed && { secure: true }),
    ...(row.unreadable && { unreadable: row.unreadable }),
    ...(isReferable(row, room) && { referable: true }),
    ...(readBy > 0 && { readBy }),
    ...(room && row.archiveId && { named: true })
  };
}

/** Marks what went in the open after something that was encrypted: what is older than that was open of old. */
export function markOpen(messages: MessageView[]): MessageView[] {
  let begun = false;
  return messages.map((one) => {
    if (one.secure || one.unreadable) begun = true;
    else if (begun && !one.event && !one.retracted && one.status !== 'waiting' && one.status !== 'failed')
      return { ...one, open: true };
    return one;
  });
}

/** Whether others can be told which message is meant: in a room by the id that its archive gave, else by the sender's. */
export function isReferable(row: MessageRow, room: RoomRow | undefined): boolean {
  if (row.event || row.retracted || row.status === 'failed' || isRemoved(row)) return false;
  return (room ? row.archiveId : (row.originId ?? row.wireId)) !== undefined;
}

function viewOfAuthor({ mine, sender, nick, occupant, person }: MessageRow): WhoView {
  return { mine, sender, ...(nick && { nick, key: occupant ?? nick }), ...(person && { person }) };
}

/** The local copy is shown, never what the sender says that it was (SECURITY 11). */
function viewOfReply(original: MessageRow | undefined): ReplyView {
  if (!original || isRemoved(original)) return {};
  const { id, text, file, location, retracted } = original;
  return {
    original: {
      ...viewOfAuthor(original),
      id,
      order: placeOfRow(original),
      text: (text || (file?.desc ?? '')).slice(0, QUOTED),
      ...(file && { file: file.kind }),
      ...(location && { location: true }),
      ...(retracted && { retracted: true })
    }
  };
}

function viewOfReactions({ reactions = [], chat, account }: MessageRow): ReactionView[] {
  const byEmoji = new Map<string, ReactionView>();
  for (const reaction of reactions)
    for (const emoji of reaction.emoji) {
      // The same emoji with and without its variation selector is one.
      const key = emoji.replaceAll('\ufe0f', '');
      const known = byEmoji.get(key) ?? { emoji, mine: false, who: [] };
      const who = viewOfReactor(reaction, chat, account);
      byEmoji.set(key, { emoji: known.emoji, mine: known.mine || who.mine, who: [...known.who, who] });
    }
  return [...byEmoji.values()];
}

function viewOfReactor({ who, nick, person }: ReactionRow, chat: string, account: string): WhoView {
  const mine = who === account;
  const inRoom = nick !== undefined && !mine;
  const sender = inRoom ? `${chat}/${nick}` : who;
  return {
    mine,
    sender,
    ...(inRoom && { nick, key: who === sender ? nick : who }),
    ...(person && { person })
  };
}

/** Where an encrypted file lies is nothing to go to: only what is here can open it. */
function viewOfFile({ key, hash: _, pack, packAt: _a, url, secret, ...file }: FileRow): FileView {
  const state = url === undefined ? 'sending' : key === undefined ? 'there' : 'here';
  return { ...file, state, ...(url !== undefined && !secret && { url }), ...(pack && { ofPack: true }) };
}

function viewOfPreview({ url, title = '', description = '', site = '', image }: LinkPreviewRow): LinkPreviewView {
  const picture = image && viewOfImage(image);
  return { url, title, description, site, ...(picture && { image: picture }) };
}

function viewOfImage({ data, type }: NonNullable<LinkPreviewRow['image']>): Blob | undefined {
  if (!IMAGES.includes(type) || data.length > LARGEST_IMAGE || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return undefined;
  try {
    return new Blob([Uint8Array.from(atob(data), (char) => char.charCodeAt(0))], { type });
  } catch (thrown) {
    // What stands there is no base64 after all.
    if (thrown instanceof DOMException) return undefined;
    throw thrown;
  }
}
