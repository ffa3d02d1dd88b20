import { bareOf, domainOf, normalJid } from '../base/jid';
import { attr, childText, el, type Child, type Element } from './xml';
import { parseStanzaError, type StanzaError } from './requests';
import { parseMucUser, type MucUser } from './xep/0045-muc';
import { parseCaps, type Caps } from './xep/0115-caps';
import { parsePhotoHash } from './xep/0153-vcard-avatar';
import { parseNick } from './xep/0172-nickname';
import { parseDelay } from './xep/0203-delay';
import { parseIdle } from './xep/0319-idle';
import { parseOccupantId } from './xep/0421-occupant-id';

const CLIENT = 'jabber:client';
const TYPES = ['unavailable', 'subscribe', 'subscribed', 'unsubscribe', 'unsubscribed', 'probe', 'error'] as const;
const SHOWS = ['away', 'chat', 'dnd', 'xa'] as const;

/** How reachable somebody is; absent means plainly there (RFC 6121 §4.7.2.1). */
export type Show = (typeof SHOWS)[number];

/** A presence stanza (RFC 6121 §4, §3). */
export interface ParsedPresence {
  type: 'available' | (typeof TYPES)[number];
  /** Whole address, normalised; the own account when the stanza names nobody. */
  from: string;
  show?: Show;
  status?: string;
  priority: number;
  /** When it was really sent, as the sender's own server says. */
  time?: number;
  /** Since when they have not touched the device (XEP-0319). */
  idleSince?: number;
  caps?: Caps;
  nick?: string;
  /** What a room says of this occupant: true only from a room. */
  mucUser?: MucUser;
  /** Who it is in a room, whatever the name: true only where the room announces XEP-0421. */
  occupantId?: string;
  /** SHA-1 of the picture, '' for none (XEP-0153). */
  photoHash?: string;
  error?: StanzaError;
}

function parsePriority(text: string | undefined): number {
  const value = /^\s*[+-]?\d{1,3}\s*$/.test(text ?? '') ? Number(text) : 0;
  return value >= -128 && value <= 127 ? value : 0;
}

/** Reads one; `undefined` when it is none, or nobody can tell whose it is. */
export function parsePresence(stanza: Element, self: string): ParsedPresence | undefined {
  if (!stanza.is('presence', CLIENT)) return undefined;
  const rawFrom = attr(stanza, 'from');
  const from = rawFrom === undefined ? self : normalJid(rawFrom);
  const rawType = attr(stanza, 'type');
  const type = rawType === undefined ? 'available' : TYPES.find((t) => t === rawType);
  if (!from || !type) return undefined;
  const show = SHOWS.find((s) => s === childText(stanza, 'show', CLIENT)?.trim());
  const status = childText(stanza, 'status', CLIENT);
  const server = domainOf(from);
  const bare = bareOf(from);
  const time = parseDelay(stanza, [from, bare, server])?.time;
  const idleSince = parseIdle(stanza);
  const caps = parseCaps(stanza);
  const nick = parseNick(stanza);
  const mucUser = parseMucUser(stanza);
  const occupantId = parseOccupantId(stanza);
  const photoHash = parsePhotoHash(stanza);
  return {
    type,
    from,
    ...(show && { show }),
    ...(status && { status }),
    priority: parsePriority(childText(stanza, 'priority', CLIENT)),
    ...(time !== undefined && { time }),
    ...(idleSince !== undefined && { idleSince }),
    ...(caps && { caps }),
    ...(nick && { nick }),
    ...(mucUser && { mucUser }),
    ...(occupantId && { occupantId }),
    ...(photoHash !== undefined && { photoHash }),
    ...(type === 'error' && { error: parseStanzaError(stanza) })
  };
}

/** Says that we are there (RFC 6121 §4.2), with capabilities and whatever else goes along. */
export function buildAvailable(presence: { show?: Show; extra?: Child[] } = {}): Element {
  return el('presence', {}, presence.show && el('show', {}, presence.show), ...(presence.extra ?? []));
}

/** Says that we go (RFC 6121 §4.5). */
export function buildUnavailable(): Element {
  return el('presence', { type: 'unavailable' });
}

/**
 * Asks for, grants, gives up or refuses a subscription (RFC 6121 §3), always with the bare address. `extra` is for a
 * nickname or an invitation's token.
 */
export function buildSubscription(
  type: 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed',
  to: string,
  ...extra: Child[]
): Element {
  return el('presence', { type, to: bareOf(to) }, ...extra);
}
