import { describe, expect, it } from 'vitest';
import { memoryAccount, ROMEO } from '../../../tests/engine/memory-account';
import { answering } from '../../../tests/support/requests';
import { utf8 } from '../xmpp/base64';
import { StanzaError } from '../xmpp/requests';
import type { Element } from '../xmpp/xml';
import { OwnPicture } from './own-picture';

const PNG = utf8('PNG');
const HASH = 'f'.repeat(40);

async function start(...answers: (string | StanzaError)[]) {
  const { context, lease, db } = await memoryAccount();
  await db.put('avatars', { account: ROMEO, address: ROMEO, hash: HASH, bytes: PNG, type: 'image/png', side: 256 });
  const sent: string[] = [];
  let told = 0;
  const picture = new OwnPicture(context, lease, () => void told++);
  const send = (stanza: Element) => sent.push(stanza.toString());
  const sender = { ...answering(ROMEO, ...answers), managed: true, send };
  await picture.load();
  return { picture, sender, sent, db, told: () => told };
}

describe('the own picture', () => {
  it('is published for all, and the presence told again', async () => {
    const { picture, sender, sent, told } = await start('', '');
    await picture.learn(true);
    await picture.publish(sender);
    expect(sender.asked.map((one) => /node="([^"]+)"/.exec(one)?.[1])).toEqual([
      'urn:xmpp:avatar:data',
      'urn:xmpp:avatar:metadata'
    ]);
    expect(sender.asked[1]).toContain(`bytes="3" id="${HASH}" type="image/png" width="256" height="256"`);
    expect(sender.asked.every((one) => one.includes('<value>open</value>'))).toBe(true);
    expect(sent).toHaveLength(1);
    expect(sent[0]).not.toContain('vcard-temp');
    expect(told()).toBe(1);
  });

  it('stands also in the card and in the presence, where the server does not see to it', async () => {
    const { picture, sender, sent } = await start('', '', "<vCard xmlns='vcard-temp'><FN>Romeo</FN></vCard>", '');
    await picture.learn(false);
    expect(picture.mark.map(String)).toEqual([`<x xmlns="vcard-temp:x:update"><photo>${HASH}</photo></x>`]);
    await picture.publish(sender);
    expect(sender.asked[3]).toContain('<FN>Romeo</FN><PHOTO><TYPE>image/png</TYPE><BINVAL>UE5H</BINVAL></PHOTO>');
    expect(sent[0]).toContain(`<photo>${HASH}</photo>`);
  });

  it('opens a node that was closed, and is for contacts where that is refused', async () => {
    const conflict = new StanzaError('conflict', 'cancel', '', 'precondition-not-met');
    const { picture, sender } = await start(conflict, '', '', conflict, new StanzaError('forbidden'), '');
    await picture.publish(sender);
    expect(sender.asked.map((one) => /<(publish|configure) /.exec(one)?.[1])).toEqual([
      ...['publish', 'configure', 'publish'],
      ...['publish', 'configure', 'publish']
    ]);
    const broken = await start(new StanzaError('timeout'));
    await expect(broken.picture.publish(broken.sender)).rejects.toMatchObject({ condition: 'timeout' });
  });

  it('is taken away', async () => {
    const { picture, sender, db } = await start('', "<vCard xmlns='vcard-temp'><PHOTO/><FN>R</FN></vCard>", '');
    await db.put('avatars', { account: ROMEO, address: ROMEO, hash: '' });
    await picture.learn(false);
    await picture.publish(sender);
    expect(sender.asked[0]).toContain('<metadata xmlns="urn:xmpp:avatar:metadata"/>');
    expect(sender.asked[2]).toBe('set - <vCard xmlns="vcard-temp"><FN>R</FN></vCard>');
    expect(picture.mark.map(String)).toEqual(['<x xmlns="vcard-temp:x:update"><photo></photo></x>']);
  });

  it('is told again when another device changed it, unless a newer one waits here', async () => {
    const { picture, sender, sent, db } = await start();
    await picture.followed(HASH, sender);
    expect(sent).toEqual([]);
    await picture.followed('', sender);
    expect(sent).toHaveLength(1);
    await db.put('outbox', { account: ROMEO, seq: 1, task: { kind: 'picture', address: ROMEO } });
    await picture.followed(HASH, sender);
    expect(sent).toHaveLength(1);
  });

  it('is not said to be theirs when the server refuses it for good', async () => {
    const { picture, sender, sent, db } = await start(new StanzaError('not-allowed', 'cancel'));
    await expect(picture.publish(sender)).rejects.toMatchObject({ condition: 'not-allowed' });
    expect(await db.get('avatars', [ROMEO, ROMEO])).toMatchObject({ hash: HASH, refused: true });
    await picture.learn(false);
    await picture.load();
    expect([picture.mark, sent]).toEqual([[], []]);
    const away = await start(new StanzaError('internal-server-error', 'wait'));
    await expect(away.picture.publish(away.sender)).rejects.toThrow();
    expect((await away.db.get('avatars', [ROMEO, ROMEO]))?.refused).toBeUndefined();
  });
});
