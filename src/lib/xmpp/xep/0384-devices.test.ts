import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { utf8 } from '../base64';
import {
  buildBundle,
  buildDeviceList,
  DEVICE_LIMITS,
  parseBundle,
  parseDeviceList,
  type OmemoBundle
} from './0384-devices';

const LEGACY = 'eu.siacs.conversations.axolotl';
const TWO = 'urn:xmpp:omemo:2';

describe('a list of devices', () => {
  it('is read in the old version, and written so', () => {
    const list = stanza(`<list xmlns='${LEGACY}'><device id='12345' /><device id='4223' label='Gajim' /></list>`);
    const found = parseDeviceList(list, 'legacy');
    expect(found).toEqual([{ id: 12345 }, { id: 4223 }]);
    expect(buildDeviceList([{ id: 12345, label: 'Phone' }, { id: 4223 }], 'legacy').toString()).toBe(
      `<list xmlns="${LEGACY}"><device id="12345"/><device id="4223"/></list>`
    );
  });

  it('tells names in the new version', () => {
    const list = stanza(`<devices xmlns='${TWO}'><device id='12345' />
      <device id='4223' label='Gajim on Ubuntu Linux' labelsig='c2ln' /></devices>`);
    const found = parseDeviceList(list, 'omemo:2');
    expect(found).toEqual([{ id: 12345 }, { id: 4223, label: 'Gajim on Ubuntu Linux', labelSignature: utf8('sig') }]);
    expect(buildDeviceList(found!, 'omemo:2').toString()).toBe(
      `<devices xmlns="${TWO}"><device id="12345"/>` +
        '<device id="4223" label="Gajim on Ubuntu Linux" labelsig="c2ln"/></devices>'
    );
  });

  it('may be empty; another element is none', () => {
    expect(parseDeviceList(stanza(`<devices xmlns='${TWO}'/>`), 'omemo:2')).toEqual([]);
    expect(parseDeviceList(stanza(`<devices xmlns='${TWO}'/>`), 'legacy')).toBeUndefined();
    expect(parseDeviceList(stanza(`<list xmlns='${TWO}'/>`), 'omemo:2')).toBeUndefined();
    expect(parseDeviceList(undefined, 'omemo:2')).toBeUndefined();
  });

  it('holds each device once, no broken one, and has an end', () => {
    const device = (id: number | string, more = '') => `<device id='${id}' ${more}/>`;
    const list = (inside: string) => parseDeviceList(stanza(`<devices xmlns='${TWO}'>${inside}</devices>`), 'omemo:2');
    expect(list(device(1, "label='a'") + device(1, "label='b'") + device(0) + device('x') + device(2 ** 31))).toEqual([
      { id: 1, label: 'a' }
    ]);
    expect(list(device(1, `label='${'x'.repeat(201)}' labelsig='c2ln'`) + device(2, "label=''"))).toEqual([
      { id: 1 },
      { id: 2 }
    ]);
    expect(list(device(1, "label='a' labelsig='***'") + device(2, "labelsig='c2ln'"))).toEqual([
      { id: 1, label: 'a' },
      { id: 2 }
    ]);
    const many = Array.from({ length: 200 }, (_, index) => device(index + 1)).join('');
    expect(list(many)).toHaveLength(DEVICE_LIMITS.devices);
  });
});

describe('a bundle', () => {
  const parts = { identity: utf8('identity'), signature: utf8('signature') };
  const bundle = (version: OmemoBundle['version']): OmemoBundle => ({
    ...{ version, ...parts, signedPreKey: { id: 1, key: utf8('signed') } },
    preKeys: [
      { id: 1, key: utf8('one') },
      { id: 2, key: utf8('two') }
    ]
  });
  /** The example of 0.3 §4.2. */
  const OLD = `<bundle xmlns='${LEGACY}'>
    <signedPreKeyPublic signedPreKeyId='1'>
      c2ln
      bmVk
    </signedPreKeyPublic>
    <signedPreKeySignature>c2lnbmF0dXJl</signedPreKeySignature>
    <identityKey>aWRlbnRpdHk=</identityKey>
    <prekeys><preKeyPublic preKeyId='1'>b25l</preKeyPublic><preKeyPublic preKeyId='2'> dHdv </preKeyPublic></prekeys>
  </bundle>`;
  /** The example of 0.8 §5.3.1. */
  const NEW = `<bundle xmlns='${TWO}'><spk id='1'>c2lnbmVk</spk><spks>c2lnbmF0dXJl</spks><ik>aWRlbnRpdHk=</ik>
    <prekeys><pk id='1'>b25l</pk><pk id='2'>dHdv</pk></prekeys></bundle>`;

  it.each([
    ['legacy', OLD],
    ['omemo:2', NEW]
  ] as const)('is read in %s, and written so', (version, xml) => {
    expect(parseBundle(stanza(xml), version)).toEqual(bundle(version));
    expect(buildBundle(bundle(version)).toString().replace(/\s/g, '')).toBe(
      stanza(xml.replace(/>\s+|\s+</g, (space) => space.trim()))
        .toString()
        .replace(/\s/g, '')
    );
  });

  it('may have an id of 0, and no pre key left', () => {
    const zero = NEW.replace("spk id='1'", "spk id='0'").replace(/<pk.*<\/pk>/, '');
    expect(parseBundle(stanza(zero), 'omemo:2')).toMatchObject({ signedPreKey: { id: 0 }, preKeys: [] });
  });

  it.each([
    ['no signed pre key', NEW.replace('<spk ', '<sp ').replace('</spk>', '</sp>')],
    ['a signed pre key without id', NEW.replace("spk id='1'", 'spk')],
    ['a signed pre key with a huge id', NEW.replace("spk id='1'", "spk id='4294967296'")],
    ['no signature', NEW.replace(/<spks.*<\/spks>/, '')],
    ['a broken signature', NEW.replace('c2lnbmF0dXJl', 'c2lnbmF0dXJ')],
    ['no identity', NEW.replace(/<ik.*<\/ik>/, '')],
    ['an endless identity', NEW.replace('aWRlbnRpdHk=', btoa('x'.repeat(129)))],
    ['no pre keys', NEW.replace(/<prekeys.*<\/prekeys>/, '')],
    ['another namespace', NEW.replace(TWO, 'urn:xmpp:omemo:1')]
  ])('is none with %s', (_, xml) => {
    expect(parseBundle(stanza(xml), 'omemo:2')).toBeUndefined();
  });

  it('is none of the other version, and none at all', () => {
    expect(parseBundle(stanza(NEW), 'legacy')).toBeUndefined();
    expect(parseBundle(stanza(OLD), 'omemo:2')).toBeUndefined();
    expect(parseBundle(undefined, 'legacy')).toBeUndefined();
  });

  it('loses the pre keys that are broken, and has an end', () => {
    const many = Array.from({ length: 600 }, (_, index) => `<pk id='${index + 10}'>dHdv</pk>`).join('');
    const broken = "<pk>dHdv</pk><pk id='x'>dHdv</pk><pk id='3'/><pk id='4'>*</pk>";
    const found = parseBundle(stanza(NEW.replace("<pk id='2'>dHdv</pk>", broken + many)), 'omemo:2');
    expect(found?.preKeys.slice(0, 2).map(({ id }) => id)).toEqual([1, 10]);
    expect(found?.preKeys).toHaveLength(DEVICE_LIMITS.preKeys - 4);
  });
});
