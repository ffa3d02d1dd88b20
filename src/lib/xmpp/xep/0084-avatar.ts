// XEP-0084: User Avatar, 1.1.4, https://xmpp.org/extensions/xep-0084.html
import { encodeBase64 } from '../base64';
import { parseUnsigned } from '../lexical';
import { readPicture, type Picture } from '../picture';
import type { Requests } from '../requests';
import { attr, children, el, text, type Element } from '../xml';
import { fetchItems, type PubsubItem } from './0060-pubsub';

/** The node that holds the bytes. */
export const AVATAR_DATA = 'urn:xmpp:avatar:data';
/** The node that tells of a new picture. */
export const AVATAR_METADATA = 'urn:xmpp:avatar:metadata';

/** One form of a picture that can be fetched (§4.2). */
export interface AvatarInfo {
  /** SHA-1, hexadecimal, and the item's id. */
  id: string;
  type: string;
  /** How large its sender says it is. */
  bytes: number;
  width?: number;
  height?: number;
}

/**
 * Reads items of the metadata node: the forms of the newest picture that lie in the data node (§4.2.2). None: the user
 * has no picture; `undefined`: nothing is said. Pictures elsewhere on the web are left out, since a message must not
 * make anybody call there.
 */
export function parseAvatarMetadata(items: PubsubItem[]): AvatarInfo[] | undefined {
  const metadata = items.at(-1)?.payload;
  if (!metadata?.is('metadata', AVATAR_METADATA)) return undefined;
  return children(metadata, 'info', AVATAR_METADATA).flatMap((info) => {
    const id = attr(info, 'id')?.toLowerCase() ?? '';
    const bytes = parseUnsigned(attr(info, 'bytes'));
    const width = parseUnsigned(attr(info, 'width'));
    const height = parseUnsigned(attr(info, 'height'));
    if (!/^[0-9a-f]{40}$/.test(id) || attr(info, 'url') !== undefined) return [];
    return [
      { id, type: attr(info, 'type') ?? '', bytes: bytes ?? 0, ...(width && { width }), ...(height && { height }) }
    ];
  });
}

/** What can be drawn is fetched only when it is no larger, bytes. */
const LARGEST = 700_000;

/** The form to fetch: one that can be drawn, the first that its sender names. */
export function chooseForm(forms: AvatarInfo[]): AvatarInfo | undefined {
  const isDrawn = ({ type, bytes }: AvatarInfo) => /^image\/(png|jpeg|webp|gif)$/i.test(type) && bytes <= LARGEST;
  return forms.find(isDrawn);
}

/** Fetches a picture (§3.2); `undefined` unless it is one and its bytes are those that were announced. */
export async function fetchAvatarData(requests: Requests, jid: string, id: string): Promise<Picture | undefined> {
  const item = (await fetchItems(requests, AVATAR_DATA, { to: jid, ids: [id] })).find((found) => found.id === id);
  if (!item?.payload?.is('data', AVATAR_DATA)) return undefined;
  const picture = await readPicture(text(item.payload));
  return picture?.hash === id ? picture : undefined;
}

/** The bytes of a picture, for an item whose id is their SHA-1 (§4.1). */
export function buildAvatarData(bytes: Picture['bytes']): Element {
  return el('data', { xmlns: AVATAR_DATA }, encodeBase64(bytes));
}

/** Tells which picture is there (§4.2.1); nothing says that there is none (§4.2.3). */
export function buildAvatarMetadata(info: AvatarInfo | undefined): Element {
  const size = (name: 'bytes' | 'width' | 'height') => (info?.[name] === undefined ? undefined : String(info[name]));
  const attrs = { bytes: size('bytes'), id: info?.id, type: info?.type, width: size('width'), height: size('height') };
  return el('metadata', { xmlns: AVATAR_METADATA }, info && el('info', attrs));
}
