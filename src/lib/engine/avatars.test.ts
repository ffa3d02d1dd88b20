import { describe, expect, it, vi } from 'vitest';
import { JULIET, memoryAccount, ROMEO } from '../../../tests/engine/memory-account';
import { answering } from '../../../tests/support/requests';
import { encodeBase64, utf8 } from '../xmpp/base64';
import { sha1Hex } from '../xmpp/picture';
import { StanzaError } from '../xmpp/requests';
import type { Stream } from '../xmpp/stream';
import { Avatars } from './avatars';

const GIF = utf8('GIF89a');
const SVG = utf8('<svg/>');
const data = (id: string, bytes: Uint8Array) =>
  `<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:avatar:data'><item id='${id}'>
    <data xmlns='urn:xmpp:avatar:data'>${encodeBase64(bytes)}</data></item></items></pubsub>`;
const card = (bytes: Uint8Array) =>
  `<vCard xmlns='vcard-temp'><PHOTO><BINVAL>${encodeBase64(bytes)}</BINVAL></PHOTO></vCard>`;

async function start(...answers: (string | StanzaError)[]) {
  const { context, lease, db } = await memoryAccount();
  const requests = answering(ROMEO, ...answers);
  const make = () => new Avatars(context, lease, () => requests as unknown as Stream);
  const row = () => db.get('avatars', [ROMEO, JULIET]);
  const remembered = (hash: string) =>
    vi.waitFor(async () => {
      const now = await row();
      expect(now?.wanted ?? now?.hash).toBe(hash);
    });
  return { avatars: make(), make, row, remembered, db, asked: requests.asked };
}

describe('the picture of somebody', () => {
  it('is fetched once, when somebody looks', async () => {
    const hash = await sha1Hex(GIF);
    const { avatars, row, asked } = await start(data(hash, GIF));
    avatars.told(JULIET, { hash });
    expect(asked).toEqual([]);
    await Promise.all([avatars.look(JULIET), avatars.look(JULIET)]);
    await avatars.look(JULIET);
    expect(asked).toHaveLength(1);
    expect(await row()).toMatchObject({ hash, type: 'image/gif', bytes: GIF });
  });

  it('is the one that they publish, whatever a device of theirs says', async () => {
    const [hash, old] = [await sha1Hex(GIF), '1'.repeat(40)];
    const { avatars, row } = await start(data(hash, GIF));
    avatars.told(JULIET, { hash: old });
    avatars.told(JULIET, { hash, published: true });
    avatars.told(JULIET, { hash: old });
    await avatars.look(JULIET);
    expect(await row()).toMatchObject({ hash });
  });

  it('is another one when a device of theirs says another than before, as servers tell it that publish it anew themselves', async () => {
    const [hash, old] = [await sha1Hex(GIF), '1'.repeat(40)];
    const { avatars, row } = await start(data(hash, GIF));
    const [phone, tablet] = [`${JULIET}/phone`, `${JULIET}/tablet`];
    avatars.told(JULIET, { hash: '2'.repeat(40), published: true });
    avatars.told(JULIET, { hash: '2'.repeat(40), device: phone });
    avatars.told(JULIET, { hash: old, device: tablet });
    avatars.told(JULIET, { hash, device: phone });
    avatars.told(JULIET, { hash: old, device: tablet });
    await avatars.look(JULIET);
    expect(await row()).toMatchObject({ hash, bytes: GIF });
  });

  it('is remembered by its name for who looks in another life', async () => {
    const hash = await sha1Hex(GIF);
    const { avatars, make, row, remembered } = await start(data(hash, GIF));
    avatars.told(JULIET, { hash, published: true });
    await remembered(hash);
    expect((await row())?.bytes).toBeUndefined();
    await make().look(JULIET);
    expect(await row()).toMatchObject({ hash, bytes: GIF });
    expect((await row())?.wanted).toBeUndefined();
  });

  it('is not one by another name, and no SVG', async () => {
    const forged = await start(data('1'.repeat(40), GIF), card(GIF));
    forged.avatars.told(JULIET, { hash: '1'.repeat(40) });
    await forged.avatars.look(JULIET);
    expect(forged.asked).toHaveLength(2);
    expect((await forged.row())?.bytes).toBeUndefined();
    const hash = await sha1Hex(SVG);
    const svg = await start(data(hash, SVG), card(SVG));
    svg.avatars.told(JULIET, { hash });
    await svg.avatars.look(JULIET);
    expect((await svg.row())?.bytes).toBeUndefined();
  });

  it('is gone when they have none any more', async () => {
    const hash = await sha1Hex(GIF);
    const { avatars, row } = await start(new StanzaError('item-not-found'), card(GIF));
    avatars.told(JULIET, { hash, published: true });
    await avatars.look(JULIET);
    expect((await row())?.bytes).toEqual(GIF);
    avatars.told(JULIET, { hash: '', published: true });
    await avatars.look(JULIET);
    expect(await row()).toEqual({ account: ROMEO, address: JULIET, hash: '' });
  });

  it('of the user is not replaced by the old one before the server has the new one', async () => {
    const hash = await sha1Hex(GIF);
    const { avatars, db } = await start(data(hash, GIF));
    await db.put('outbox', { account: ROMEO, seq: 1, task: { kind: 'picture', address: ROMEO } });
    avatars.told(ROMEO, { hash });
    await avatars.look(ROMEO);
    expect(await db.get('avatars', [ROMEO, ROMEO])).toBeUndefined();
  });
});
