import { expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildSticker, parseSticker, STICKERS } from './0449-stickers';

const PACK = 'EpRv28DHHzFrE4zd+xaNpVb4';
const parse = (inner: string) => parseSticker(stanza(`<message><body>😘</body>${inner}</message>`));

it('a sticker is read and written as in the example of §4.2', () => {
  expect(parse(`<sticker xmlns='${STICKERS}' pack='${PACK}'/>`)).toEqual({ pack: PACK });
  expect(buildSticker({ pack: PACK }).toString()).toBe(`<sticker xmlns="${STICKERS}" pack="${PACK}"/>`);
});

it('a sticker may be of a pack that is elsewhere', () => {
  const place = { jid: 'stickers.montague.lit', node: 'cats' };
  expect(parse(buildSticker({ pack: PACK, place }).toString())).toEqual({ pack: PACK, place });
  expect(parse(`<sticker xmlns='${STICKERS}' pack='x' jid='a.lit'/>`)).toEqual({
    pack: 'x',
    place: { jid: 'a.lit', node: STICKERS }
  });
});

it('a sticker may be of no pack, and of no endless one', () => {
  expect(parse(`<sticker xmlns='${STICKERS}'/>`)).toEqual({ pack: '' });
  expect(parse(buildSticker({ pack: '' }).toString())).toEqual({ pack: '' });
  expect(parse(`<sticker xmlns='${STICKERS}' pack='${'x'.repeat(9_000)}'/>`)?.pack).toHaveLength(200);
  expect(parse(`<sticker xmlns='${STICKERS}' pack='x' jid='${'x'.repeat(9_000)}'/>`)).toEqual({ pack: '' });
});

it('nothing else is one', () => {
  expect(parse('')).toBeUndefined();
  expect(parse("<sticker pack='x'/><sticker xmlns='urn:xmpp:stickers:9' pack='x'/>")).toBeUndefined();
});
