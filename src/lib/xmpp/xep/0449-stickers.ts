// XEP-0449: Stickers, 0.1.1, https://xmpp.org/extensions/xep-0449.html
import { attr, child, el, type Element } from '../xml';

export const STICKERS = 'urn:xmpp:stickers:0';

const LONGEST = 200;

/** The id of the pack whose sticker the message's file is, empty where it names none; `undefined` for no sticker (§4.3). */
export function parseSticker(message: Element): string | undefined {
  const sticker = child(message, 'sticker', STICKERS);
  return sticker && (attr(sticker, 'pack') ?? '').slice(0, LONGEST);
}

/** Says that the message's file is a sticker of this pack. */
export function buildSticker(pack: string): Element {
  return el('sticker', { xmlns: STICKERS, ...(pack && { pack }) });
}
