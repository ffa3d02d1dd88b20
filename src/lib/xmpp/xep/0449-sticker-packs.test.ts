import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import type { Element } from '../xml';
import { STICKERS } from './0449-stickers';
import { buildPack, hashPack, PACK_LIMITS, packId, readPack } from './0449-sticker-packs';

const [THUMB, KISS] = ['0AdP8lJOWJrugSKOIAqfEKqFatIpG5JBCjjxY253ojQ=', 'gw+6xdCgOcvCYSKuQNrXH33lV9NMzuDf/s0huByCDsY='];
/** The two stickers of the example of §4.1.3, of which it leaves out others: its hash is another one. */
const HASH = 'N6zJI4PTGfFfSJbwakmBihwBdP6sPFSdhgKE5hzMH4w=';
const ID = HASH.slice(0, 24);
const URL = 'https://download.montague.lit/51078299-d071-46e1-b6d3-3de4a8ab67d6/sticker_marsey_thumbs_up.png';

const sticker = (desc: string, hash: string, more = '') => `<item>
  <file xmlns='urn:xmpp:file:metadata:0'>
    <media-type>image/png</media-type><desc>${desc}</desc><size>71045</size><dimension>512x512</dimension>
    <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>${hash}</hash>${more}
  </file>
  <sources xmlns='urn:xmpp:sfs:0'>
    <url-data xmlns='http://jabber.org/protocol/url-data' target='${URL}' />
  </sources>
  <suggest>+1</suggest>
</item>`;
const META = '<name>Marsey the Cat</name><summary>Be cute or be cynical, this little kitten works both ways.</summary>';
const pack = (items: string, hash = HASH, meta = META, algo = 'sha-256') =>
  stanza(
    `<pack xmlns='${STICKERS}'>${meta}${items}<hash xmlns='urn:xmpp:hashes:2' algo='${algo}'>${hash}</hash></pack>`
  );
const EXAMPLE = sticker('👍', THUMB) + sticker('😘', KISS);
const read = (payload: Element, id = ID) => readPack({ id, payload });

describe('a pack of stickers', () => {
  it('is read as in the example of §4.1.3', async () => {
    const found = await read(pack(EXAMPLE));
    expect(found).toMatchObject({
      ...{ id: ID, restricted: false, hash: { algo: 'sha-256', value: HASH } },
      names: [{ lang: '', text: 'Marsey the Cat' }]
    });
    expect(found?.stickers).toHaveLength(2);
    expect(found?.stickers[0]).toEqual({
      ...{ desc: '👍', type: 'image/png', size: 71045, width: 512, height: 512, hash: THUMB },
      hashes: [['sha-256', THUMB]],
      urls: [URL],
      suggest: [{ lang: '', text: '+1' }]
    });
  });

  it('reads back as it was written', async () => {
    const found = await read(pack(EXAMPLE));
    const again = { ...found!, restricted: true };
    expect(await read(stanza(buildPack(again).toString()))).toEqual(again);
  });

  it('has the same hash in whatever order, and by octets: others count the same', async () => {
    expect((await read(pack(sticker('😘', KISS) + sticker('👍', THUMB))))?.id).toBe(ID);
    const found = await read(pack(EXAMPLE));
    const [thumb, kiss] = found!.stickers;
    const content = {
      names: [...found!.names, { lang: 'de', text: 'Katze' }, { lang: 'ja', text: '～' }, { lang: 'em', text: '😀' }],
      summaries: found!.summaries,
      stickers: [
        { ...thumb!, hashes: [['sha-512', 'zz'] as [string, string], ...thumb!.hashes] },
        { ...kiss!, desc: '～' }
      ]
    };
    const hash = 'NMFcgVFIBo6KrWfjMKCaeS9VFKJv9j6lx/IWDzbdArjMIiqx8qjpAvG+rN2Liez7gIfYWyh7ilCTr3A2NUW5aA==';
    expect(await hashPack(content, 'sha-512')).toBe(hash);
    const built = buildPack({
      ...content,
      id: packId(hash),
      hash: { algo: 'sha-512', value: hash },
      restricted: false
    });
    expect(await read(stanza(built.toString()), packId(hash))).toMatchObject(content);
  });

  it.each<[string, Element, string?]>([
    ['another id', pack(EXAMPLE), 'EpRv28DHHzFrE4zd+xaNpVb4'],
    ['another hash', pack(EXAMPLE, `${ID}${'A'.repeat(19)}=`)],
    ['another sticker', pack(sticker('👍', KISS) + sticker('😘', KISS))],
    ['one more sticker', pack(EXAMPLE + sticker('👎', KISS))],
    ['another name', pack(EXAMPLE, HASH, META.replace('Cat', 'Dog'))],
    ['an unknown algorithm', pack(EXAMPLE, HASH, META, 'md5')],
    ['a sticker without a hash', pack(EXAMPLE.replace(/<hash.*<\/hash>/, ''))],
    ['a sticker with two', pack(sticker('👍', THUMB, `<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>${KISS}</hash>`))],
    ['a sticker without words', pack(EXAMPLE.replace(/<desc>.*?<\/desc>/, ''))],
    ['an endless word', pack(sticker('x'.repeat(101), THUMB))],
    ['an endless name', pack(EXAMPLE, HASH, `<name>${'x'.repeat(201)}</name>`)],
    ['no sticker', pack('')],
    ['no hash', stanza(`<pack xmlns='${STICKERS}'>${META}${EXAMPLE}</pack>`)],
    ['another namespace', stanza(pack(EXAMPLE).toString().replace(STICKERS, 'urn:xmpp:stickers:9'))]
  ])('is none with %s', async (_, payload, id) => {
    expect(await read(payload, id)).toBeUndefined();
  });

  it('is none with too much in it, though its hash is right', async () => {
    const many = async (count: number) => {
      const found = await read(pack(EXAMPLE));
      const stickers = Array.from({ length: count }, (_, n) => ({ ...found!.stickers[0]!, desc: String(n) }));
      const value = (await hashPack({ ...found!, stickers }))!;
      const built = buildPack({ ...found!, stickers, hash: { algo: 'sha-256', value } });
      return read(stanza(built.toString()), packId(value));
    };
    expect((await many(PACK_LIMITS.stickers))?.stickers).toHaveLength(PACK_LIMITS.stickers);
    expect(await many(PACK_LIMITS.stickers + 1)).toBeUndefined();
  });
});
