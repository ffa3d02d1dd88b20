import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { parseSharedMedia } from './0385-media-sharing';

const parse = (inside: string) => parseSharedMedia(stanza(`<message><body>Look</body>${inside}</message>`));
const URL = 'https://download.montague.lit/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/summit.jpg';
const EXAMPLE = `<reference xmlns='urn:xmpp:reference:0' begin='17' end='32' type='data'>
  <media-sharing xmlns='urn:xmpp:sims:1'>
    <file xmlns='urn:xmpp:jingle:apps:file-transfer:5'>
      <media-type>image/jpeg</media-type><name>summit.jpg</name><size>3032449</size>
      <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=</hash>
      <desc>Photo from the summit.</desc>
    </file>
    <sources>
      <reference xmlns='urn:xmpp:reference:0' type='data' uri='${URL}'/>
      <reference xmlns='urn:xmpp:reference:0' type='data' uri='xmpp:romeo@montague.lit/resource?jingle;id=9559976B'/>
    </sources>
  </media-sharing>
</reference>`;

describe('a file that a reference brings', () => {
  it('is read with its sources', () => {
    const metadata = {
      ...{ type: 'image/jpeg', name: 'summit.jpg', size: 3032449, desc: 'Photo from the summit.' },
      hash: '2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU='
    };
    const urls = [URL, 'xmpp:romeo@montague.lit/resource?jingle;id=9559976B'];
    expect(parse(EXAMPLE)).toEqual([{ disposition: 'inline', metadata, urls }]);
    expect(parse(EXAMPLE.replace('transfer:5', 'transfer:4'))).toHaveLength(1);
  });

  it('is none when it is a mention, broken or of another namespace', () => {
    expect(parse("<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:a@b'/>")).toEqual([]);
    for (const ns of ['urn:xmpp:sims:1', 'urn:xmpp:jingle:apps:file-transfer:5', 'urn:xmpp:reference:0'])
      expect(parse(EXAMPLE.replace(ns, 'x')), ns).toEqual([]);
    expect(parse(EXAMPLE.replace(/<sources>[^]*<\/sources>/, ''))).toEqual([]);
    expect(parse(EXAMPLE.replace(/<file [^]*<\/file>/, ''))).toEqual([]);
  });
});
