import { expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildSticker, parseSticker, STICKERS } from './0449-stickers';

const parse = (inner: string) => parseSticker(stanza(`<message><body>😘</body>${inner}</message>`));

it('a sticker is read and written as in the example of §4.2', () => {
  expect(parse(`<sticker xmlns='${STICKERS}' pack='EpRv28DHHzFrE4zd+xaNpVb4'/>`)).toBe('EpRv28DHHzFrE4zd+xaNpVb4');
  expect(buildSticker('EpRv28DHHzFrE4zd+xaNpVb4').toString()).toBe(
    `<sticker xmlns="${STICKERS}" pack="EpRv28DHHzFrE4zd+xaNpVb4"/>`
  );
});

it('a sticker may be of no pack, and of no endless one', () => {
  expect(parse(`<sticker xmlns='${STICKERS}'/>`)).toBe('');
  expect(parse(buildSticker('').toString())).toBe('');
  expect(parse(`<sticker xmlns='${STICKERS}' pack='${'x'.repeat(9_000)}'/>`)).toHaveLength(200);
});

it('nothing else is one', () => {
  expect(parse('')).toBeUndefined();
  expect(parse("<sticker pack='x'/><sticker xmlns='urn:xmpp:stickers:9' pack='x'/>")).toBeUndefined();
});
