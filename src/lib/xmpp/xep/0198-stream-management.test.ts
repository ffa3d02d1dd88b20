import { describe, expect, it } from 'vitest';
import { parseFrame } from '../xml';
import { buildA, buildEnable, buildR, buildResume, offersSm, parseSm } from './0198-stream-management';

const parse = (name: string, attrs = '', inside = '') =>
  parseSm(parseFrame(`<${name} xmlns='urn:xmpp:sm:3' ${attrs}>${inside}</${name}>`));

describe('stream management', () => {
  it('is offered', () => {
    const features = (ns: string) =>
      parseFrame(`<features xmlns='http://etherx.jabber.org/streams'><sm xmlns='${ns}'/></features>`);
    expect(offersSm(features('urn:xmpp:sm:3'))).toBe(true);
    expect(offersSm(features('urn:xmpp:sm:2'))).toBe(false);
  });

  it('is turned on, to be resumed or not', () => {
    expect(
      parse('enabled', "id='some-long-sm-id' location='[2001:41D0:1:A49b::1]:9222' resume='true' max='600'")
    ).toEqual({
      type: 'enabled',
      enabled: { id: 'some-long-sm-id', location: '[2001:41D0:1:A49b::1]:9222', max: 600 }
    });
    expect(parse('enabled', "id='x' resume='1'")).toEqual({ type: 'enabled', enabled: { id: 'x' } });
    expect(parse('enabled', "id='x'")).toEqual({ type: 'enabled', enabled: {} });
    expect(parse('enabled', "resume='true' max='-1'")).toEqual({ type: 'enabled', enabled: {} });
  });

  it('counts', () => {
    expect(parse('r')).toEqual({ type: 'r' });
    expect(parse('a', "h='1'")).toEqual({ type: 'a', h: 1 });
    expect(parse('a', "h='4294967295'")).toEqual({ type: 'a', h: 2 ** 32 - 1 });
    expect(parse('resumed', "h='2' previd='some-long-sm-id'")).toEqual({
      type: 'resumed',
      h: 2,
      previd: 'some-long-sm-id'
    });
  });

  it('fails, and may still tell what arrived', () => {
    const gone = "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";
    expect(parse('failed', "h='2'", gone)).toEqual({ type: 'failed', condition: 'item-not-found', h: 2 });
    expect(parse('failed', "h='many'")).toEqual({ type: 'failed', condition: 'undefined-condition' });
  });

  it.each([
    ['a', ''],
    ['a', "h=''"],
    ['a', "h='-1'"],
    ['a', "h='4294967296'"],
    ['a', "h='1.5'"],
    ['resumed', "h='1'"],
    ['resumed', "previd='x'"],
    ['surprise', "h='1'"]
  ])('is not <%s %s/>', (name, attrs) => {
    expect(parse(name, attrs)).toBeUndefined();
  });

  it('is not of another version', () => {
    expect(parseSm(parseFrame("<r xmlns='urn:xmpp:sm:2'/>"))).toBeUndefined();
  });

  it('is written', () => {
    expect(buildEnable().toString()).toBe('<enable xmlns="urn:xmpp:sm:3" resume="true"/>');
    expect(buildResume('id', 7).toString()).toBe('<resume xmlns="urn:xmpp:sm:3" h="7" previd="id"/>');
    expect(buildR().toString()).toBe('<r xmlns="urn:xmpp:sm:3"/>');
    expect(buildA(0).toString()).toBe('<a xmlns="urn:xmpp:sm:3" h="0"/>');
  });
});
