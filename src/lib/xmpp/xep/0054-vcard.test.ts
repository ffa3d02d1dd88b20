import { describe, expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { encodeBase64, utf8 } from '../base64';
import { StanzaError } from '../requests';
import { changeOwnVcard, fetchVcardPhoto, setVcardPhoto } from './0054-vcard';

const ROOM = 'garden@chat.shakespeare.example.org';
const GIF = utf8('GIF89a');
const photo = (base64: string, type = 'image/gif') => `<PHOTO><TYPE>${type}</TYPE><BINVAL>${base64}</BINVAL></PHOTO>`;
const vcard = (inside: string) => `<vCard xmlns='vcard-temp'><FN>The Garden</FN>${inside}</vCard>`;
const SVG = photo(encodeBase64(utf8('<svg/>')), 'image/svg+xml');

describe('the picture in a vCard', () => {
  it('is fetched, and known by its bytes', async () => {
    const requests = answering('a@b', vcard(photo(`\n${encodeBase64(GIF)}\n`, 'text/html')));
    expect(await fetchVcardPhoto(requests, ROOM)).toEqual({
      type: 'image/gif',
      bytes: GIF,
      hash: expect.stringMatching(/^[0-9a-f]{40}$/) as string
    });
    expect(requests.asked).toEqual([`get ${ROOM} <vCard xmlns="vcard-temp"/>`]);
  });

  it('is the first that can be drawn', async () => {
    const several = vcard(SVG + photo('***') + photo(encodeBase64(GIF)));
    expect((await fetchVcardPhoto(answering('a@b', several), ROOM))?.type).toBe('image/gif');
    expect(await fetchVcardPhoto(answering('a@b', vcard(SVG)), ROOM)).toBeUndefined();
  });

  it('may not be there', async () => {
    const answers = ['', vcard(''), vcard('<PHOTO/>'), "<vCard xmlns='other'/>", new StanzaError('item-not-found')];
    for (const answer of answers) expect(await fetchVcardPhoto(answering('a@b', answer), ROOM)).toBeUndefined();
    const refused = fetchVcardPhoto(answering('a@b', new StanzaError('forbidden')), ROOM);
    await expect(refused).rejects.toMatchObject({ condition: 'forbidden' });
  });

  it('is set, and taken away', async () => {
    const requests = answering('a@b', '', '');
    await setVcardPhoto(requests, ROOM, { type: 'image/gif', bytes: GIF });
    await setVcardPhoto(requests, ROOM, undefined);
    expect(requests.asked).toEqual([
      `set ${ROOM} <vCard xmlns="vcard-temp"><PHOTO><TYPE>image/gif</TYPE><BINVAL>R0lGODlh</BINVAL></PHOTO></vCard>`,
      `set ${ROOM} <vCard xmlns="vcard-temp"/>`
    ]);
  });
});

describe('the own vCard', () => {
  const changed = async (stored: string | StanzaError, change: Parameters<typeof changeOwnVcard>[1]) => {
    const requests = answering('a@b', stored, '');
    await changeOwnVcard(requests, change);
    return requests.asked[1];
  };
  const set = (inside: string) => `set - <vCard xmlns="vcard-temp">${inside}</vCard>`;
  const GIF_PHOTO = photo('R0lGODlh');

  it('keeps what is not changed', async () => {
    const stored = vcard(`\n<NICKNAME>Old</NICKNAME><EMAIL><USERID>a@b</USERID></EMAIL>${GIF_PHOTO}${GIF_PHOTO}`);
    const rest = '<FN>The Garden</FN>';
    const mail = '<EMAIL><USERID>a@b</USERID></EMAIL>';
    expect(await changed(stored, { nickname: 'New' })).toBe(
      set(`${rest}${mail}${GIF_PHOTO}${GIF_PHOTO}<NICKNAME>New</NICKNAME>`)
    );
    expect(await changed(stored, { photo: 'none' })).toBe(set(`${rest}<NICKNAME>Old</NICKNAME>${mail}`));
    expect(await changed(stored, { photo: { type: 'image/gif', bytes: GIF } })).toBe(
      set(`${rest}<NICKNAME>Old</NICKNAME>${mail}${GIF_PHOTO}`)
    );
  });

  it('is made where there is none', async () => {
    const made = set('<NICKNAME>Me</NICKNAME>');
    for (const none of ['', "<vCard xmlns='other'><FN>x</FN></vCard>", new StanzaError('item-not-found')])
      expect(await changed(none, { nickname: 'Me' })).toBe(made);
    await expect(changed(new StanzaError('timeout'), { nickname: 'Me' })).rejects.toMatchObject({
      condition: 'timeout'
    });
  });
});
