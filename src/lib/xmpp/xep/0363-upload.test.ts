import { describe, expect, it } from 'vitest';
import { answering, stanza } from '../../../../tests/support/requests';
import { parseStanzaError, StanzaError } from '../requests';
import { child } from '../xml';
import { fetchInfo } from './0030-disco';
import { isTooLarge, parseSlot, readUploadService, requestSlot } from './0363-upload';

const SELF = 'romeo@montague.tld';
const SLOT = `<slot xmlns='urn:xmpp:http:upload:0'>
  <put url='https://upload.montague.tld/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/tr%C3%A8s%20cool.jpg'>
    <header name='Authorization'>Basic Base64String==</header>
    <header name='Cookie'>foo=bar; user=romeo</header>
  </put>
  <get url='https://download.montague.tld/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/tr%C3%A8s%20cool.jpg' />
</slot>`;
const INFO = `<query xmlns='http://jabber.org/protocol/disco#info'>
  <identity category='store' type='file' name='HTTP File Upload' /><feature var='urn:xmpp:http:upload:0' />
  <x type='result' xmlns='jabber:x:data'>
    <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:http:upload:0</value></field>
    <field var='max-file-size'><value>5242880</value></field>
  </x></query>`;
const parse = (xml: string) => {
  const slot = child(stanza(`<iq>${xml}</iq>`), 'slot', 'urn:xmpp:http:upload:0');
  return slot && parseSlot(slot);
};

describe('an upload service', () => {
  const read = async (xml: string) => readUploadService(await fetchInfo(answering(SELF, xml), 'upload.montague.tld'));

  it('says what it takes', async () => {
    expect(await read(INFO)).toEqual({ maxSize: 5242880 });
  });

  it('may not say how much, or say it in a way that nobody understands', async () => {
    expect(await read(INFO.replace('max-file-size', 'x'))).toEqual({});
    expect(await read(INFO.replace('5242880', '5 MB'))).toEqual({});
    expect(await read(INFO.replace('<value>urn:xmpp:http:upload:0', '<value>x'))).toEqual({});
  });

  it('is none without the feature', async () => {
    expect(await read(INFO.replace("var='urn:xmpp:http:upload:0'", "var='urn:xmpp:http:upload'"))).toBeUndefined();
  });
});

describe('a slot', () => {
  it('is asked for, and read with what goes along', async () => {
    const requests = answering(SELF, SLOT);
    const slot = await requestSlot(requests, 'upload.montague.tld', {
      name: 'très cool.jpg',
      size: 23456,
      type: 'image/jpeg'
    });
    expect(requests.asked).toEqual([
      'get upload.montague.tld <request xmlns="urn:xmpp:http:upload:0" filename="très cool.jpg" size="23456" content-type="image/jpeg"/>'
    ]);
    expect(slot).toEqual({
      put: 'https://upload.montague.tld/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/tr%C3%A8s%20cool.jpg',
      get: 'https://download.montague.tld/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/tr%C3%A8s%20cool.jpg',
      headers: [
        ['Authorization', 'Basic Base64String=='],
        ['Cookie', 'foo=bar; user=romeo']
      ]
    });
  });

  it('brings no header that is not allowed, and none with a line break', () => {
    const withHeader = (name: string, value: string) =>
      parse(SLOT.replace('Authorization', name).replace('Basic Base64String==', value))?.headers.map(([key]) => key);
    expect(withHeader('Expires', 'never')).toEqual(['Expires', 'Cookie']);
    expect(withHeader('AUTHORIZATION', 'x')).toEqual(['AUTHORIZATION', 'Cookie']);
    for (const name of ['Host', 'X-Evil', 'Content-Type', '', 'Authorization&#10;X'])
      expect(withHeader(name, 'x'), name).toEqual(['Cookie']);
    for (const value of ['a&#10;X-Evil: b', 'a&#13;b']) expect(withHeader('Expires', value), value).toEqual(['Cookie']);
  });

  it('is none when an address is missing', async () => {
    expect(parse(SLOT.replace(/<get [^]*?>/, ''))).toBeUndefined();
    expect(parse(SLOT.replace(/<put url='[^']*'/, '<put'))).toBeUndefined();
    expect(parse(SLOT.replace('urn:xmpp:http:upload:0', 'urn:xmpp:http:upload'))).toBeUndefined();
    const wish = { name: 'a', size: 1, type: 'text/plain' };
    await expect(requestSlot(answering(SELF, '<slot/>'), 'u', wish)).rejects.toThrow(StanzaError);
  });
});

describe('a refusal', () => {
  const error = (inside: string) =>
    parseStanzaError(
      stanza(`<iq type='error'><error type='modify'>
    <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' />${inside}</error></iq>`)
    );

  it('for the size is known from others', () => {
    const tooLarge =
      "<file-too-large xmlns='urn:xmpp:http:upload:0'><max-file-size>20000</max-file-size></file-too-large>";
    expect(isTooLarge(error(tooLarge))).toBe(true);
    expect(isTooLarge(error(''))).toBe(false);
  });
});
