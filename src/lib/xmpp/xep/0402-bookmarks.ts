// XEP-0402: PEP Native Bookmarks, 1.2.0, https://xmpp.org/extensions/xep-0402.html
import { bareJid } from '../../base/jid';
import { fromFragment, toFragment } from '../fragment';
import { parseBoolean } from '../lexical';
import { attr, child, childText, el, elements, type Element } from '../xml';
import type { NodeOptions, PubsubItem } from './0060-pubsub';
import { PRIVATE_NODE } from './0223-private-data';

/** The node and the namespace. */
export const BOOKMARKS = 'urn:xmpp:bookmarks:1';
/** Announced by an account whose server keeps old bookmarks in private XML (XEP-0049) the same (§5.2). */
export const BOOKMARKS_COMPAT = `${BOOKMARKS}#compat`;
/** The same for old bookmarks in a node (XEP-0048 §4). */
export const BOOKMARKS_COMPAT_PEP = `${BOOKMARKS}#compat-pep`;

/** The node's settings (§3.2): private, every room kept, nothing sent at login because all of it is fetched then. */
export const BOOKMARKS_NODE: NodeOptions = [
  ...PRIVATE_NODE,
  ['max_items', 'max'],
  ['send_last_published_item', 'never']
];

/** A room that the user wants to find again. */
export interface Bookmark {
  /** Bare. */
  room: string;
  name?: string;
  /** Enter it at login, and at once when this turns true (§4). */
  autojoin: boolean;
  nick?: string;
  password?: string;
  /** What others keep there, as a fragment: never lost, known or not (§3.1). */
  extensions: string;
}

/** The room's address, if it can be one: rooms have a local part. */
export function parseRoomJid(text: string | undefined): string | undefined {
  const room = bareJid(text);
  return room?.includes('@') ? room : undefined;
}

/** Reads the `<conference/>` of that namespace, old or new. */
export function parseConference(room: string, conference: Element, ns: string): Bookmark {
  const name = attr(conference, 'name');
  const nick = childText(conference, 'nick', ns);
  const password = childText(conference, 'password', ns);
  const extensions = child(conference, 'extensions', BOOKMARKS);
  return {
    room,
    autojoin: parseBoolean(attr(conference, 'autojoin')) ?? false,
    extensions: extensions ? toFragment(elements(extensions)) : '',
    ...(name && { name }),
    ...(nick && { nick }),
    ...(password && { password })
  };
}

/** Reads an item of the own node: its id is the room (§3.1). */
export function parseBookmark(item: PubsubItem): Bookmark | undefined {
  const room = parseRoomJid(item.id);
  return room && item.payload?.is('conference', BOOKMARKS) ? parseConference(room, item.payload, BOOKMARKS) : undefined;
}

/** The payload of the item whose id is the room's address. */
export function buildBookmark({ name, autojoin, nick, password, extensions }: Bookmark): Element {
  return el(
    'conference',
    { xmlns: BOOKMARKS, name, autojoin: autojoin ? 'true' : undefined },
    nick !== undefined && el('nick', {}, nick),
    password !== undefined && el('password', {}, password),
    extensions !== '' && el('extensions', {}, ...fromFragment(extensions))
  );
}
