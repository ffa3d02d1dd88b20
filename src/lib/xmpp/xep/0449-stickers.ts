// XEP-0449: Stickers, 0.1.1, https://xmpp.org/extensions/xep-0449.html
import { attr, child, el, type Element } from '../xml';

/** Also the node of PEP that an account's packs are in (§4.1). */
export const STICKERS = 'urn:xmpp:stickers:0';

const LONGEST_ID = 200;
/** Of an address (RFC 7622 §3.1) or a node. */
const LONGEST_PLACE = 3_071;

/** What a message says of its sticker. */
export interface StickerMark {
  /** Id of the pack; empty where none is named. */
  pack: string;
  /** Where the pack is, if not in the sender's own node. */
  place?: { jid: string; node: string };
}

/** What says that the message's file is a sticker (§4.3); `undefined` for no sticker. */
export function parseSticker(message: Element): StickerMark | undefined {
  const sticker = child(message, 'sticker', STICKERS);
  if (!sticker) return undefined;
  const [jid, node] = [attr(sticker, 'jid'), attr(sticker, 'node') ?? STICKERS];
  const isTooLong = [jid ?? '', node].some((one) => one.length > LONGEST_PLACE);
  const pack = isTooLong ? '' : (attr(sticker, 'pack') ?? '').slice(0, LONGEST_ID);
  return { pack, ...(jid && pack && { place: { jid, node } }) };
}

/** Says that the message's file is a sticker of this pack. */
export function buildSticker({ pack, place }: StickerMark): Element {
  return el('sticker', { xmlns: STICKERS, ...(pack && { pack, ...place }) });
}
