import { describe, expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { StanzaError } from '../requests';
import { setVcard4Nickname } from './0292-vcard4';

const NS = 'urn:ietf:params:xml:ns:vcard-4.0';

async function named(stored: string | StanzaError): Promise<string | undefined> {
  const requests = answering('samizzi@cisco.com', stored, '');
  await setVcard4Nickname(requests, 'Sam & Co');
  expect(requests.asked[0]).toBe(`get - <vcard xmlns="${NS}"/>`);
  return requests.asked[1];
}
const set = (inside: string) =>
  `set - <vcard xmlns="${NS}">${inside}<nickname><text>Sam &amp; Co</text></nickname></vcard>`;

describe('the nickname in a vCard4', () => {
  it('takes the place of the old ones, and nothing else is lost', async () => {
    const rest = '<fn><text>Peter Saint-Andre</text></fn><bday><date>1966-08-06</date></bday>';
    const nicknames = '<nickname><text>stpeter</text></nickname><nickname><text>psa</text></nickname>';
    expect(await named(`<vcard xmlns="${NS}">${nicknames}${rest}</vcard>`)).toBe(set(rest));
  });

  it('stands alone where there was no card', async () => {
    const none = [
      `<vcard xmlns="${NS}"/>`,
      '',
      '<vcard xmlns="urn:other"><fn/></vcard>',
      new StanzaError('item-not-found')
    ];
    for (const one of none) expect(await named(one)).toBe(set(''));
  });

  it('is not set where the server says no', async () => {
    await expect(named(new StanzaError('service-unavailable'))).rejects.toMatchObject({
      condition: 'service-unavailable'
    });
  });
});
