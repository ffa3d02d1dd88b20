import { describe, expect, it } from 'vitest';
import { stanza } from '../../../tests/support/requests';
import { buildAvailable, buildSubscription, buildUnavailable, parsePresence } from './presence';
import { buildCaps } from './xep/0115-caps';
import { buildPreauth } from './xep/0379-preauth';

const SELF = 'juliet@example.com';
const parse = (xml: string) => parsePresence(stanza(xml), SELF);

describe('a presence', () => {
  it('says how somebody is', () => {
    expect(
      parse(
        `<presence from='Romeo@example.net/orchard'><show>dnd</show><status>Wooing</status><priority>1</priority>
          <delay xmlns='urn:xmpp:delay' from='romeo@example.net/orchard' stamp='2009-12-10T11:43:17Z'/>
          <idle xmlns='urn:xmpp:idle:1' since='2009-12-10T11:40:00Z'/>
          <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='v'/></presence>`
      )
    ).toEqual({
      type: 'available',
      from: 'romeo@example.net/orchard',
      show: 'dnd',
      status: 'Wooing',
      priority: 1,
      time: Date.UTC(2009, 11, 10, 11, 43, 17),
      idleSince: Date.UTC(2009, 11, 10, 11, 40),
      caps: { node: 'n', ver: 'v', hash: 'sha-1' }
    });
  });

  it('says when somebody left, as their own server tells', () => {
    const left = (by: string) =>
      parse(`<presence from='romeo@example.net' type='unavailable'>
        <delay xmlns='urn:xmpp:delay' from='${by}' stamp='2009-12-10T11:43:17Z'/></presence>`);
    expect(left('example.net')?.time).toBe(Date.UTC(2009, 11, 10, 11, 43, 17));
    expect(left('evil.example')).not.toHaveProperty('time');
  });

  it('asks to subscribe, with a name', () => {
    const nick = "<nick xmlns='http://jabber.org/protocol/nick'>Romeo</nick>";
    expect(parse(`<presence from='romeo@example.net' type='subscribe'>${nick}</presence>`)).toMatchObject({
      type: 'subscribe',
      nick: 'Romeo'
    });
  });

  it('is an error with its condition', () => {
    const error = "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    expect(parse(`<presence from='romeo@example.net' type='error'>${error}</presence>`)?.error?.condition).toBe('gone');
  });

  it('of the own account may name nobody', () => {
    expect(parse('<presence/>')).toEqual({ type: 'available', from: SELF, priority: 0 });
  });

  it('is nothing with a type nobody knows, or from no address', () => {
    expect(parse("<presence from='a@b' type='available'/>")).toBeUndefined();
    expect(parse("<presence from='a b'/>")).toBeUndefined();
    expect(parse("<message from='a@b'/>")).toBeUndefined();
    expect(parsePresence(stanza("<presence xmlns='jabber:server' from='a@b'/>"), SELF)).toBeUndefined();
  });

  it.each([
    ['128', 0],
    ['-128', -128],
    [' 5 ', 5],
    ['high', 0],
    ['1e1', 0],
    ['', 0]
  ])('has priority %j as %i', (text, value) => {
    expect(parse(`<presence><priority>${text}</priority></presence>`)?.priority).toBe(value);
  });

  it('of a room tells who is there, and who that is', () => {
    expect(
      parse(`<presence from='coven@chat.lit/hag'><x xmlns='http://jabber.org/protocol/muc#user'>
        <item affiliation='member' role='participant'/><status code='110'/></x>
        <occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/>
        <x xmlns='vcard-temp:x:update'><photo/></x></presence>`)
    ).toEqual({
      type: 'available',
      from: 'coven@chat.lit/hag',
      priority: 0,
      mucUser: {
        items: [{ affiliation: 'member', role: 'participant' }],
        statuses: new Set([110]),
        invites: [],
        declines: []
      },
      occupantId: 'o1',
      photoHash: ''
    });
  });

  it('ignores an availability that nobody knows', () => {
    expect(parse('<presence><show>busy</show></presence>')).not.toHaveProperty('show');
  });
});

describe('the own presence', () => {
  it('says that we are there, and that we go', () => {
    expect(buildAvailable().toString()).toBe('<presence/>');
    expect(buildAvailable({ show: 'away', extra: [buildCaps('kith', 'v')] }).toString()).toBe(
      '<presence><show>away</show><c xmlns="http://jabber.org/protocol/caps" hash="sha-1" node="kith" ver="v"/></presence>'
    );
    expect(buildUnavailable().toString()).toBe('<presence type="unavailable"/>');
  });

  it('asks at the bare address, with a token', () => {
    expect(buildSubscription('subscribe', 'romeo@montague.net/orchard', buildPreauth('t')).toString()).toBe(
      '<presence type="subscribe" to="romeo@montague.net"><preauth xmlns="urn:xmpp:pars:0" token="t"/></presence>'
    );
  });
});
