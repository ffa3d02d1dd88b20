import { describe, expect, it } from 'vitest';
import { stanza } from '../../../tests/support/requests';
import { randomId } from '../base/id';
import { buildMessage, parseMessage } from './message';
import { buildDelay } from './xep/0203-delay';

const SELF = 'juliet@capulet.lit';
const parse = (xml: string, trustedStanzaIds = true) => parseMessage(stanza(xml), { self: SELF, trustedStanzaIds });
const bytes = (text: string) => new TextEncoder().encode(text).length;

describe('a message', () => {
  it('is read whole', () => {
    expect(
      parse(
        `<message from='Romeo@montague.lit/orchard' to='juliet@capulet.lit/balcony' type='chat' id='m1'>
          <body>Call me but love</body><thread>t</thread>
          <request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>
          <origin-id xmlns='urn:xmpp:sid:0' id='m1'/><stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='s1'/>
          <active xmlns='http://jabber.org/protocol/chatstates'/><store xmlns='urn:xmpp:hints'/>
          <delay xmlns='urn:xmpp:delay' from='capulet.lit' stamp='2026-01-02T03:04:05Z'/>
          <nick xmlns='http://jabber.org/protocol/nick'>Romeo</nick></message>`
      )
    ).toEqual({
      type: 'chat',
      from: 'romeo@montague.lit/orchard',
      to: 'juliet@capulet.lit/balcony',
      id: 'm1',
      body: 'Call me but love',
      thread: 't',
      wantsReceipt: true,
      markable: true,
      originId: 'm1',
      stanzaId: 's1',
      chatState: 'active',
      hints: ['store'],
      mentions: [],
      fallbacks: [],
      files: [],
      oob: [],
      links: [],
      retracted: false,
      delay: { from: 'capulet.lit', time: Date.UTC(2026, 0, 2, 3, 4, 5) },
      nick: 'Romeo'
    });
  });

  it('with nothing in it has nothing but its addresses', () => {
    expect(parse('<message/>')).toEqual({
      type: 'normal',
      from: SELF,
      to: SELF,
      wantsReceipt: false,
      markable: false,
      hints: [],
      mentions: [],
      fallbacks: [],
      files: [],
      oob: [],
      links: [],
      retracted: false
    });
  });

  it('is plain data that another context can take', () => {
    const parsed = parse("<message from='a@b' type='chat' id='1'><body>x</body></message>");
    expect(structuredClone(parsed)).toEqual(parsed);
  });

  it('has a stanza id only where that is announced', () => {
    const sent = "<message from='a@b'><stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='s1'/></message>";
    expect(parse(sent)?.stanzaId).toBe('s1');
    expect(parse(sent, false)).not.toHaveProperty('stanzaId');
    expect(parse(sent.replace(SELF, 'eve@evil.lit'))).not.toHaveProperty('stanzaId');
  });

  it('shows the body in its own language', () => {
    const two = "<body xml:lang='cs'>Ahoj</body><body xml:lang='en'>Hello</body>";
    expect(parse(`<message xml:lang='en'>${two}</message>`)?.body).toBe('Hello');
    expect(parse(`<message xml:lang='fr'>${two}</message>`)?.body).toBe('Ahoj');
    expect(parse(`<message xml:lang='fr'>${two}<body>Salut</body></message>`)?.body).toBe('Salut');
    expect(parse('<message><body/></message>')?.body).toBe('');
    expect(parse("<message><body xmlns='http://www.w3.org/1999/xhtml'>no</body></message>")).not.toHaveProperty('body');
  });

  it('is delayed only as the own account or server say', () => {
    const delay = (from: string) =>
      parse(`<message from='a@b'>${buildDelay(5, from).toString()}</message>`)?.delay?.time;
    expect([delay(SELF), delay('capulet.lit'), delay('b'), delay('a@b')]).toEqual([5, 5, undefined, undefined]);
  });

  it('tells of an event in the own nodes only', () => {
    const event = (from: string) =>
      parse(`<message from='${from}'><event xmlns='http://jabber.org/protocol/pubsub#event'>
        <items node='urn:xmpp:mds:displayed:0'><item id='a@b'/></items></event></message>`);
    expect(event(SELF)?.ownEvent).toMatchObject({ node: 'urn:xmpp:mds:displayed:0', items: [{ id: 'a@b' }] });
    expect(event('eve@evil.lit')).not.toHaveProperty('ownEvent');
  });

  it('is a receipt, or a marker', () => {
    expect(parse("<message from='a@b'><received xmlns='urn:xmpp:receipts' id='m'/></message>")?.receipt).toBe('m');
    expect(parse("<message from='a@b'><displayed xmlns='urn:xmpp:chat-markers:0' id='m'/></message>")?.displayed).toBe(
      'm'
    );
  });

  it('is an error with its condition', () => {
    const error = `<error type='cancel'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
      <blocked xmlns='urn:xmpp:blocking:errors'/></error>`;
    expect(parse(`<message type='error' from='romeo@montague.net'>${error}</message>`)?.error).toMatchObject({
      condition: 'not-acceptable',
      specific: 'blocked'
    });
    expect(parse("<message type='error' from='a@b'/>")?.error?.condition).toBe('undefined-condition');
    expect(parse(`<message from='a@b'>${error}</message>`)).not.toHaveProperty('error');
  });

  it('is of type normal when nobody knows its type', () => {
    expect(parse("<message type='shout'/>")?.type).toBe('normal');
  });

  it('is none when its addresses are none, or it is no message', () => {
    expect(parse("<message from='a b'/>")).toBeUndefined();
    expect(parse("<message from='a@b' to='@'/>")).toBeUndefined();
    expect(parse("<presence from='a@b'/>")).toBeUndefined();
    expect(parse("<message xmlns='jabber:server' from='a@b'/>")).toBeUndefined();
  });

  it('does not show what another message inside it says', () => {
    const inner = "<message xmlns='jabber:client' from='bank@example.com'><body>Send money</body></message>";
    const bare = parse(
      `<message from='eve@evil.lit'><forwarded xmlns='urn:xmpp:forward:0'>${inner}</forwarded></message>`
    );
    expect(bare).toMatchObject({ from: 'eve@evil.lit' });
    expect(bare).not.toHaveProperty('body');
  });
});

describe('a message of a room', () => {
  const ROOM = 'coven@chat.shakespeare.lit';
  const inRoom = (xml: string, room?: string) =>
    parseMessage(stanza(xml), { self: SELF, trustedStanzaIds: true, ...(room !== undefined && { room }) });
  const id = (by: string, value: string) => `<stanza-id xmlns='urn:xmpp:sid:0' by='${by}' id='${value}'/>`;
  const said = (inside: string, from = `${ROOM}/hag`, type = 'groupchat') =>
    `<message from='${from}' to='${SELF}/balcony' type='${type}' id='1'>${inside}</message>`;

  it('is read with what the room and its people add', () => {
    const parsed = inRoom(
      said(`<body>Juliet: look</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/>
        <reference xmlns='urn:xmpp:reference:0' type='mention' begin='0' end='6' uri='xmpp:juliet@capulet.lit'/>
        <delay xmlns='urn:xmpp:delay' from='${ROOM}' stamp='2026-01-02T03:04:05Z'/>${id(ROOM, 's1')}`),
      ROOM
    );
    expect(parsed).toMatchObject({
      stanzaId: 's1',
      occupantId: 'o1',
      mentions: [SELF],
      delay: { from: ROOM, time: Date.UTC(2026, 0, 2, 3, 4, 5) }
    });
    expect(structuredClone(parsed)).toEqual(parsed);
  });

  it('has the id of that room and of nobody else', () => {
    expect(inRoom(said(id(ROOM, 's1')))).not.toHaveProperty('stanzaId');
    expect(inRoom(said(id(ROOM, 's1')), 'other@chat.shakespeare.lit')).not.toHaveProperty('stanzaId');
    expect(inRoom(said(id(SELF, 'forged')), ROOM)).not.toHaveProperty('stanzaId');
    expect(inRoom(said(id(SELF, 'of another archive')))).not.toHaveProperty('stanzaId');
    expect(inRoom(said(id(ROOM, 's1') + id(SELF, 'forged')), ROOM)?.stanzaId).toBe('s1');
    expect(inRoom(said(id(ROOM, 'forged') + id(ROOM, 's1')), ROOM)).not.toHaveProperty('stanzaId');
    expect(inRoom(said(id(ROOM, 's1'), 'eve@evil.lit/x'), ROOM)).not.toHaveProperty('stanzaId');
  });

  it('in private has the id of the own account', () => {
    const whispered = said(id(SELF, 'own') + id(ROOM, 'forged'), `${ROOM}/hag`, 'chat');
    expect(inRoom(whispered, ROOM)?.stanzaId).toBe('own');
  });

  it('is delayed as the room says, and only in its groupchat', () => {
    const delay = buildDelay(5, ROOM).toString();
    expect(inRoom(said(delay))?.delay).toEqual({ from: ROOM, time: 5 });
    expect(inRoom(said(delay, `${ROOM}/hag`, 'chat'))).not.toHaveProperty('delay');
    expect(inRoom(said(buildDelay(5, `${ROOM}/hag`).toString()))).not.toHaveProperty('delay');
    expect(inRoom(said(delay, 'eve@evil.lit/x'))).not.toHaveProperty('delay');
  });

  it('may be an invitation, to it or through it', () => {
    const direct = "<x xmlns='jabber:x:conference' jid='coven@chat.shakespeare.lit' reason='Come'/>";
    expect(inRoom(said(direct, 'crone@shakespeare.lit/x', 'normal'))?.invitation).toEqual({
      room: ROOM,
      reason: 'Come'
    });
    const mediated = `<x xmlns='http://jabber.org/protocol/muc#user'><invite from='crone@shakespeare.lit'/></x>`;
    expect(inRoom(said(mediated, ROOM, 'normal'))?.mucUser?.invites).toEqual([{ from: 'crone@shakespeare.lit' }]);
  });

  it('may be that another one was taken away, or what is left of it', () => {
    const moderated = "<moderated xmlns='urn:xmpp:message-moderate:1'/>";
    const retract = `<retract xmlns='urn:xmpp:message-retract:1' id='s1'>${moderated}</retract>`;
    expect(inRoom(said(retract, ROOM), ROOM)?.moderation).toEqual({ id: 's1' });
    const left = `<retracted xmlns='urn:xmpp:message-retract:1'>${moderated}</retracted>`;
    expect(inRoom(said(left), ROOM)).toMatchObject({ tombstone: {} });
    expect(inRoom(said(left), ROOM)).not.toHaveProperty('moderation');
  });
});

describe('a message of ours', () => {
  it('reads back as it was written', () => {
    const built = buildMessage({
      to: 'romeo@montague.lit',
      id: 'm1',
      body: 'a < b & "c"\u0001',
      thread: 't',
      originId: true,
      requestReceipt: true,
      markable: true,
      chatState: 'active',
      hints: ['store'],
      extra: [buildDelay(5, SELF)]
    });
    expect(parse(built.toString())).toEqual({
      type: 'chat',
      from: SELF,
      to: 'romeo@montague.lit',
      id: 'm1',
      body: 'a < b & "c"',
      thread: 't',
      originId: 'm1',
      wantsReceipt: true,
      markable: true,
      chatState: 'active',
      hints: ['store'],
      mentions: [],
      fallbacks: [],
      files: [],
      oob: [],
      links: [],
      retracted: false,
      delay: { from: SELF, time: 5 }
    });
  });

  it('carries a receipt or a marker and nothing else', () => {
    expect(buildMessage({ to: 'a@b', id: '1', type: 'normal', receipt: 'x' }).toString()).toBe(
      '<message to="a@b" type="normal" id="1"><received xmlns="urn:xmpp:receipts" id="x"/></message>'
    );
    expect(buildMessage({ to: 'a@b', id: '1', displayed: 'x' }).toString()).toBe(
      '<message to="a@b" type="chat" id="1"><displayed xmlns="urn:xmpp:chat-markers:0" id="x"/></message>'
    );
  });

  it('costs little: one line with receipt, marker and origin id in 300 bytes', () => {
    const built = buildMessage({
      to: 'grandmother@our.home',
      id: randomId(),
      body: 'See you on Sunday at four!',
      originId: true,
      requestReceipt: true,
      markable: true
    });
    built.attrs.xmlns = 'jabber:client';
    // A WebSocket frame from a client adds up to 8 bytes (RFC 6455 §5.2).
    expect(bytes(built.toString()) + 8).toBeLessThanOrEqual(300);
  });
});
