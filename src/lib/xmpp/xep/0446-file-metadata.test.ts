import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildMetadata, parseMetadata } from './0446-file-metadata';

const parse = (inside: string, ns = 'urn:xmpp:file:metadata:0') =>
  parseMetadata(stanza(`<file xmlns='${ns}'>${inside}</file>`));
const HASH = '2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=';

describe('what is known of a file', () => {
  it('is read as the example says it', () => {
    expect(
      parse(`<media-type>text/plain</media-type><name>test.txt</name><date>2015-07-26T21:46:00+01:00</date>
        <size>6144</size><hash xmlns='urn:xmpp:hashes:2' algo='sha-1'>w0mcJylzCn+AfvuGdqkty2+KP48=</hash>`)
    ).toEqual({ type: 'text/plain', name: 'test.txt', size: 6144 });
  });

  it('knows both ways to tell how large a picture is', () => {
    expect(parse('<width>1920</width><height>1080</height>')).toEqual({ width: 1920, height: 1080 });
    expect(parse('<dimensions>4096x2160</dimensions>')).toEqual({ width: 4096, height: 2160 });
    for (const half of ['<width>5</width>', '<dimensions>5</dimensions>', '<width>0</width><height>4</height>'])
      expect(parse(half), half).toEqual({});
  });

  it('reads back as it was written', () => {
    const file = {
      ...{ name: 'Süß & <klein>.jpg', type: 'image/jpeg', size: 3032449, width: 4096, height: 2160, length: 63000 },
      ...{ hash: HASH, thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI' }
    };
    expect(parseMetadata(stanza(buildMetadata(file).toString()))).toEqual(file);
  });

  it('leaves out what can not be read', () => {
    expect(
      parse('<size>-1</size><length>1.5</length><name> </name><media-type/><width>a</width><height>1e3</height>')
    ).toEqual({});
    expect(parse('<size>99999999999999999999</size>')).toEqual({});
    expect(parse('<size>1</size>', 'urn:xmpp:file:metadata:1')).toBeUndefined();
  });
});
