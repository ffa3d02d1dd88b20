// XEP-0048: Bookmarks, 1.2, https://xmpp.org/extensions/xep-0048.html
import { fromFragment, toFragment } from '../fragment';
import { attr, el, elements, type Element } from '../xml';
import { BOOKMARKS, parseConference, parseRoomJid, type Bookmark } from './0402-bookmarks';

/** The namespace, in private XML (XEP-0049) or in the node of this name, item `current` (§4). */
export const OLD_BOOKMARKS = 'storage:bookmarks';

/** A bookmark in the old list. */
export interface OldBookmark extends Bookmark {
  /** What else stands in it, as a fragment: other clients keep their own there. */
  rest?: string;
}

/** All of the old list; it is only ever stored as a whole. */
export interface OldBookmarks {
  bookmarks: OldBookmark[];
  /** Web addresses, and whatever nobody knows, as a fragment. */
  rest: string;
}

const isOwn = (element: Element): boolean =>
  element.is('nick', OLD_BOOKMARKS) || element.is('password', OLD_BOOKMARKS) || element.is('extensions', BOOKMARKS);

function parseEntry(element: Element): OldBookmark | undefined {
  const room = element.is('conference', OLD_BOOKMARKS) ? parseRoomJid(attr(element, 'jid')) : undefined;
  if (!room) return undefined;
  const rest = toFragment(elements(element).filter((inside) => !isOwn(inside)));
  return { ...parseConference(room, element, OLD_BOOKMARKS), ...(rest && { rest }) };
}

/** Reads the list (§3); what is no bookmark of a room stays in `rest`. */
export function parseOldBookmarks(storage: Element): OldBookmarks | undefined {
  if (!storage.is('storage', OLD_BOOKMARKS)) return undefined;
  const bookmarks: OldBookmark[] = [];
  const rest: Element[] = [];
  for (const element of elements(storage)) {
    const bookmark = parseEntry(element);
    if (bookmark) bookmarks.push(bookmark);
    else rest.push(element);
  }
  return { bookmarks, rest: toFragment(rest) };
}

function buildEntry({ room, name, autojoin, nick, password, extensions, rest = '' }: OldBookmark): Element {
  return el(
    'conference',
    { jid: room, name, autojoin: autojoin ? 'true' : undefined },
    nick !== undefined && el('nick', {}, nick),
    password !== undefined && el('password', {}, password),
    extensions !== '' && el('extensions', { xmlns: BOOKMARKS }, ...fromFragment(extensions)),
    ...fromFragment(rest)
  );
}

/** Writes the list, whole (§3). */
export function buildOldBookmarks({ bookmarks, rest }: OldBookmarks): Element {
  return el('storage', { xmlns: OLD_BOOKMARKS }, ...bookmarks.map(buildEntry), ...fromFragment(rest));
}
