import type { FileKind } from './files';
import type { MessageRow, RoomEvent, Status } from './messages';
import { between } from './messages';
import type { WriteTx } from './schema';

/** A conversation as the list shows it. What a contact and a room share lives here. */
export interface ChatRow {
  account: string;
  /** Bare address. */
  chat: string;
  /** `private`: with an occupant of a room, whose address `chat` is. */
  kind: 'contact' | 'room' | 'private';
  /** Place of the newest message; 0 without one. */
  lastOrder: number;
  preview?: {
    id: string;
    text: string;
    mine: boolean;
    time: number;
    status?: Status;
    nick?: string;
    person?: string;
    event?: RoomEvent;
    retracted?: boolean;
    /** Taken back by who wrote it. */
    byAuthor?: boolean;
    file?: FileKind;
    location?: boolean;
    /** It can't be read here. */
    unreadable?: boolean;
  };
  unread: number;
  /** How many of the unread name the user; absent: none. */
  mentions?: number;
  /** What the user chose to be told of (XEP-0492); absent: what is usual for such a chat. */
  notify?: Notify;
  /** How far the user has read: a place. Only moves forward. */
  readOrder: number;
  /** Archive id of a read position from another device whose message has not arrived here yet. */
  readPending?: string;
  draft: string;
  /** The message that the draft answers, by its local id. */
  draftReply?: string;
  /** When the draft was written, milliseconds. */
  draftTime?: number;
  /** Something in it was encrypted: never plain again by itself (decision 11, rule 3). */
  encrypted?: true;
  /** What the user decided about that; absent: nothing. */
  encrypts?: boolean;
  /** Which reactions they take (XEP-0444), as far as they say; of a room its facts tell. */
  reactions?: ReactionRulesRow;
  /** The user wrote to them or accepted them: no longer a stranger's request. */
  accepted: boolean;
}

const PREVIEW = 200;

/** Whether what is written in a chat goes encrypted, or not at all (decision 11, rule 3). */
export function isEncrypted({ encrypted, encrypts }: Pick<ChatRow, 'encrypted' | 'encrypts'>): boolean {
  return encrypted === true && encrypts !== false;
}

/** Which messages call for attention. */
export interface Notify {
  rule: 'all' | 'mentions' | 'none';
  /** Milliseconds; until then nothing calls. */
  mutedUntil?: number;
}

/** Which reactions somebody takes; what is absent is free. */
export interface ReactionRulesRow {
  /** From one person to one message. */
  most?: number;
  allowed?: string[];
}

/** A chat's row, or a new one that is not stored yet. */
export async function loadChat(tx: WriteTx, account: string, chat: string): Promise<ChatRow> {
  return (await tx.objectStore('chats').get([account, chat])) ?? newChat(account, chat);
}

/** Whether what is said in a chat is to be encrypted, if those in it can read that (decision 11, rule 3). */
export function wantsEncryption(chat: ChatRow | undefined, settings: { encrypts?: boolean } | undefined): boolean {
  return chat?.encrypts ?? (chat?.encrypted === true || settings?.encrypts === true);
}

/** Only occupants of rooms are written to at an address with a resource (XEP-0045 §7.5). */
function usualKind(chat: string): ChatRow['kind'] {
  return chat.includes('/') ? 'private' : 'contact';
}

/** The row of a chat in which nothing happened. */
export function newChat(account: string, chat: string, kind: ChatRow['kind'] = usualKind(chat)): ChatRow {
  return { account, chat, kind, lastOrder: 0, unread: 0, readOrder: 0, draft: '', accepted: false };
}

/** The preview of a message. */
export function previewOf(row: MessageRow): NonNullable<ChatRow['preview']> {
  const { id, mine, time, status, nick, person, event, retracted, file, location, unreadable } = row;
  // Of a sticker its word is shown.
  const said = row.text || (file?.desc ?? '');
  const text = said.length > PREVIEW ? [...said.slice(0, PREVIEW * 2)].slice(0, PREVIEW).join('') : said;
  return {
    id,
    text,
    mine,
    time,
    ...(status && { status }),
    ...(nick && { nick }),
    ...(person && { person }),
    ...(event && { event }),
    ...(retracted && { retracted: true }),
    ...(retracted?.self && { byAuthor: true }),
    ...(file && { file: file.kind }),
    ...(location && { location: true }),
    ...(unreadable && { unreadable: true })
  };
}

/** Makes the preview and the newest place those of the topmost message, after a removal or a move. */
export async function refreshPreview(tx: WriteTx, chat: ChatRow): Promise<void> {
  const place = tx.objectStore('messages').index('place');
  const newest = await place.openCursor(between(chat.account, chat.chat), 'prev');
  delete chat.preview;
  chat.lastOrder = newest?.value.order ?? 0;
  if (newest) chat.preview = previewOf(newest.value);
}
