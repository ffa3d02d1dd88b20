import { describe, expect, it } from 'vitest';
import { isSafeEndpoint, parseHostMetaJson, parseHostMetaXml } from './0156-host-meta';

const WS = 'urn:xmpp:alt-connections:websocket';
const BOSH = 'urn:xmpp:alt-connections:xbosh';
const json = (...links: unknown[]) => JSON.stringify({ links });
const xml = (links: string) => `<?xml version='1.0' encoding='utf-8'?>
<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>${links}</XRD>`;

describe('host-meta', () => {
  it('in JSON lists both kinds', () => {
    const text = json(
      { rel: BOSH, href: 'https://web.example.com:5280/bosh' },
      { rel: WS, href: 'wss://web.example.com:443/ws' }
    );
    expect(parseHostMetaJson(text)).toEqual({
      websocket: ['wss://web.example.com:443/ws'],
      bosh: ['https://web.example.com:5280/bosh']
    });
  });

  it("in XML lists both kinds, in the domain's order", () => {
    const links = `<Subject>https://example.com</Subject><Link rel='${BOSH}' href='https://web.example.com:5280/bosh'/>
      <Link rel='${WS}' href='wss://b.example.com/ws'/><Link rel='${WS}' href='wss://a.example.com/ws'/>
      <Link rel='${WS}' href='wss://b.example.com/ws'/>`;
    expect(parseHostMetaXml(xml(links))).toEqual({
      websocket: ['wss://b.example.com/ws', 'wss://a.example.com/ws'],
      bosh: ['https://web.example.com:5280/bosh']
    });
  });

  it('offers nothing that is unsafe or of the wrong kind', () => {
    const hrefs = [
      'ws://example.com/ws',
      'http://example.com/',
      'https://example.com/ws',
      'javascript:alert(1)',
      'wss://',
      '/ws',
      7
    ];
    expect(parseHostMetaJson(json(...hrefs.map((href) => ({ rel: WS, href })), null, 'x', { rel: WS }))).toEqual({
      websocket: [],
      bosh: []
    });
    expect(parseHostMetaXml(xml(`<Link rel='${WS}' href='ws://example.com/ws'/><Link rel='${WS}'/>`))).toEqual({
      websocket: [],
      bosh: []
    });
  });

  it.each(['', 'null', '[]', '{"links":{}}', '{"links":[', '<html>', 'x'.repeat(70_000)])('is not "%.20s"', (text) => {
    expect(parseHostMetaJson(text)).toBeUndefined();
    expect(parseHostMetaXml(text)).toBeUndefined();
  });

  it('in XML has no entities and no doctype, and is not too large', () => {
    expect(parseHostMetaXml(`<!DOCTYPE x [<!ENTITY a "b">]>${xml('').split('\n')[1]}`)).toBeUndefined();
    expect(parseHostMetaXml(xml('&unknown;'))).toBeUndefined();
    expect(parseHostMetaXml(xml(' '.repeat(65 * 1024)))).toBeUndefined();
    expect(parseHostMetaXml("<XRD xmlns='urn:other'/>")).toBeUndefined();
    expect(parseHostMetaJson(json({ rel: WS, href: `wss://a/${'x'.repeat(65 * 1024)}` }))).toBeUndefined();
  });
});

describe('an endpoint', () => {
  it.each([
    'wss://a.example/ws',
    'https://a.example',
    'https://a.example:5281/http-bind?x=1',
    'ws://localhost:8080/ws',
    'ws://127.0.0.1/',
    'http://[::1]:80/b'
  ])('%s may carry a login', (url) => expect(isSafeEndpoint(url)).toBe(true));

  it.each([
    'ws://a.example/ws',
    'http://localhost.evil/',
    'ws://localhost@evil.example/',
    'ws://localhost:80@evil.example/',
    'ws://127.0.0.1.evil.example/',
    'ws://localhost\\\\@evil/',
    'wss://user:pass@a.example/',
    'wss://a.example/w s',
    'wss:///ws',
    ' wss://a.example/',
    'ftp://a.example/'
  ])('%s may not', (url) => expect(isSafeEndpoint(url)).toBe(false));
});
