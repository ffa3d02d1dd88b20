import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildSharedFile, parseSharedFiles } from './0447-file-sharing';

const parse = (inside: string) => parseSharedFiles(stanza(`<message>${inside}</message>`));
const URL = 'https://download.montague.lit/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/summit.jpg';
const EXAMPLE = `<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'>
  <file xmlns='urn:xmpp:file:metadata:0'>
    <media-type>image/jpeg</media-type><name>summit.jpg</name><size>3032449</size><dimensions>4096x2160</dimensions>
    <hash xmlns='urn:xmpp:hashes:2' algo='sha3-256'>2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=</hash>
    <desc>Photo from the summit.</desc>
    <thumbnail xmlns='urn:xmpp:thumbs:1' uri='cid:sha1+ffd7c8d28e9c5e82afea41f97108c6b4@bob.xmpp.org' media-type='image/png' width='128' height='96'/>
  </file>
  <sources>
    <url-data xmlns='http://jabber.org/protocol/url-data' target='${URL}' />
    <jinglepub xmlns='urn:xmpp:jinglepub:1' from='romeo@montague.lit/resource' id='9559976B-3FBF-4E7E-B457-2DAA225972BB'>
      <description xmlns='urn:xmpp:jingle:apps:file-transfer:5' />
    </jinglepub>
  </sources>
</file-sharing>`;

describe('a file of a message', () => {
  it('is read with its sources', () => {
    const metadata = {
      ...{ type: 'image/jpeg', name: 'summit.jpg', size: 3032449, width: 4096, height: 2160 },
      desc: 'Photo from the summit.'
    };
    expect(parse(EXAMPLE)).toEqual([{ disposition: 'inline', metadata, urls: [URL] }]);
    expect(parse(EXAMPLE + EXAMPLE)).toHaveLength(2);
  });

  it('reads back as it was written', () => {
    const shared = {
      disposition: 'attachment',
      metadata: { name: 'a.pdf', size: 5 },
      urls: [URL, 'https://b.example/?a&b']
    } as const;
    expect(parse(buildSharedFile({ ...shared, urls: [...shared.urls] }).toString())).toEqual([shared]);
  });

  it('may have nothing to fetch it from, and an unknown disposition is none', () => {
    expect(parse(EXAMPLE.replace(/<sources>[^]*<\/sources>/, '').replace('inline', 'x'))[0]).toMatchObject({
      urls: []
    });
    expect(parse(EXAMPLE.replace('inline', 'x'))[0]).not.toHaveProperty('disposition');
    expect(parse(EXAMPLE.replace(/target='[^']*'/, "target=' '"))[0]?.urls).toEqual([]);
  });

  it('is none without metadata, or of another namespace', () => {
    expect(parse(EXAMPLE.replace('urn:xmpp:file:metadata:0', 'x'))).toEqual([]);
    expect(parse(EXAMPLE.replace('urn:xmpp:sfs:0', 'urn:xmpp:sfs:1'))).toEqual([]);
    expect(parse("<file-sharing xmlns='urn:xmpp:sfs:0'/>")).toEqual([]);
  });
});
