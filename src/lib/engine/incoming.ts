import type { ParsedMessage } from '../xmpp/message';

/** A message stanza as the inbox takes it, whichever way it came. */
export interface Incoming {
  /** Bare address of the chat it belongs to. */
  chat: string;
  /** Written by the user, here or on another device. */
  mine: boolean;
  /** Bare address. */
  sender: string;
  wireId?: string;
  originId?: string;
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
}

const bare = (address: string): string => address.split('/', 1)[0] ?? address;

/**
 * A parsed message as one of a chat between the user and one other; `undefined` for what belongs to no such chat.
 * `archived` is what the archive says of it.
 */
export function readIncoming(
  message: ParsedMessage,
  self: string,
  now: number,
  archived?: { id: string; time: number }
): Incoming | undefined {
  if (message.type !== 'chat' && message.type !== 'normal') return undefined;
  const sender = bare(message.from);
  const mine = sender === self;
  // Whoever sends can write a delay in the server's name (XEP-0203 §7): none is later than what is known to be true.
  const latest = archived?.time ?? now;
  const written = Math.min(message.delay?.time ?? latest, latest);
  const stamp = archived?.time ?? written;
  const archiveId = archived?.id ?? message.stanzaId;
  const { id, originId, body, receipt, displayed } = message;
  return {
    chat: mine ? bare(message.to) : sender,
    mine,
    sender,
    time: written,
    stamp,
    markable: message.markable,
    wantsReceipt: message.wantsReceipt,
    ...((originId ?? id) && { wireId: id ?? originId }),
    ...(originId && { originId }),
    ...(archiveId && { archiveId }),
    ...(body && { text: body }),
    ...(receipt && { received: receipt }),
    ...(displayed && { displayed })
  } as Incoming;
}
