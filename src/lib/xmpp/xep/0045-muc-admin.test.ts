import { describe, expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { StanzaError } from '../requests';
import {
  destroyRoom,
  fetchAffiliations,
  fetchReservedNick,
  fetchRoomConfig,
  setAffiliations,
  setRole,
  submitRoomConfig
} from './0045-muc-admin';

const SELF = 'crone1@shakespeare.lit';
const ROOM = 'coven@chat.shakespeare.lit';
const ADMIN = 'xmlns="http://jabber.org/protocol/muc#admin"';
const OWNER = 'xmlns="http://jabber.org/protocol/muc#owner"';
const FORM = `<query ${OWNER}><x xmlns='jabber:x:data' type='form'><title>Configuration</title>
  <field type='hidden' var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>
  <field type='fixed'><value>Who may come</value></field>
  <field type='text-single' var='muc#roomconfig_roomname'><value>A Dark Cave</value></field>
  <field type='text-single' var='muc#roomconfig_roomdesc'/>
  <field type='jid-multi' var='muc#roomconfig_roomadmins'><value>a@b</value><value>c@d</value></field>
  <field type='boolean' var='ARCHIVE'><value>0</value></field></x></query>`;
const archived = (name: string) => FORM.replace('ARCHIVE', name);

describe('the lists of a room', () => {
  it('are asked for one by one', async () => {
    const items = `<query ${ADMIN}><item affiliation='outcast' jid='Earl@example.lit'><reason>Treason</reason></item>
      <item affiliation='outcast' jid='evil.lit'/><item affiliation='owner' jid='eve@evil.lit'/>
      <item affiliation='outcast'/><item affiliation='outcast' jid='a b'/></query>`;
    const requests = answering(SELF, items);
    expect(await fetchAffiliations(requests, ROOM, 'outcast')).toEqual([
      { jid: 'earl@example.lit', affiliation: 'outcast' },
      { jid: 'evil.lit', affiliation: 'outcast' }
    ]);
    expect(requests.asked).toEqual([`get ${ROOM} <query ${ADMIN}><item affiliation="outcast"/></query>`]);
  });

  it('hold reserved names, and may be empty or refused', async () => {
    const member = `<query ${ADMIN}><item affiliation='member' jid='a@b' nick='thirdwitch'/></query>`;
    expect(await fetchAffiliations(answering(SELF, member), ROOM, 'member')).toEqual([
      { jid: 'a@b', affiliation: 'member', nick: 'thirdwitch' }
    ]);
    expect(await fetchAffiliations(answering(SELF, ''), ROOM, 'member')).toEqual([]);
    const refused = fetchAffiliations(answering(SELF, new StanzaError('forbidden', 'auth')), ROOM, 'owner');
    await expect(refused).rejects.toMatchObject({ condition: 'forbidden' });
  });

  it('are changed one by one, up to the first refusal', async () => {
    const requests = answering(SELF, '', new StanzaError('not-allowed'));
    const changing = setAffiliations(requests, ROOM, [
      { jid: 'a@b', affiliation: 'member' },
      { jid: 'earl@example.lit', affiliation: 'outcast', reason: 'Treason' },
      { jid: 'c@d', affiliation: 'none' }
    ]);
    await expect(changing).rejects.toMatchObject({ condition: 'not-allowed' });
    expect(requests.asked).toEqual([
      `set ${ROOM} <query ${ADMIN}><item affiliation="member" jid="a@b"/></query>`,
      `set ${ROOM} <query ${ADMIN}><item affiliation="outcast" jid="earl@example.lit"><reason>Treason</reason></item></query>`
    ]);
  });

  it('say what an occupant may do', async () => {
    const requests = answering(SELF, '');
    await setRole(requests, ROOM, 'third\u0000witch', 'none', 'Avaunt');
    expect(requests.asked).toEqual([
      `set ${ROOM} <query ${ADMIN}><item nick="thirdwitch" role="none"><reason>Avaunt</reason></item></query>`
    ]);
  });
});

describe('the settings of a room', () => {
  it.each(['muc#roomconfig_enablearchiving', 'mam'])('are set where the form has them, with %s', async (name) => {
    const requests = answering(SELF, archived(name), '');
    const form = await fetchRoomConfig(requests, ROOM);
    const missing = await submitRoomConfig(requests, ROOM, form, [
      ['muc#roomconfig_roomdesc', 'The place for all good witches'],
      ['muc#roomconfig_enablearchiving', '1'],
      ['muc#roomconfig_whois', 'anyone']
    ]);
    expect(missing).toEqual(['muc#roomconfig_whois']);
    expect(requests.asked).toEqual([
      `get ${ROOM} <query ${OWNER}/>`,
      `set ${ROOM} <query ${OWNER}><x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE" type="hidden">` +
        '<value>http://jabber.org/protocol/muc#roomconfig</value></field>' +
        '<field var="muc#roomconfig_roomname"><value>A Dark Cave</value></field>' +
        '<field var="muc#roomconfig_roomadmins"><value>a@b</value><value>c@d</value></field>' +
        `<field var="${name}"><value>1</value></field>` +
        '<field var="muc#roomconfig_roomdesc"><value>The place for all good witches</value></field></x></query>'
    ]);
  });

  it('can be emptied', async () => {
    const requests = answering(SELF, FORM, '');
    const form = await fetchRoomConfig(requests, ROOM);
    await submitRoomConfig(requests, ROOM, form, [['muc#roomconfig_roomname', '']]);
    expect(requests.asked[1]).toMatch(/<field var="muc#roomconfig_roomname"><value(\/>|><\/value>)<\/field>/);
  });

  it('are not some other answer', async () => {
    for (const answer of ['', `<query ${OWNER}/>`, `<query ${ADMIN}><x xmlns='jabber:x:data' type='form'/></query>`])
      await expect(fetchRoomConfig(answering(SELF, answer), ROOM)).rejects.toThrow('without a configuration form');
  });
});

describe('a room', () => {
  it('is destroyed', async () => {
    const requests = answering(SELF, '');
    await destroyRoom(requests, ROOM, 'Macbeth doth come.');
    expect(requests.asked).toEqual([
      `set ${ROOM} <query ${OWNER}><destroy><reason>Macbeth doth come.</reason></destroy></query>`
    ]);
  });

  it('keeps a name for us, but not its own', async () => {
    const info = (attrs: string) =>
      `<query xmlns='http://jabber.org/protocol/disco#info'${attrs}>
        <identity category='conference' name='thirdwitch' type='text'/></query>`;
    const requests = answering(SELF, info(" node='x-roomuser-item'"), info(''));
    expect(await fetchReservedNick(requests, ROOM)).toBe('thirdwitch');
    expect(await fetchReservedNick(requests, ROOM)).toBeUndefined();
    expect(requests.asked[0]).toContain('node="x-roomuser-item"');
  });
});
