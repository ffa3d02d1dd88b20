import { bareOf, resourceOf } from '../base/jid';
import type { ParsedMessage } from '../xmpp/message';
import { readContent, type Content } from './content';
import { sealedIncoming, type Incoming } from './incoming';

/** An id that is longer is none that an archive gives. */
const LONGEST_ID = 1_000;
/** A name stands in the part of a text that is read at once, or it is not seen. */
const LONGEST_TEXT = 20_000;

/** What must be known of a room to say whose a message of it is. */
export interface RoomSight {
  room: string;
  /** The user's bare address. */
  account: string;
  /** The user's nickname there. */
  nick: string;
  /** The own occupant id, where the room gives them (XEP-0421). */
  occupant: string | undefined;
  occupantIds: boolean;
  /** Only members can be there, so that nobody else bore the user's nickname while they were away. */
  isPrivate: boolean;
  /** The bare address of who has that occupant id, or else that nickname, now. */
  personOf(occupant: string | undefined, nick: string): string | undefined;
}

/**
 * A room's message as one of its chat; `undefined` for what belongs to none. Live it is the user's own when it bears the
 * nickname that the room gave them; from the archive the nickname is no proof, since another may have had it then
 * (decision 6, rule 2).
 */
export function readRoomMessage(
  message: ParsedMessage,
  sight: RoomSight,
  now: number,
  archived?: { id: string; time: number }
): Incoming | undefined {
  if (message.type !== 'groupchat' || bareOf(message.from) !== sight.room) return undefined;
  const nick = resourceOf(message.from);
  const latest = archived?.time ?? now;
  const time = Math.min(message.delay?.time ?? latest, latest);
  const archiveId = archived?.id ?? message.stanzaId;
  const common = {
    chat: sight.room,
    kind: 'room',
    archive: sight.room,
    time,
    stamp: archived?.time ?? time,
    wantsReceipt: false,
    ...(archiveId && { archiveId })
  } as const;
  if (nick === undefined) return readFromRoom(message, common);
  const occupant = sight.occupantIds ? message.occupantId : undefined;
  const isPast = archived !== undefined || message.delay !== undefined;
  const whose = ownership(sight, nick, occupant, isPast);
  const person = isPast && !occupant ? undefined : sight.personOf(occupant, nick);
  const { id, originId, body, displayed, subject } = message;
  // No nickname is an address of a person, or somebody's occupant id: with the room's before it, it can be neither.
  const who = whose.mine ? sight.account : (occupant ?? message.from);
  const { sealed } = message;
  const content: Content = sealed ? {} : readContent(message, { who, nick, ...(person && { person }) }, time);
  const isNamed = content.text !== undefined && !whose.mine && isMention(message, content.text, sight);
  if (isNamed && content.about?.says.kind === 'edit') content.about.says.mention = true;
  const isSubject = subject !== undefined && body === undefined && !sealed;
  // Only what is kept can be a tombstone, and nothing is left in it: anything else is an occupant's invention (XEP-0425 §6).
  const tombstone = isPast && !body && !sealed ? readTombstone(message) : undefined;
  // In a channel a marker would be one write for each of thousands of readers.
  const seen = whose.mine || sight.isPrivate ? displayed : undefined;
  return {
    ...common,
    ...whose,
    sender: message.from,
    from: { nick, ...(occupant && { occupant }), ...(person && { person }) },
    markable: message.markable,
    ...((originId ?? id) && { wireId: id ?? originId }),
    ...(originId && { originId }),
    ...content,
    ...(sealed && { sealed: sealedIncoming(sealed, (inner) => readRoomMessage(inner, sight, now, archived)) }),
    ...(tombstone && { retracted: tombstone }),
    ...(isSubject && { event: { kind: 'subject', who: nick, text: subject } }),
    ...(seen && { displayed: seen }),
    ...(isNamed && { mention: true })
  } as Incoming;
}

/** What the room itself says: nothing but that a message was taken back (XEP-0425 §5, CVE-2022-39835). */
function readFromRoom(message: ParsedMessage, common: Partial<Incoming>): Incoming | undefined {
  if (!message.moderation || message.moderation.id.length > LONGEST_ID) return undefined;
  const { id, by, reason } = message.moderation;
  const nick = by && resourceOf(by);
  const says = { kind: 'retraction', ...(nick && { by: nick }), ...(reason && { reason }) } as const;
  return { ...common, mine: false, sender: message.from, markable: false, about: { target: id, says } } as Incoming;
}

function ownership(sight: RoomSight, nick: string, occupant: string | undefined, isPast: boolean) {
  if (occupant && sight.occupant) return { mine: occupant === sight.occupant };
  if (nick !== sight.nick) return { mine: false };
  if (!isPast || sight.isPrivate) return { mine: true };
  return { mine: false, perhapsMine: true };
}

function readTombstone({ tombstone, retracted }: ParsedMessage): Incoming['retracted'] {
  if (!tombstone) return retracted ? { self: true } : undefined;
  const { by, reason } = tombstone;
  const nick = by && resourceOf(by);
  return { ...(nick && { by: nick }), ...(reason && { reason }) };
}

/** Whether it names the user: by a reference (XEP-0372), or by the nickname as a word of its own. */
function isMention({ mentions }: ParsedMessage, text: string, { account, room, nick }: RoomSight): boolean {
  if (mentions.some((address) => address === account || address === `${room}/${nick}`)) return true;
  return containsName(text, nick);
}

/** Whether a text holds a name as a word, with or without an `@`; a name of one letter only with it. */
export function containsName(text: string, name: string): boolean {
  const word = name.normalize('NFC').trim();
  if (word === '') return false;
  const literal = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const at = [...word].length === 1 ? '@' : '@?';
  const isAlone = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_@])${at}${literal}(?![\\p{L}\\p{M}\\p{N}_])`, 'iu');
  return isAlone.test(text.slice(0, LONGEST_TEXT).normalize('NFC'));
}
