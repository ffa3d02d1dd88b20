import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { decodeBase64 } from '../base64';
import { ATM, buildTrustMessage, parseTrustMessage, TRUST_LIMITS, TRUST_MESSAGES } from './0450-trust-messages';

const KEYS = [
  'aFABnX7Q/rbTgjBySYzrT2FsYCVYb49mbca5yB734KQ=',
  'IhpPjiKLchgrAG5cpSfTvdzPjZ5v6vTOluHEUehkgCA=',
  'YjVI04NcbTPvXLaA95RO84HPcSvyOgEZ2r5cTyUs0C8=',
  'tCP1CI3pqSTVGzFYFyPYUMfMZ9Ck/msmfD0wH/VtJBM='
];
const [A1 = '', A2 = '', B1 = '', B2 = ''] = KEYS;
const bytes = (key: string) => decodeBase64(key)!;
const trusting = (inside: string, usage = ATM, encryption = 'urn:xmpp:omemo:2') =>
  `<trust-message xmlns='${TRUST_MESSAGES}' usage='${usage}' encryption='${encryption}'>${inside}</trust-message>`;
const owner = (jid: string, inside: string) => `<key-owner jid='${jid}'>${inside}</key-owner>`;
const read = (...inside: string[]) => parseTrustMessage(stanza(`<message>${inside.join('')}</message>`));

/** The example of XEP-0434 §4. */
const EXAMPLE = trusting(
  owner('alice@example.org', `<trust>${A1}</trust><trust>${A2}</trust>`) +
    owner('bob@example.com', `<trust>${B1}</trust><distrust>${B2}</distrust>`)
);

describe('what a device trusts', () => {
  it('is read as in the example, and written so', () => {
    const found = read(EXAMPLE);
    expect(found).toEqual({
      version: 'omemo:2',
      owners: [
        { jid: 'alice@example.org', trust: [bytes(A1), bytes(A2)], distrust: [] },
        { jid: 'bob@example.com', trust: [bytes(B1)], distrust: [bytes(B2)] }
      ]
    });
    expect(buildTrustMessage(found!).toString()).toBe(EXAMPLE.replaceAll("'", '"'));
    expect(read(trusting(owner('a@b', `<trust>${A1}</trust>`), ATM, 'eu.siacs.conversations.axolotl'))?.version).toBe(
      'legacy'
    );
  });

  it.each([
    ['said twice', EXAMPLE + EXAMPLE],
    ['for another use', trusting(owner('a@b', `<trust>${A1}</trust>`), 'urn:xmpp:atm:0')],
    ['about other keys', trusting(owner('a@b', `<trust>${A1}</trust>`), ATM, 'urn:xmpp:openpgp:0')],
    ['in the namespace before', EXAMPLE.replace(TRUST_MESSAGES, 'urn:xmpp:tm:0')],
    ['about nobody', trusting('')],
    ['about somebody without address', trusting(owner('', `<trust>${A1}</trust>`))],
    ['about no key', trusting(owner('a@b', '<trust/><trust>***</trust>'))],
    ['about an endless key', trusting(owner('a@b', `<trust>${btoa('x'.repeat(65))}</trust>`))],
    ['deeper', `<x xmlns='urn:x'>${EXAMPLE}</x>`]
  ])('is not what is %s', (_, inside) => {
    expect(read(inside)).toBeUndefined();
  });

  it('is not what it distrusts as well', () => {
    const both = owner('a@b', `<trust>${A1}</trust><distrust> ${A1} </distrust><trust>${A2}</trust>`);
    expect(read(trusting(both))?.owners).toEqual([{ jid: 'a@b', trust: [bytes(A2)], distrust: [bytes(A1)] }]);
  });

  it('has an end', () => {
    const many = `<trust>${A1}</trust>`.repeat(150);
    const found = read(trusting(Array.from({ length: 300 }, (_, index) => owner(`a${index}@b`, many)).join('')));
    expect(found?.owners).toHaveLength(TRUST_LIMITS.owners);
    expect(found?.owners[0]?.trust).toHaveLength(TRUST_LIMITS.keys);
  });
});
