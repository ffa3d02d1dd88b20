import { bareOf } from '../base/jid';
import type { Annotation } from '../store/annotations';
import type { FileRow } from '../store/files';
import type { OmemoVersion, Trust } from '../store/keys';
import type { LinkPreviewRow, LocationRow, RoomEvent } from '../store/messages';
import type { ParsedMessage } from '../xmpp/message';
import type { EncryptedMessage } from '../xmpp/xep/0384-omemo';
import { readContent } from './content';
import type { Unreadable } from './unseal';

/** What came encrypted: it is opened where it is stored (decision 11, rule 1). */
export interface SealedIncoming extends EncryptedMessage {
  /** The same in its older form. */
  other?: SealedIncoming;
  /** It says that it is encrypted, and can't even be read as that. */
  malformed?: true;
  /** The message that was inside; `undefined` when that is none, or says that it is somebody else's. */
  read(inner: string, sender: string): Incoming | undefined;
}

/** A message stanza as the inbox takes it, whichever way it came. */
export interface Incoming {
  /** Bare address of the chat it belongs to; of a private message in a room the occupant's. */
  chat: string;
  /** Absent: with a contact. */
  kind?: 'room' | 'private';
  /** Written by the user, here or on another device. */
  mine: boolean;
  /** Bare address; in a room the occupant's. */
  sender: string;
  wireId?: string;
  originId?: string;
  /** Whose archive `archiveId` belongs to. */
  archive: string;
  archiveId?: string;
  /** When it was written, milliseconds. */
  time: number;
  /** When the archive, or else this device, got it, milliseconds. */
  stamp: number;
  text?: string;
  markable: boolean;
  /** The sender asks for a receipt (XEP-0184). */
  wantsReceipt: boolean;
  /** Our message of this id arrived at theirs. */
  received?: string;
  /** Everything up to the message of this id was seen: by them, or, when `mine`, by the user elsewhere. */
  displayed?: string;
  /** Who wrote it, as a room says. */
  from?: { nick: string; occupant?: string; person?: string };
  /** It bears the user's nickname, which alone proves nothing: it is theirs if it is one of those written here. */
  perhapsMine?: boolean;
  mention?: boolean;
  event?: RoomEvent;
  /** Somebody invites the user to this room. */
  invitation?: { by: string; reason?: string; password?: string; mediated: boolean };
  /** The archive has only a tombstone of it (XEP-0424 §4, XEP-0425 §6). */
  retracted?: { by?: string; reason?: string; self?: true };
  /** The message that it answers. */
  reply?: { id: string; to?: string };
  file?: FileRow;
  preview?: LinkPreviewRow;
  location?: LocationRow;
  /** Its text is to be shown as it is (XEP-0393 §7). */
  unstyled?: true;
  /** It is no message of its own: it says something about the one that `target` names. */
  about?: { target: string; says: Annotation };
  /** Nothing else is known of it until it is opened. */
  sealed?: SealedIncoming;
  /** It came encrypted, and was opened. */
  opened?: { version: OmemoVersion; device: number; trust: Trust };
  /** Why it could not be opened. */
  unreadable?: Unreadable;
}

/** Whether a message is to be stored at all, or has only a passing meaning. */
export function saysAnything(message: Incoming): boolean {
  return isMessage(message) || Boolean(message.received ?? message.displayed ?? message.invitation ?? message.about);
}

/** Whether it becomes a line of its own. */
export function isMessage({ text, event, retracted, file, location, sealed, unreadable }: Incoming): boolean {
  return [text, event, retracted, file, location, sealed, unreadable].some((part) => part !== undefined);
}

/**
 * A parsed message as one of a chat between the user and one other; `undefined` for what belongs to no such chat.
 * `archived` is what the archive says of it; `isRoom` tells the user's rooms.
 */
export function readIncoming(
  message: ParsedMessage,
  self: string,
  now: number,
  archived?: { id: string; time: number },
  isRoom: (address: string) => boolean = () => false
): Incoming | undefined {
  if (message.type !== 'chat' && message.type !== 'normal') return undefined;
  const sender = bareOf(message.from);
  const mine = sender === self;
  // An occupant who invites would do so in the room's name.
  const invitation = mine || isRoom(sender) ? undefined : readInvitation(message, sender);
  if (invitation) return asInvitation(invitation, message, self, now, archived);
  const other = mine ? message.to : message.from;
  // What goes to and from an occupant is a chat of its own (XEP-0045 §7.5); what a room says itself is none.
  const inRoom = isRoom(bareOf(other));
  if (inRoom && !other.includes('/')) return undefined;
  // Whoever sends can write a delay in the server's name (XEP-0203 §7): none is later than what is known to be true.
  const latest = archived?.time ?? now;
  const written = Math.min(message.delay?.time ?? latest, latest);
  const stamp = archived?.time ?? written;
  const archiveId = archived?.id ?? message.stanzaId;
  const { id, originId, receipt, displayed } = message;
  const who = mine ? self : inRoom ? other : sender;
  const { sealed } = message;
  const content = sealed ? {} : readContent(message, { who }, written);
  const isTombstone = archived !== undefined && message.retracted && !sealed && content.text === undefined;
  return {
    chat: inRoom ? other : bareOf(other),
    ...(inRoom && { kind: 'private' }),
    mine,
    sender: inRoom && !mine ? other : sender,
    archive: self,
    time: written,
    stamp,
    markable: message.markable,
    wantsReceipt: message.wantsReceipt && !inRoom,
    ...((originId ?? id) && { wireId: id ?? originId }),
    ...(originId && { originId }),
    ...(archiveId && { archiveId }),
    ...content,
    ...(sealed && {
      sealed: sealedIncoming(sealed, (inner) => readIncoming(inner, self, now, archived, isRoom))
    }),
    ...(isTombstone && { retracted: { self: true } }),
    ...(receipt && { received: receipt }),
    ...(displayed && { displayed })
  } as Incoming;
}

/** What opens it, once its key is known. */
export function sealedIncoming(
  { open, other, ...encrypted }: NonNullable<ParsedMessage['sealed']>,
  read: (message: ParsedMessage) => Incoming | undefined
): SealedIncoming {
  return {
    ...encrypted,
    ...(other && { other: sealedIncoming(other, read) }),
    read: (inner, sender) => {
      const message = open(inner, sender);
      return message && read(message);
    }
  };
}

interface Invited {
  room: string;
  by: string;
  reason?: string;
  password?: string;
  mediated: boolean;
}

/** An invitation by who sends it (XEP-0249), or by somebody whom the room itself names (XEP-0045 §7.8.2). */
function readInvitation({ from, type, invitation, mucUser }: ParsedMessage, sender: string): Invited | undefined {
  if (type === 'groupchat' || type === 'error') return undefined;
  const [mediated] = mucUser?.invites ?? [];
  if (mediated && from === sender && sender.includes('@')) {
    const { reason } = mediated;
    const password = mucUser?.password;
    const by = bareOf(mediated.from);
    return { room: sender, by, mediated: true, ...(reason && { reason }), ...(password && { password }) };
  }
  return invitation && { ...invitation, by: sender, mediated: false };
}

function asInvitation(
  { room, ...invitation }: Invited,
  message: ParsedMessage,
  self: string,
  now: number,
  archived: { id: string; time: number } | undefined
): Incoming {
  const latest = archived?.time ?? now;
  const time = Math.min(message.delay?.time ?? latest, latest);
  return {
    chat: room,
    kind: 'room',
    archive: self,
    mine: false,
    sender: invitation.by,
    time,
    stamp: archived?.time ?? time,
    markable: false,
    wantsReceipt: false,
    invitation,
    ...((archived?.id ?? message.stanzaId) && { archiveId: archived?.id ?? message.stanzaId })
  } as Incoming;
}
