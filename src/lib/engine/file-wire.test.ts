import { describe, expect, it } from 'vitest';
import { stanza } from '../../../tests/support/requests';
import type { FileRow } from '../store/files';
import { buildMessage, parseMessage } from '../xmpp/message';
import { closeStanza, plainOf } from './closed-stanza';
import { readContent } from './content';
import { buildFile } from './file-wire';

const SELF = 'juliet@capulet.lit';
const ROMEO = 'romeo@montague.lit';
const URL = 'https://upload.montague.lit/4a771ac1/summit.jpg';
const HASH = '2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=';
const PICTURE: FileRow & { url: string } = {
  ...{ kind: 'image', name: 'summit.jpg', type: 'image/jpeg', size: 3032449, width: 4096, height: 2160, url: URL },
  ...{ hash: HASH, thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI' }
};

function read(inside: string) {
  const message = parseMessage(stanza(`<message from='${ROMEO}' to='${SELF}' type='chat' id='1'>${inside}</message>`), {
    self: SELF,
    trustedStanzaIds: true
  });
  return readContent(message!, { who: ROMEO }, 0);
}
const oob = (url = URL) => `<x xmlns='jabber:x:oob'><url>${url}</url></x>`;
const shared = (metadata: string, target = URL, disposition = 'inline') =>
  `<file-sharing xmlns='urn:xmpp:sfs:0' disposition='${disposition}'><file xmlns='urn:xmpp:file:metadata:0'>${metadata}</file>
   <sources><url-data xmlns='http://jabber.org/protocol/url-data' target='${target}'/></sources></file-sharing>`;

describe('a file of ours', () => {
  const sent = (file: FileRow & { url: string }, caption: string, before = '') => {
    const { body, extra } = buildFile(file, caption, [...before].length);
    return buildMessage({ to: SELF, id: '1', body: before + body, extra });
  };

  it('reads back as it was sent, with its caption and without', () => {
    for (const caption of ['', 'Look', '😀 two\nlines']) {
      const content = read(sent(PICTURE, caption).children.join(''));
      expect(content.file).toEqual(PICTURE);
      expect(content.text ?? '').toBe(caption);
    }
  });

  it('is an address alone for who knows nothing of files', () => {
    expect(sent(PICTURE, '').getChildText('body')).toBe(URL);
    expect(sent(PICTURE, 'Look').getChildText('body')).toBe(`Look\n${URL}`);
    expect(sent(PICTURE, '').getChild('x', 'jabber:x:oob')?.getChildText('url')).toBe(URL);
  });

  it('says in code points where its address stands, behind what else is a fallback', () => {
    const range = sent(PICTURE, '😀', '> 😀\n').getChild('fallback', 'urn:xmpp:fallback:0')?.getChild('body')?.attrs;
    expect(range).toEqual({ start: '6', end: String(6 + URL.length) });
  });

  it('is to be shown, or only to be saved', () => {
    const disposition = (kind: FileRow['kind']) =>
      sent({ ...PICTURE, kind }, '').getChild('file-sharing', 'urn:xmpp:sfs:0')?.attrs['disposition'];
    expect([disposition('image'), disposition('voice'), disposition('file')]).toEqual([
      'inline',
      'inline',
      'attachment'
    ]);
  });
});

describe('an encrypted file', () => {
  const digits = '8c3d050e9386ec173861778f68e9af38a97aaf82faa4063b4d0878a61261534410c8a84331eaac851759f587';
  const address = `${URL.replace('https', 'aesgcm')}#${digits}`;
  const secret = { iv: Uint8Array.from(Buffer.from(digits.slice(0, 24), 'hex')), key: new Uint8Array() };
  secret.key = Uint8Array.from(Buffer.from(digits.slice(24), 'hex'));
  const sent = buildFile({ ...PICTURE, secret }, 'Look');

  it('reads back as it was sent, and its address stands nowhere in the open', () => {
    const stanza = buildMessage({ to: SELF, id: '1', ...sent });
    expect(read(stanza.children.join(''))).toEqual({ text: 'Look', file: { ...PICTURE, secret } });
    expect(sent.body).toBe(`Look\n${address}`);
    expect(stanza.toString()).not.toContain('https://');
  });

  it('comes as Conversations sends it: an address alone, of any kind of file', () => {
    const file = { kind: 'image', name: 'summit.jpg', type: 'image/jpeg', url: URL, secret };
    expect(read(`<body>${address}</body>`)).toEqual({ file });
    expect(read(`<body>${address}\ndata:image/jpeg;base64,/9j/4AAQ=</body>`)).toEqual({ file });
    expect(read(`<body>Look\n${address}</body>`)).toEqual({ file, text: 'Look' });
    expect(read(`<body>${address.replace('.jpg', '')}</body>`)).toMatchObject({ file: { kind: 'file', secret } });
    for (const body of [`see ${address}`, `${address}\nLook`, address.slice(0, -1)])
      expect(read(`<body>${body}</body>`)).toEqual({ text: body });
  });

  it('is its address alone for old devices, whatever it answers, and a text stays with it', () => {
    const old = (body: string) => plainOf(buildMessage({ to: SELF, id: '1', body }), { from: ROMEO, to: SELF, now: 0 });
    expect(old(`> Where?\n${address}`).legacy).toBe(address);
    expect(old(`Look\n${address}`).legacy).toBe(`Look\n${address}`);
    const closed = closeStanza(buildMessage({ to: SELF, id: '1', ...buildFile({ ...PICTURE, secret }, '') }), [
      { version: 'legacy', sid: 1, keys: [] }
    ]);
    expect(closed.getChildren('fallback')).toEqual([]);
  });
});

describe('a file of others', () => {
  it('comes as Conversations and Monal send it: an address that is the whole body', () => {
    expect(read(`<body>${URL}</body>${oob()}`)).toEqual({
      file: { kind: 'image', name: 'summit.jpg', type: 'image/jpeg', url: URL }
    });
    expect(read(`<body>https://a.example/x</body>${oob('https://a.example/x')}`).file).toMatchObject({
      kind: 'file',
      name: 'x',
      type: 'application/octet-stream'
    });
  });

  it('comes as Dino and Gajim send it: with all that is known of it', () => {
    const metadata = `<name>Summit.JPG</name><media-type>image/jpeg</media-type><size>5</size><dimensions>10x20</dimensions>
      <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>${HASH}</hash>`;
    const whole = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback>";
    expect(read(`<body>${URL}</body>${shared(metadata)}${whole}`)).toEqual({
      file: {
        kind: 'image',
        name: 'Summit.JPG',
        type: 'image/jpeg',
        url: URL,
        size: 5,
        width: 10,
        height: 20,
        hash: HASH
      }
    });
    expect(read(shared(metadata))).toHaveProperty('file');
  });

  it('comes as Movim and Cheogram send it: by a reference, with a text', () => {
    const sims = `<reference xmlns='urn:xmpp:reference:0' type='data'><media-sharing xmlns='urn:xmpp:sims:1'>
      <file xmlns='urn:xmpp:jingle:apps:file-transfer:5'><media-type>image/jpeg</media-type><name>a.jpg</name><size>5</size></file>
      <sources><reference xmlns='urn:xmpp:reference:0' type='data' uri='${URL}'/></sources></media-sharing></reference>`;
    expect(read(`<body>Look\n${URL}</body>${sims}${oob()}`)).toEqual({
      text: 'Look',
      file: { kind: 'image', name: 'a.jpg', type: 'image/jpeg', size: 5, url: URL }
    });
  });

  it('is the first of several, and the addresses of the others stay in the text', () => {
    const [second, third] = ['https://a.example/2.jpg', 'https://a.example/3.jpg'];
    const all = shared('<name>1.jpg</name>') + shared('<name>2.jpg</name>', second) + oob() + oob(second) + oob(third);
    const fallback = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'/>";
    for (const [body, text] of [
      [`Look\n${second}\n${third}\n${URL}`, `Look\n${second}\n${third}`],
      ['Look', `Look\n${second}\n${third}`]
    ])
      expect(read(`<body>${body}</body>${all}`)).toMatchObject({ text, file: { name: '1.jpg', url: URL } });
    expect(read(`<body>${URL} ${second}</body>${fallback}${all}`)).toMatchObject({ text: `${second}\n${third}` });
    expect(read(`<body>${URL}</body>${oob()}${oob(second)}`)).toMatchObject({ text: second, file: { url: URL } });
  });

  it('is an address alone, when it is of a picture, video or sound', () => {
    expect(read(`<body> ${URL} </body>`).file).toMatchObject({ kind: 'image' });
    expect(read('<body>https://a.example/b.mp4?x=1</body>').file).toMatchObject({ kind: 'video', name: 'b.mp4' });
    for (const body of [
      'https://a.example/',
      `Look: ${URL}`,
      `${URL}\n${URL}`,
      'https://a.example/a.html',
      'http://a.example/a.jpg'
    ])
      expect(read(`<body>${body}</body>`), body).toEqual({ text: body });
  });

  it('is none when a text is about a page', () => {
    const text = 'Yeah, but do you have a license to Jabber?';
    expect(read(`<body>${text}</body>${oob('https://a.example/license')}`)).toEqual({ text });
    expect(read(`<body>${text}</body>${oob('javascript:alert(1)')}`)).toEqual({ text });
  });

  it('has nothing that could harm: names, types, figures, addresses', () => {
    const evil = `<name>../../a\u202egpj.exe</name><media-type>text/html</media-type><width>1000000</width><height>1</height>`;
    expect(read(shared(evil)).file).toEqual({ kind: 'file', name: 'agpj.exe', type: 'text/html', url: URL });
    for (const url of ['http://a.example/a.jpg', 'javascript:alert(1)', 'file:///etc/passwd', 'https://u:p@a.example/'])
      expect(read(`<body>x</body>${shared('<name>a.jpg</name>', url)}`), url).toEqual({ text: 'x' });
    expect(read(shared('<name>a.jpg</name>', URL, 'attachment')).file).toMatchObject({ kind: 'file' });
    expect(
      read(`<body>${URL}</body><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'/>`).file
    ).toBeUndefined();
  });

  it('keeps its caption when that is changed, and a changed text that is an address is a text', () => {
    const replace = "<replace xmlns='urn:xmpp:message-correct:0' id='0'/>";
    expect(read(`<body>New\n${URL}</body>${shared('<name>a.jpg</name>')}${replace}`)).toMatchObject({
      about: { target: '0', says: { kind: 'edit', text: 'New' } }
    });
    expect(read(`<body>${URL}</body>${replace}`).about?.says).toMatchObject({ text: URL });
  });
});
