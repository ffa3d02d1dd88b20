import { describe, expect, it } from 'vitest';
import { stanza } from '../../../tests/support/requests';
import { parseMessage } from '../xmpp/message';
import { readContent, type Content } from './content';

const SELF = 'me@a.example';
const FILE = `<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'>
  <file xmlns='urn:xmpp:file:metadata:0'><media-type>image/png</media-type><desc>😘</desc><size>67016</size></file>
  <sources><url-data xmlns='http://jabber.org/protocol/url-data' target='https://a.example/kiss.png'/></sources>
</file-sharing>`;

function read(inner: string): Content {
  const xml = `<message xmlns='jabber:client' type='chat' from='rosa@a.example' to='${SELF}' id='m1'>${inner}</message>`;
  const message = parseMessage(stanza(xml), { self: SELF, trustedStanzaIds: true });
  if (!message) throw new Error('no message');
  return readContent(message, { who: 'rosa@a.example' }, 0);
}

describe('a place', () => {
  it('is told by its address alone, which is no text then', () => {
    expect(read('<body>geo:52.5,13.4;u=12</body>')).toEqual({ location: { lat: 52.5, lon: 13.4, accuracy: 12 } });
  });

  it('is told beside a text', () => {
    const geoloc = "<geoloc xmlns='http://jabber.org/protocol/geoloc'><lat>52.5</lat><lon>13.4</lon></geoloc>";
    const location = { lat: 52.5, lon: 13.4 };
    expect(read(`<body>I am here</body>${geoloc}`)).toEqual({ text: 'I am here', location });
    expect(read(`<body>geo:1,2</body>${geoloc}`)).toEqual({ location });
  });

  it('is no place within a text', () => expect(read('<body>at geo:1,2</body>')).toEqual({ text: 'at geo:1,2' }));
});

it('a text whose sender wants no styles says so', () => {
  expect(read("<body>*a*</body><unstyled xmlns='urn:xmpp:styling:0'/>")).toEqual({ text: '*a*', unstyled: true });
});

describe('what stands in for something else', () => {
  const common = "<fallback xmlns='urn:xmpp:fallback:0'/>";
  const quote = (range = "<body start='0' end='8'/>") =>
    `<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>${range}</fallback>`;
  const reply = (id: string) => `<reply xmlns='urn:xmpp:reply:0' id='${id}'/>`;

  it.each([
    ['something unknown', `${common}<poll xmlns='urn:example:poll'/>`],
    ['an answer that is told twice', `${quote()}${reply('a')}${reply('b')}`],
    ['an answer that is not there', quote()],
    ['an answer that nothing is left of', `${quote('')}${reply('a')}`],
    ['an id that can be none', `${quote()}${reply('x'.repeat(1_001))}`]
  ])('is the message itself where that is %s', (_what, inside) => {
    expect(read(`<body>&gt; hello\nhi</body>${inside}`).text).toBe('> hello\nhi');
  });

  it('is left out where that is understood', () => {
    expect(read(`<body>&gt; hello\nhi</body>${quote()}${reply('a')}`)).toEqual({ text: 'hi', reply: { id: 'a' } });
    const reactions = "<reactions xmlns='urn:xmpp:reactions:0' id='a'><reaction>👍</reaction></reactions>";
    expect(read(`<body>👍</body>${common}${reactions}`)).not.toHaveProperty('text');
  });
});

describe('a sticker', () => {
  const sticker = "<sticker xmlns='urn:xmpp:stickers:0' pack='p1'/>";

  it('is a picture without the emoji that stands in for it', () => {
    const content = read(`<body>😘</body>${sticker}${FILE}`);
    expect(content).not.toHaveProperty('text');
    expect(content.file).toMatchObject({ kind: 'sticker', pack: 'p1', url: 'https://a.example/kiss.png' });
  });

  it('is no other file, and nothing without one', () => {
    const page = FILE.replace('image/png', 'text/html').replace('kiss.png', 'kiss.html');
    expect(read(`<body>😘</body>${sticker}${page}`)).toMatchObject({ text: '😘', file: { kind: 'file' } });
    expect(read(`<body>😘</body>${sticker}`)).toEqual({ text: '😘' });
  });
});
