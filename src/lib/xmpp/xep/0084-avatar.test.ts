import { describe, expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { encodeBase64, utf8 } from '../base64';
import { sha1Hex } from '../picture';
import { parseFrame } from '../xml';
import { buildAvatarData, buildAvatarMetadata, chooseForm, fetchAvatarData, parseAvatarMetadata } from './0084-avatar';

const ID = '111f4b3c50d7b0df729d299bc6f8e9ef9066971f';
const item = (payload: string) => ({ id: ID, payload: parseFrame(payload) });
const metadata = (inside: string, ns = 'urn:xmpp:avatar:metadata') => `<metadata xmlns='${ns}'>${inside}</metadata>`;
const info = (attrs: string) => `<info ${attrs}/>`;

describe('what is said of a picture', () => {
  it('is its name, kind and size, in several forms', () => {
    const forms =
      info(`bytes='12345' height='64' id='${ID}' type='image/png' width='64'`) +
      info(`bytes='23' id='${ID.replace('1', '2').toUpperCase()}' type='image/gif' height='0'`) +
      info(`bytes='345' id='${ID}' type='image/png' url='https://avatars.example.org/happy.png'`);
    expect(parseAvatarMetadata([item(metadata('')), item(metadata(forms))])).toEqual([
      { id: ID, type: 'image/png', bytes: 12345, width: 64, height: 64 },
      { id: ID.replace('1', '2'), type: 'image/gif', bytes: 23 }
    ]);
  });

  it('is that there is none, or nothing', () => {
    expect(parseAvatarMetadata([item(metadata(''))])).toEqual([]);
    expect(parseAvatarMetadata([])).toBeUndefined();
    expect(parseAvatarMetadata([{ id: ID }])).toBeUndefined();
    expect(parseAvatarMetadata([item(metadata('', 'urn:xmpp:avatar:data'))])).toBeUndefined();
    expect(parseAvatarMetadata([item(metadata(info("id='../x' bytes='1'") + info('')))])).toEqual([]);
  });
});

describe('what is said of the own picture', () => {
  it('is read by others as it was meant', () => {
    const said = { id: ID, type: 'image/png', bytes: 12345, width: 64, height: 64 };
    expect(buildAvatarMetadata(said).toString()).toBe(
      metadata(info(`bytes="12345" id="${ID}" type="image/png" width="64" height="64"`)).replaceAll("'", '"')
    );
    expect(parseAvatarMetadata([{ id: ID, payload: buildAvatarMetadata(said) }])).toEqual([said]);
    expect(parseAvatarMetadata([{ id: ID, payload: buildAvatarMetadata(undefined) }])).toEqual([]);
    expect(buildAvatarData(utf8('GIF89a')).toString()).toBe('<data xmlns="urn:xmpp:avatar:data">R0lGODlh</data>');
  });
});

describe('the form to fetch', () => {
  it('is the first that can be drawn and is not large', () => {
    const form = (type: string, bytes = 1) => ({ id: ID, type, bytes });
    const forms = [form('image/svg+xml'), form('image/png', 9_000_000), form('image/webp'), form('image/png')];
    expect(chooseForm(forms)?.type).toBe('image/webp');
    expect(chooseForm([form('text/html'), form('')])).toBeUndefined();
  });
});

describe('a picture', () => {
  const GIF = utf8('GIF89a');
  const answer = (id: string, data: string, ns = 'urn:xmpp:avatar:data') =>
    `<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:avatar:data'>
      <item id='${id}'><data xmlns='${ns}'>${data}</data></item></items></pubsub>`;

  it('is fetched by its name, and is what was announced', async () => {
    const id = await sha1Hex(GIF);
    const requests = answering('a@b', answer(id, encodeBase64(GIF)));
    expect(await fetchAvatarData(requests, 'juliet@capulet.lit', id)).toEqual({
      type: 'image/gif',
      bytes: GIF,
      hash: id
    });
    expect(requests.asked[0]).toBe(
      'get juliet@capulet.lit <pubsub xmlns="http://jabber.org/protocol/pubsub">' +
        `<items node="urn:xmpp:avatar:data"><item id="${id}"/></items></pubsub>`
    );
  });

  it('is none when it is another, or no picture', async () => {
    const fetched = (id: string, xml: string) => fetchAvatarData(answering('a@b', xml), 'c@d', id);
    const id = await sha1Hex(GIF);
    expect(await fetched(ID, answer(ID, encodeBase64(GIF)))).toBeUndefined();
    expect(await fetched(id, answer(ID, encodeBase64(GIF)))).toBeUndefined();
    expect(await fetched(id, answer(id, encodeBase64(GIF), 'urn:other'))).toBeUndefined();
    expect(await fetched(id, answer(id, '***'))).toBeUndefined();
    expect(await fetched(id, '')).toBeUndefined();
    const page = utf8('<html>');
    expect(await fetched(await sha1Hex(page), answer(await sha1Hex(page), encodeBase64(page)))).toBeUndefined();
  });
});
