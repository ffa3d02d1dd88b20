import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import {
  buildDecline,
  buildJoin,
  buildLeave,
  buildMediatedInvite,
  buildNickChange,
  buildSubject,
  parseMucUser
} from './0045-muc';

const ROOM = 'coven@chat.shakespeare.lit';
const x = (inside: string) => `<x xmlns='http://jabber.org/protocol/muc#user'>${inside}</x>`;
const user = (inside: string) => parseMucUser(stanza(`<presence from='${ROOM}/thirdwitch'>${x(inside)}</presence>`));

describe('what a room says of somebody', () => {
  it('is what they are to it, who they are and that they are we', () => {
    expect(
      user(`<item affiliation='owner' role='moderator' jid='Crone1@shakespeare.lit/desktop'/>
        <status code='110'/><status code='201'/>`)
    ).toEqual({
      items: [{ affiliation: 'owner', role: 'moderator', jid: 'crone1@shakespeare.lit/desktop' }],
      statuses: new Set([110, 201]),
      invites: [],
      declines: []
    });
  });

  it('is that they were put out, by whom and why', () => {
    const kicked = user(`<item affiliation='none' role='none'><actor nick='Fluellen' jid='fluellen@shakespeare.lit/x'/>
      <reason>Avaunt, you cullion!</reason></item><status code='307'/>`);
    expect(kicked?.items).toEqual([
      { affiliation: 'none', role: 'none', actor: 'Fluellen', reason: 'Avaunt, you cullion!' }
    ]);
    const banned = user("<item affiliation='outcast' role='none'><actor jid='Bard@shakespeare.lit/x'/></item>");
    expect(banned?.items[0]).toMatchObject({ affiliation: 'outcast', actor: 'bard@shakespeare.lit' });
  });

  it('is the new name', () => {
    const named = user("<item affiliation='member' nick='oldhag' role='participant'/><status code='303'/>");
    expect(named).toMatchObject({ items: [{ nick: 'oldhag' }], statuses: new Set([303]) });
    for (const nick of ['', 'x'.repeat(1_024), 'a&#xA;b'])
      expect(user(`<item nick='${nick}'><actor nick='${nick}'/></item>`)?.items).toEqual([
        { affiliation: 'none', role: 'none' }
      ]);
  });

  it('is several devices of one person', () => {
    const item = (device: string) => `<item affiliation='member' role='participant' jid='a@b/${device}'/>`;
    expect(user(item('phone') + item('desk'))?.items.map(({ jid }) => jid)).toEqual(['a@b/phone', 'a@b/desk']);
  });

  it('is that the room is gone', () => {
    expect(
      user(`<item affiliation='none' role='none'/><destroy jid='Cave@chat.shakespeare.lit'>
        <reason>Macbeth doth come.</reason><password>cauldron</password></destroy>`)?.destroyed
    ).toEqual({ alternate: 'cave@chat.shakespeare.lit', reason: 'Macbeth doth come.', password: 'cauldron' });
    expect(user("<destroy jid='not an address'/>")?.destroyed).toEqual({});
  });

  it('is an invitation, or that somebody declines', () => {
    const invite = `<invite from='crone1@shakespeare.lit/desktop'><reason>Hey Hecate!</reason></invite>
      <password>cauldronburn</password>`;
    expect(parseMucUser(stanza(`<message from='${ROOM}'>${x(invite)}</message>`))).toMatchObject({
      invites: [{ from: 'crone1@shakespeare.lit/desktop', reason: 'Hey Hecate!' }],
      password: 'cauldronburn'
    });
    expect(user("<decline from='hecate@shakespeare.lit'/>")?.declines).toEqual([{ from: 'hecate@shakespeare.lit' }]);
    expect(user("<invite/><invite from='a b'/><decline/>")).toMatchObject({ invites: [], declines: [] });
  });

  it('counts for nothing where nobody knows it', () => {
    expect(user("<item affiliation='god' role='constructor' jid='' nick=''/>")?.items).toEqual([
      { affiliation: 'none', role: 'none' }
    ]);
    expect(user('<item/>')?.items).toEqual([{ affiliation: 'none', role: 'none' }]);
    const codes = "<status/><status code='-1'/><status code='1e2'/><status code='110'/><status xmlns='u' code='307'/>";
    expect(user(codes)?.statuses).toEqual(new Set([110]));
  });

  it('is nothing in another namespace, or deeper inside', () => {
    expect(
      parseMucUser(stanza("<presence><x xmlns='http://jabber.org/protocol/muc'><item/></x></presence>"))
    ).toBeUndefined();
    expect(parseMucUser(stanza(`<message><other xmlns='urn:o'>${x('<item/>')}</other></message>`))).toBeUndefined();
    expect(user("<item xmlns='urn:other' affiliation='owner'/>")?.items).toEqual([]);
  });
});

describe('what we say to a room', () => {
  it('is that we come, with a password and without history', () => {
    expect(buildJoin(ROOM, 'thirdwitch').toString()).toBe(
      `<presence to="${ROOM}/thirdwitch"><x xmlns="http://jabber.org/protocol/muc"/></presence>`
    );
    expect(buildJoin(ROOM, 'thirdwitch', { password: 'a<b', maxHistory: 0 }).toString()).toBe(
      `<presence to="${ROOM}/thirdwitch"><x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/>` +
        '<password>a&lt;b</password></x></presence>'
    );
  });

  it('is that we go, or have another name', () => {
    expect(buildLeave(ROOM, 'oldhag').toString()).toBe(`<presence to="${ROOM}/oldhag" type="unavailable"/>`);
    expect(buildNickChange(ROOM, 'old\u0000hag "the & only"').toString()).toBe(
      `<presence to="${ROOM}/oldhag &quot;the &amp; only&quot;"/>`
    );
  });

  it('is the subject', () => {
    expect(buildSubject(ROOM, 's1', 'Fire Burn').toString()).toBe(
      `<message to="${ROOM}" type="groupchat" id="s1"><subject>Fire Burn</subject></message>`
    );
    expect(buildSubject(ROOM, 's1', '').toString()).toContain('<subject');
  });

  it('is an invitation, or that we decline one', () => {
    expect(buildMediatedInvite(ROOM, 'hecate@shakespeare.lit', 'Come').toString()).toBe(
      `<message to="${ROOM}"><x xmlns="http://jabber.org/protocol/muc#user"><invite to="hecate@shakespeare.lit">` +
        '<reason>Come</reason></invite></x></message>'
    );
    expect(buildDecline(ROOM, 'crone1@shakespeare.lit').toString()).toContain('<decline to="crone1@shakespeare.lit"/>');
  });
});
