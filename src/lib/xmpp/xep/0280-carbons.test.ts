import { describe, expect, it } from 'vitest';
import { answering, stanza } from '../../../../tests/support/requests';
import { buildPrivate, enableCarbons, isCarbonWrapper, parseCarbon } from './0280-carbons';

const SELF = 'romeo@montague.example';
const INNER = `<message xmlns='jabber:client' from='juliet@capulet.example/balcony' to='romeo@montague.example/garden'
  type='chat'><body>What man art thou</body></message>`;
const OWN = `<message xmlns='jabber:client' from='romeo@montague.example/home' to='juliet@capulet.example/balcony'
  type='chat'><body>Neither, fair saint</body></message>`;
const copy = (kind: string, inner: string, from = " from='romeo@montague.example'") =>
  stanza(
    `<message xmlns='jabber:client'${from} to='romeo@montague.example/home' type='chat'><${kind} xmlns='urn:xmpp:carbons:2'>
      <forwarded xmlns='urn:xmpp:forward:0'>${inner}</forwarded></${kind}></message>`
  );

describe('a carbon', () => {
  it('shows what another device received or sent', () => {
    expect(parseCarbon(copy('received', INNER), SELF)).toMatchObject({ direction: 'received' });
    const sent = parseCarbon(copy('sent', OWN), SELF);
    expect(sent).toMatchObject({ direction: 'sent' });
    expect(sent?.message.attrs.to).toBe('juliet@capulet.example/balcony');
  });

  it('needs no from: then it is the own account', () => {
    expect(parseCarbon(copy('received', INNER, ''), SELF)).toBeDefined();
  });

  it.each([
    'juliet@capulet.example',
    'romeo@montague.example/home',
    'montague.example',
    'romeo@montague.example.evil',
    'romeo@montague.example@evil',
    ''
  ])('is forged when it comes from "%s"', (from) => {
    const forged = copy('received', INNER, ` from='${from}'`);
    expect(parseCarbon(forged, SELF)).toBeUndefined();
    expect(isCarbonWrapper(forged)).toBe(true);
  });

  it('is never a groupchat, private, or sent by somebody else', () => {
    expect(parseCarbon(copy('received', INNER.replace("'chat'", "'groupchat'")), SELF)).toBeUndefined();
    expect(
      parseCarbon(copy('sent', OWN.replace('<body>', `${buildPrivate().toString()}<body>`)), SELF)
    ).toBeUndefined();
    expect(parseCarbon(copy('sent', INNER), SELF)).toBeUndefined();
  });

  it('is unwrapped once', () => {
    const nested = `<message xmlns='jabber:client' from='eve@evil.example'><received xmlns='urn:xmpp:carbons:2'>
      <forwarded xmlns='urn:xmpp:forward:0'>${INNER}</forwarded></received></message>`;
    expect(parseCarbon(copy('received', nested), SELF)?.message.attrs.from).toBe('eve@evil.example');
  });

  it('is nothing when it is broken or two at once', () => {
    expect(parseCarbon(copy('received', ''), SELF)).toBeUndefined();
    expect(parseCarbon(copy('private', INNER), SELF)).toBeUndefined();
    const both = `<sent xmlns='urn:xmpp:carbons:2'/><received xmlns='urn:xmpp:carbons:2'/>`;
    expect(parseCarbon(stanza(`<message from='${SELF}'>${both}</message>`), SELF)).toBeUndefined();
    expect(isCarbonWrapper(stanza('<message><body>sent</body></message>'))).toBe(false);
  });

  it('is turned on', async () => {
    const requests = answering(SELF, '');
    await enableCarbons(requests);
    expect(requests.asked).toEqual(['set - <enable xmlns="urn:xmpp:carbons:2"/>']);
  });
});
