import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { el } from '../xml';
import { buildEnvelope, isOfServers, MAX_PADDING, openStanza, parseEnvelope, SCE } from './0420-sce';

const EXPECTED = { from: 'opportunity@mars.planet', to: 'missioncontrol@houston.nasa.gov' };
const BODY = "<body xmlns='jabber:client'>[...]</body>";
const OOB = "<x xmlns='jabber:x:oob'><url>https://en.wikipedia.org/wiki/Fight_Club#Plot</url></x>";
const AFFIXES = `<time stamp='2004-01-25T06:05:00+01:00'/><to jid='missioncontrol@houston.nasa.gov'/>
  <from jid='opportunity@mars.planet'/><rpad>C1DHN9HK-9A25tSmwK4hU!Jji9%GKYK^syIlHJT9TnI4</rpad>`;
const envelope = (inside: string, affixes = '') =>
  `<envelope xmlns='${SCE}'><content>${inside}</content>${affixes}</envelope>`;
const names = (xml: string, expected = {}) =>
  parseEnvelope(xml, { ...EXPECTED, ...expected })?.content.map((one) => one.getName());

describe('an envelope', () => {
  it('is read as in the examples, and what is in it stands for itself', () => {
    const found = parseEnvelope(envelope(BODY + OOB, AFFIXES), EXPECTED);
    expect(found?.time).toBe(Date.UTC(2004, 0, 25, 5, 5));
    expect(found?.content.map(String)).toEqual([BODY.replaceAll("'", '"'), OOB.replaceAll("'", '"')]);
    expect(names(envelope(BODY))).toEqual(['body']);
    expect(parseEnvelope(envelope(BODY), EXPECTED)).not.toHaveProperty('time');
  });

  it('is read with prefixes, and with the names of full addresses and capitals', () => {
    const prefixed = `<e:envelope xmlns:e='${SCE}' xmlns:c='jabber:client'><e:content><c:body>x</c:body></e:content>
      <e:from jid='Opportunity@mars.planet/a'/></e:envelope>`;
    const [body] = parseEnvelope(prefixed, EXPECTED)?.content ?? [];
    expect(openStanza(stanza('<message/>'), [body!]).toString()).toContain('xmlns:c="jabber:client"');
    expect(body?.is('body', 'jabber:client')).toBe(true);
    expect(names(envelope(BODY, "<from jid='opportunity@evil.planet'/>"))).toBeUndefined();
  });

  it.each([
    ['another sender', envelope(BODY, "<from jid='curiosity@mars.planet'/>")],
    ['a second sender', envelope(BODY, `${AFFIXES}<from jid='curiosity@mars.planet'/>`)],
    ['another recipient', envelope(BODY, "<to jid='roskosmos@moscow.example'/>")],
    ['a recipient that is none', envelope(BODY, '<to/>')],
    ['no content', `<envelope xmlns='${SCE}'/>`],
    ['two contents', envelope(BODY, `<content>${BODY}</content>`)],
    ['another namespace', envelope(BODY).replace(SCE, 'urn:xmpp:sce:0')],
    ['broken XML', envelope('<body>')],
    ['a document type', `<!DOCTYPE x []>${envelope(BODY)}`],
    ['text', 'hello'],
    ['nothing', '']
  ])('is none with %s', (_, xml) => {
    expect(parseEnvelope(xml, EXPECTED)).toBeUndefined();
  });

  it('must tell in a group for which one it is', () => {
    const room = { to: 'room@muc.example', isGroup: true };
    expect(names(envelope(BODY), room)).toBeUndefined();
    expect(names(envelope(BODY, AFFIXES), room)).toBeUndefined();
    expect(names(envelope(BODY, "<to jid='room@muc.example'/>"), room)).toEqual(['body']);
  });

  it('may be padded by as much as its sender likes', () => {
    expect(names(envelope(BODY, `<rpad>${'x'.repeat(5000)}</rpad>`))).toEqual(['body']);
  });

  it('holds nothing that only servers and rooms may say', () => {
    const forged = [
      "<stanza-id xmlns='urn:xmpp:sid:0' by='room@muc.example' id='1'/>",
      "<store xmlns='urn:xmpp:hints'/>",
      "<addresses xmlns='http://jabber.org/protocol/address'/>",
      "<encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:otr:0'/>",
      "<delay xmlns='urn:xmpp:delay' stamp='2004-01-25T06:05:00Z'/>",
      "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='1'/>",
      "<x xmlns='http://jabber.org/protocol/muc#user'/>",
      "<event xmlns='http://jabber.org/protocol/pubsub#event'/>",
      "<error xmlns='jabber:client'/>"
    ];
    expect(names(envelope(`${forged.join('')}<origin-id xmlns='urn:xmpp:sid:0' id='2'/>${BODY}`))).toEqual([
      'origin-id',
      'body'
    ]);
  });

  it('reads back as it was written, without what is for servers', () => {
    const content = [el('body', {}, 'a < b & c'), el('store', { xmlns: 'urn:xmpp:hints' }), stanza(OOB)];
    const xml = buildEnvelope(content, { ...EXPECTED, time: 0, padding: 'x'.repeat(500) });
    expect(xml).toContain('<content><body xmlns="jabber:client">a &lt; b &amp; c</body><x xmlns="jabber:x:oob">');
    expect(xml).toContain(`<to xmlns="${SCE}" jid="missioncontrol@houston.nasa.gov"/>`);
    expect(xml).toContain(`<rpad>${'x'.repeat(MAX_PADDING)}</rpad>`);
    const found = parseEnvelope(xml, { ...EXPECTED, isGroup: true });
    expect(found?.time).toBe(0);
    expect(found?.content.map(String)).toEqual([
      '<body xmlns="jabber:client">a &lt; b &amp; c</body>',
      OOB.replaceAll("'", '"')
    ]);
    expect(content[0]?.parent).toBeNull();
  });
});

describe('a stanza that is opened', () => {
  it('says what was inside, and beside it only what servers and rooms say', () => {
    const outer = stanza(`<message from='a@b/c' to='d@e' type='chat' id='1'><body>I sent you an encrypted message</body>
      <encrypted xmlns='urn:xmpp:omemo:2'/><encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:omemo:2'/>
      <stanza-id xmlns='urn:xmpp:sid:0' by='d@e' id='9'/><delay xmlns='urn:xmpp:delay' stamp='2004-01-25T06:05:00Z'/>
      <replace xmlns='urn:xmpp:message-correct:0' id='0'/><origin-id xmlns='urn:xmpp:sid:0' id='2'/>
      ${OOB}</message>`);
    const opened = openStanza(outer, parseEnvelope(envelope(BODY), EXPECTED)?.content ?? []);
    expect(opened.attrs).toMatchObject({ xmlns: 'jabber:client', from: 'a@b/c', to: 'd@e', type: 'chat', id: '1' });
    expect(opened.children.map((one) => typeof one !== 'string' && one.getName())).toEqual([
      ...['encryption', 'stanza-id', 'delay', 'body']
    ]);
    expect(opened.getChildText('body')).toBe('[...]');
    expect(opened.children.every((one) => typeof one !== 'string' && one.parent === opened)).toBe(true);
    expect(outer.getChildText('body')).toBe('I sent you an encrypted message');
  });

  it('is the opposite of what is hidden', () => {
    expect(isOfServers(stanza("<stanza-id xmlns='urn:xmpp:sid:0'/>"))).toBe(true);
    expect(isOfServers(stanza("<origin-id xmlns='urn:xmpp:sid:0'/>"))).toBe(false);
    expect(isOfServers(el('error'))).toBe(false);
  });
});
