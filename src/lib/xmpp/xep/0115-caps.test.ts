import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { parseFrame } from '../xml';
import { OWN_INFO } from '../features';
import { parseInfo } from './0030-disco';
import { buildCaps, computeVer, parseCaps } from './0115-caps';

const ver = (query: string) => {
  const info = parseInfo(parseFrame(`<query xmlns='http://jabber.org/protocol/disco#info'>${query}</query>`));
  return info && computeVer(info);
};

// The examples of §5.2 and §5.3.
const FEATURES = ['disco#info', 'disco#items', 'muc', 'caps']
  .map((name) => `<feature var='http://jabber.org/protocol/${name}'/>`)
  .join('');
const PSI = `<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>
  <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>${FEATURES}
  <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>
    <field var='ip_version'><value>ipv4</value><value>ipv6</value></field><field var='os'><value>Mac</value></field>
    <field var='os_version'><value>10.5.1</value></field><field var='software'><value>Psi</value></field>
    <field var='software_version'><value>0.11</value></field></x>`;

describe('the verification string', () => {
  it('is that of the simple example', async () => {
    const exodus = `<identity category='client' name='Exodus 0.9.1' type='pc'/>${FEATURES}`;
    expect(await ver(exodus)).toBe('QgayPKawpkPSDYmwT/WM94uAlu0=');
  });

  it('is that of the complex example, with languages and a form', async () => {
    expect(await ver(PSI)).toBe('q07IKJEyjvHSyhy//CH0CxmKi8w=');
  });

  it('does not depend on the order of things', async () => {
    const turned = PSI.replace('<value>ipv4</value><value>ipv6</value>', '<value>ipv6</value><value>ipv4</value>');
    const [first = '', ...rest] = FEATURES.match(/<.*?>/g) ?? [];
    expect(await ver(turned.replace(FEATURES, [...rest, first].join('')))).toBe('q07IKJEyjvHSyhy//CH0CxmKi8w=');
  });

  it('sorts by the bytes of UTF-8, so that what lies beyond U+FFFF comes last', async () => {
    const inOrder = await ver("<feature var='\uFF5E'/><feature var='\u{1F600}'/>");
    const bytes = new TextEncoder().encode('\uFF5E<\u{1F600}<');
    const digest = Buffer.from(await crypto.subtle.digest('SHA-1', bytes)).toString('base64');
    expect(inOrder).toBe(digest);
    expect(await ver("<feature var='\u{1F600}'/><feature var='\uFF5E'/>")).toBe(digest);
  });
});

describe('capabilities in a presence', () => {
  it('are read and written', () => {
    const sent = stanza(`<presence from='a@b/c'>${buildCaps('kith', 'abc=').toString()}</presence>`);
    expect(parseCaps(sent)).toEqual({ node: 'kith', ver: 'abc=', hash: 'sha-1' });
  });

  it('are nothing when something lacks', () => {
    expect(
      parseCaps(stanza("<presence><c xmlns='http://jabber.org/protocol/caps' node='n' ver='v'/></presence>"))
    ).toBeUndefined();
    expect(parseCaps(stanza('<presence/>'))).toBeUndefined();
  });

  it('of Kith itself state every feature once', async () => {
    expect(new Set(OWN_INFO.features).size).toBe(OWN_INFO.features.length);
    expect(await computeVer(OWN_INFO)).toMatch(/^[A-Za-z0-9+/]{27}=$/);
  });
});
