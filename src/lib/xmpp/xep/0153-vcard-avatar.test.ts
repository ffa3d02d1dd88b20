import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildPhotoHash, HASH_OF_NOTHING, parsePhotoHash } from './0153-vcard-avatar';

const HASH = '01b87fcd030b72895ff8e88db57ec525450f000d';
const parse = (inside: string, ns = 'vcard-temp:x:update') =>
  parsePhotoHash(stanza(`<presence from='juliet@capulet.lit/balcony'><x xmlns='${ns}'>${inside}</x></presence>`));

describe('the hash of a picture', () => {
  it('is there, or empty, or not said', () => {
    expect(parse(`<photo>${HASH}</photo>`)).toBe(HASH);
    expect(parse(`<photo>\n ${HASH.toUpperCase()} </photo>`)).toBe(HASH);
    expect(parse('<photo/>')).toBe('');
    expect(parse('')).toBeUndefined();
    expect(parsePhotoHash(stanza('<presence/>'))).toBeUndefined();
  });

  it('is empty also where a server names what is empty', () => {
    expect(parse(`<photo>${HASH_OF_NOTHING}</photo>`)).toBe('');
  });

  it('is said of the own picture', () => {
    expect(buildPhotoHash(HASH).toString()).toBe(`<x xmlns="vcard-temp:x:update"><photo>${HASH}</photo></x>`);
    expect(buildPhotoHash('').toString()).toBe('<x xmlns="vcard-temp:x:update"><photo></photo></x>');
  });

  it('is nothing else', () => {
    for (const text of ['x', HASH.slice(1), `${HASH}0`, `../${HASH}`])
      expect(parse(`<photo>${text}</photo>`)).toBeUndefined();
    expect(parse(`<photo>${HASH}</photo>`, 'vcard-temp')).toBeUndefined();
    expect(parse(`<photo xmlns='urn:o'>${HASH}</photo>`)).toBeUndefined();
  });
});
