import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildThumbhash, parseThumbhash } from './0264-thumbnails';

const HASH = '1QcSHQRnh493V4dIh4eXh1h4kJUI';
const parse = (...thumbnails: string[]) => parseThumbhash(stanza(`<message>${thumbnails.join('')}</message>`));
const thumbnail = (uri: string, ns = 'urn:xmpp:thumbs:1') =>
  `<thumbnail xmlns='${ns}' uri='${uri}' media-type='image/png' width='128' height='96'/>`;

describe('a thumbnail', () => {
  it('is a ThumbHash in the message, among those that would have to be fetched', () => {
    const fetched = thumbnail('cid:sha1+ffd7c8d28e9c5e82afea41f97108c6b4@bob.xmpp.org');
    expect(parse(fetched, thumbnail(`data:image/thumbhash;base64,${HASH}`))).toBe(HASH);
    expect(parse(thumbnail(`data:image/thumbhash,${encodeURIComponent('1QcSHQRnh493V4dIh4eXh1h4kA==')}`))).toBe(
      '1QcSHQRnh493V4dIh4eXh1h4kA=='
    );
  });

  it('reads back as it was written', () => {
    expect(parse(buildThumbhash(HASH).toString())).toBe(HASH);
  });

  it('is none when it is anything else', () => {
    for (const uri of [
      '',
      'https://a.example/t.png',
      'data:image/png;base64,iVBORw0KGgo=',
      'data:text/html;base64,PGI+',
      'data:image/thumbhash;base64,',
      'data:image/thumbhash;base64,AAAA',
      'data:image/thumbhash;base64,%',
      'data:image/thumbhash;base64,!!!!',
      `data:image/thumbhash;base64,${HASH.repeat(20)}`
    ])
      expect(parse(thumbnail(uri)), uri).toBeUndefined();
    expect(parse(thumbnail(`data:image/thumbhash;base64,${HASH}`, 'urn:xmpp:thumbs:0'))).toBeUndefined();
  });
});
