// XEP-0045: Multi-User Chat, 1.34.6, https://xmpp.org/extensions/xep-0045.html
import { bareJid, normalJid, parseJid } from '../../base/jid';
import { parseUnsigned } from '../lexical';
import { formatDateTime } from './0082-date-time';
import { attr, child, children, childText, cleanText, el, type Child, type Element } from '../xml';

export const MUC = 'http://jabber.org/protocol/muc';
export const MUC_USER = `${MUC}#user`;
export const MUC_ADMIN = `${MUC}#admin`;
export const MUC_OWNER = `${MUC}#owner`;

const AFFILIATIONS = ['owner', 'admin', 'member', 'none', 'outcast'] as const;
const ROLES = ['moderator', 'participant', 'visitor', 'none'] as const;

/** What somebody is to a room, there or not (§5.2). */
export type Affiliation = (typeof AFFILIATIONS)[number];
/** What an occupant may do now (§5.1). */
export type Role = (typeof ROLES)[number];

/** What a room says about one occupant, or about one affiliation (§7.2.2, §9). */
export interface MucItem {
  affiliation: Affiliation;
  role: Role;
  /** The real address, normalised, often with a resource; absent where the room hides it. */
  jid?: string;
  /** The new name in a change of names (§7.6). */
  nick?: string;
  /** Who did it: a name in the room, or a bare address. */
  actor?: string;
  reason?: string;
}

/** What a room adds to a presence or message. It is true only of a stanza that the room itself sent. */
export interface MucUser {
  items: MucItem[];
  /** Status codes (§15.6), such as 110: this is you. */
  statuses: Set<number>;
  /** The room is gone, perhaps to another address (§10.9). */
  destroyed?: { alternate?: string; reason?: string; password?: string };
  /** Mediated invitations (§7.8.2): who invites, as the room says. */
  invites: { from: string; reason?: string }[];
  /** Who does not want to come (§7.8.2). */
  declines: { from: string; reason?: string }[];
  /** Goes with an invitation. */
  password?: string;
}

/** An affiliation; `none` for what nobody knows. */
export function parseAffiliation(word: string | undefined): Affiliation {
  return AFFILIATIONS.find((affiliation) => affiliation === word) ?? 'none';
}

/** An occupant's address. A control character in a name would end the stream. */
export function occupantJid(room: string, nick: string): string {
  return `${room}/${cleanText(nick)}`;
}

const filled = (parent: Element, name: string): string | undefined => childText(parent, name, MUC_USER) || undefined;

/** A name that an occupant can have: the last part of an address (§17.1.1). */
const parseNickname = (name: string | undefined): string | undefined => parseJid(`room/${name ?? ''}`)?.resource;

function parseItem(item: Element): MucItem {
  const jid = normalJid(attr(item, 'jid'));
  const nick = parseNickname(attr(item, 'nick'));
  const by = child(item, 'actor', MUC_USER);
  const actor = by && (parseNickname(attr(by, 'nick')) ?? bareJid(attr(by, 'jid')));
  const reason = filled(item, 'reason');
  return {
    affiliation: parseAffiliation(attr(item, 'affiliation')),
    role: ROLES.find((role) => role === attr(item, 'role')) ?? 'none',
    ...(jid && { jid }),
    ...(nick && { nick }),
    ...(actor && { actor }),
    ...(reason && { reason })
  };
}

function parseDestroy(destroy: Element): NonNullable<MucUser['destroyed']> {
  const alternate = bareJid(attr(destroy, 'jid'));
  const reason = filled(destroy, 'reason');
  const password = filled(destroy, 'password');
  return { ...(alternate && { alternate }), ...(reason && { reason }), ...(password && { password }) };
}

function parsePeople(x: Element, name: 'invite' | 'decline'): { from: string; reason?: string }[] {
  return children(x, name, MUC_USER).flatMap((element) => {
    const from = normalJid(attr(element, 'from'));
    const reason = filled(element, 'reason');
    return from ? [{ from, ...(reason && { reason }) }] : [];
  });
}

/** Reads the room's own words in a presence or message; the caller knows whether it is one of that room. */
export function parseMucUser(stanza: Element): MucUser | undefined {
  const x = child(stanza, 'x', MUC_USER);
  if (!x) return undefined;
  const destroy = child(x, 'destroy', MUC_USER);
  const password = filled(x, 'password');
  return {
    items: children(x, 'item', MUC_USER).map(parseItem),
    statuses: new Set(children(x, 'status', MUC_USER).flatMap((status) => parseUnsigned(attr(status, 'code')) ?? [])),
    invites: parsePeople(x, 'invite'),
    declines: parsePeople(x, 'decline'),
    ...(destroy && { destroyed: parseDestroy(destroy) }),
    ...(password && { password })
  };
}

/** Enters a room (§7.2). `maxHistory` of 0 asks for no old messages: the archive has them; `since` for none that are older, milliseconds. */
export function buildJoin(
  room: string,
  nick: string,
  {
    password,
    maxHistory,
    since,
    extra = []
  }: { password?: string; maxHistory?: number; since?: number; extra?: Child[] } = {}
): Element {
  const x = el(
    'x',
    { xmlns: MUC },
    maxHistory !== undefined &&
      el('history', { maxstanzas: String(maxHistory), since: since === undefined ? undefined : formatDateTime(since) }),
    password !== undefined && el('password', {}, password)
  );
  return el('presence', { to: occupantJid(room, nick) }, ...extra, x);
}

/** Leaves a room (§7.14). */
export function buildLeave(room: string, nick: string): Element {
  return el('presence', { to: occupantJid(room, nick), type: 'unavailable' });
}

/** Takes another name (§7.6), or says how we are (§7.7): both are a presence to the occupant's address. */
export function buildNickChange(room: string, nick: string, ...extra: Child[]): Element {
  return el('presence', { to: occupantJid(room, nick) }, ...extra);
}

/** Changes the subject (§8.1); an empty one takes it away. */
export function buildSubject(room: string, id: string, subject: string): Element {
  return el('message', { to: room, type: 'groupchat', id }, el('subject', {}, subject));
}

const mediated = (room: string, name: string, to: string, reason: string | undefined): Element =>
  el(
    'message',
    { to: room },
    el('x', { xmlns: MUC_USER }, el(name, { to }, reason !== undefined && el('reason', {}, reason)))
  );

/** Asks the room to invite somebody (§7.8.2); a members-only room may make them a member. */
export function buildMediatedInvite(room: string, to: string, reason?: string): Element {
  return mediated(room, 'invite', to, reason);
}

/** Tells who invited that we do not come (§7.8.2). */
export function buildDecline(room: string, to: string, reason?: string): Element {
  return mediated(room, 'decline', to, reason);
}
