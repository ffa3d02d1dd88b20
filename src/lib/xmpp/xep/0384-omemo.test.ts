import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { utf8 } from '../base64';
import { buildEncrypted, isEncrypted, OMEMO_LIMITS, parseDeviceId, parseEncrypted } from './0384-omemo';

const LEGACY = 'eu.siacs.conversations.axolotl';
const TWO = 'urn:xmpp:omemo:2';
const message = (inside: string) =>
  stanza(`<message to='juliet@capulet.lit' from='romeo@montague.lit' id='send1'>${inside}</message>`);
const encrypted = (ns: string, header: string, payload = '<payload>UEFZ</payload>') =>
  `<encrypted xmlns='${ns}'><header sid='27183'>${header}</header>${payload}</encrypted>`;
const read = (ns: string, header: string, payload?: string) => parseEncrypted(message(encrypted(ns, header, payload)));
const [SIGNAL, PREKEY, PAY] = [utf8('signal'), utf8('prekey'), utf8('PAY')];

/** The example of 0.3 §4.4. */
const OLD = encrypted(
  LEGACY,
  `<key rid='31415'>c2lnbmFs</key><key prekey="true" rid='12321'>
    cHJl
    a2V5
  </key><iv>AAECAwQFBgcICQoL</iv>`
);
/** The example of 0.8 §5.4. */
const NEW = encrypted(
  TWO,
  `<keys jid='juliet@capulet.lit'><key rid='31415'>c2lnbmFs</key></keys>
   <keys jid='romeo@montague.lit'><key rid='1337'>c2lnbmFs</key><key kex='true' rid='12321'>cHJla2V5</key></keys>`
);

describe('a message in the old version', () => {
  it('is read, and reads back as it was written', () => {
    const found = parseEncrypted(message(OLD));
    expect(found).toEqual({
      version: 'legacy',
      sid: 27183,
      keys: [
        { rid: 31415, isPreKey: false, data: SIGNAL },
        { rid: 12321, isPreKey: true, data: PREKEY }
      ],
      iv: Uint8Array.from({ length: 12 }, (_, index) => index),
      payload: PAY
    });
    expect(buildEncrypted(found!).toString()).toBe(
      `<encrypted xmlns="${LEGACY}"><header sid="27183"><key rid="31415">c2lnbmFs</key>` +
        '<key prekey="true" rid="12321">cHJla2V5</key><iv>AAECAwQFBgcICQoL</iv></header><payload>UEFZ</payload></encrypted>'
    );
    expect(parseEncrypted(message(buildEncrypted(found!).toString()))).toEqual(found);
  });
});

describe('a message in the new version', () => {
  it('is read, and reads back as it was written, with the keys of each person together', () => {
    const found = parseEncrypted(message(NEW));
    expect(found).toEqual({
      version: 'omemo:2',
      sid: 27183,
      keys: [
        { rid: 31415, jid: 'juliet@capulet.lit', isPreKey: false, data: SIGNAL },
        { rid: 1337, jid: 'romeo@montague.lit', isPreKey: false, data: SIGNAL },
        { rid: 12321, jid: 'romeo@montague.lit', isPreKey: true, data: PREKEY }
      ],
      payload: PAY
    });
    expect(buildEncrypted(found!).toString()).toBe(
      `<encrypted xmlns="${TWO}"><header sid="27183">` +
        '<keys jid="juliet@capulet.lit"><key rid="31415">c2lnbmFs</key></keys>' +
        '<keys jid="romeo@montague.lit"><key rid="1337">c2lnbmFs</key><key kex="true" rid="12321">cHJla2V5</key></keys>' +
        '</header><payload>UEFZ</payload></encrypted>'
    );
  });

  it('is taken where both are there, unless it is broken', () => {
    expect(parseEncrypted(message(OLD + NEW))?.version).toBe('omemo:2');
    expect(parseEncrypted(message(OLD + NEW.replace("sid='27183'", '')))?.version).toBe('legacy');
  });

  it('tells of every key whose it is', () => {
    const key = "<key rid='1'>c2ln</key>";
    const header = `<keys jid='A@B/c'>${key}</keys><keys jid=''>${key}</keys><keys>${key}</keys>${key}`;
    expect(read(TWO, header)?.keys).toMatchObject([{ jid: 'a@b', rid: 1 }]);
  });
});

describe('an encrypted message', () => {
  it('may be without text', () => {
    const found = read(LEGACY, "<key rid='1'>c2ln</key><iv>AAAA</iv>", '');
    expect(found).toMatchObject({ sid: 27183, keys: [{ rid: 1 }] });
    expect(found).not.toHaveProperty('payload');
    expect(buildEncrypted(found!).toString()).not.toContain('payload');
  });

  it('keeps a text that is broken, as one that no key fits', () => {
    for (const payload of ['<payload>***</payload>', '<payload/>', '<payload><x/></payload>'])
      expect(read(TWO, "<keys jid='a@b'><key rid='1'>c2ln</key></keys>", payload)?.payload).toEqual(new Uint8Array(0));
  });

  it.each([
    ['no header', `<encrypted xmlns='${LEGACY}'><payload>UEFZ</payload></encrypted>`],
    ['no sender', OLD.replace("sid='27183'", '')],
    ['a sender that is none', OLD.replace('27183', '2147483648')],
    ['a header from elsewhere', OLD.replace('<header', "<header xmlns='urn:other'")],
    ['another namespace', OLD.replace(LEGACY, 'urn:xmpp:omemo:0')]
  ])('is none with %s', (_, inside) => {
    expect(parseEncrypted(message(inside))).toBeUndefined();
  });

  it('is none that lies deeper, such as a forwarded one', () => {
    const forwarded = message(`<forwarded xmlns='urn:xmpp:forward:0'>${message(NEW).toString()}</forwarded>`);
    expect(parseEncrypted(forwarded)).toBeUndefined();
    expect(isEncrypted(forwarded)).toBe(false);
    expect(isEncrypted(message(`<encrypted xmlns='${TWO}'/>`))).toBe(true);
    expect(isEncrypted(message('<body>encrypted</body>'))).toBe(false);
  });

  it('loses the keys that are broken or endless, and no more', () => {
    const long = (bytes: number) => btoa('k'.repeat(bytes));
    const header = `<key rid='0'>c2ln</key><key rid='-1'>c2ln</key><key rid='1.5'>c2ln</key><key>c2ln</key><key rid='1'/>
      <key rid='2'>c2l</key><key rid='3'>c2-n</key><key rid='4'>${long(OMEMO_LIMITS.key + 1)}</key>
      <key rid='5' prekey='false'>${long(OMEMO_LIMITS.key)}</key><key xmlns='urn:other' rid='6'>c2ln</key>
      <key rid='7' prekey='yes'>c2ln</key><key rid='8' prekey='1'>c2ln</key><iv>${long(65)}</iv>`;
    const found = read(LEGACY, header);
    expect(found?.keys.map(({ rid, isPreKey }) => [rid, isPreKey])).toEqual([
      [5, false],
      [7, false],
      [8, true]
    ]);
    expect(found).not.toHaveProperty('iv');
  });

  it('has an end', () => {
    const keys = (from: number) =>
      Array.from({ length: 400 }, (_, index) => `<key rid='${from + index}'>c2ln</key>`).join('');
    expect(read(LEGACY, keys(1) + keys(401))?.keys).toHaveLength(OMEMO_LIMITS.keys);
    const grouped = `<keys jid='a@b'>${keys(1)}</keys><keys jid='c@d'>${keys(1)}</keys><keys jid='e@f'>${keys(1)}</keys>`;
    expect(
      read(TWO, grouped)
        ?.keys.map(({ jid }) => jid)
        .slice(399, 501)
    ).toEqual(['a@b', ...Array.from({ length: 100 }, () => 'c@d')]);
  });
});

describe("a device's id", () => {
  it('is a positive number of 31 bits', () => {
    expect(['1', '2147483647', ' 5 '].map(parseDeviceId)).toEqual([1, 2 ** 31 - 1, 5]);
    for (const none of [undefined, '', '0', '-1', '1e3', '2147483648', '0x1'])
      expect(parseDeviceId(none)).toBeUndefined();
  });
});
