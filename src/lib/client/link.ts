import { bareJid, localOf } from '../base/jid';

/** A group as a link names it. */
export interface RoomLink {
  address: string;
  password?: string;
}

/** An `xmpp:` link taken apart (RFC 5122 §2.2). */
export interface XmppLink {
  /** Normalised bare address. */
  address: string;
  /** What the link asks to do, in lower case; empty for none (XEP-0147). */
  action: string;
  fields: Map<string, string>;
}

/** Reads an `xmpp:` link; `undefined` for anything else, and for one that names no address. */
export function parseXmppLink(text: string): XmppLink | undefined {
  const [, path, query = ''] = /^\s*xmpp:(?:\/\/[^/?#]*\/)?([^?#]+)(?:\?([^#]*))?/i.exec(text) ?? [];
  const address = bareJid(decoded(path)?.trim());
  if (address === undefined) return undefined;
  const [action = '', ...pairs] = query.split(';');
  const fields = new Map<string, string>();
  for (const pair of pairs) {
    const [name = '', ...rest] = pair.split('=');
    const value = decoded(rest.join('='));
    if (value !== undefined && !fields.has(name)) fields.set(name, value);
  }
  return { address, action: action.trim().toLowerCase(), fields };
}

/** The group that a link asks to enter, `xmpp:…?join` (XEP-0045 §17.2.1); `undefined` for any other link. */
export function roomOfLink(href: string): RoomLink | undefined {
  const link = parseXmppLink(href);
  if (link?.action !== 'join' || localOf(link.address) === undefined) return undefined;
  const password = link.fields.get('password');
  return { address: link.address, ...(password && { password }) };
}

/** The link that leads others to a group. Never with its password. */
export function linkOfRoom(address: string): string {
  return `xmpp:${address.split('@').map(encodeURIComponent).join('@')}?join`;
}

/** The passwords of links that were followed; they stand in no address bar and in no history (SECURITY 24). */
const passwords = new Map<string, string>();

/** Where the group of a link is shown before it is entered. Remembers its password until the page is gone. */
export function joinPath({ address, password }: RoomLink): string {
  if (password !== undefined) passwords.set(address, password);
  return `/new/join/${encodeURIComponent(address)}`;
}

/** The password that the followed link to this group held. */
export function passwordFor(address: string): string | undefined {
  return passwords.get(address);
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
