import { describe, expect, it } from 'vitest';
import { answering, stanza } from '../../../../tests/support/requests';
import { StanzaError } from '../requests';
import { child } from '../xml';
import { DISCO_INFO, parseInfo } from './0030-disco';
import { fetchRoomInfo, findRoomService, isRoomService, readRoomInfo } from './0045-room-info';

const ROOM = 'darkcave@chat.shakespeare.lit';
const field = (name: string, ...values: string[]) =>
  `<field var='${name}'>${values.map((value) => `<value>${value}</value>`).join('')}</field>`;
const query = (features: string[], fields = '', identity = "category='conference' name='A Dark Cave' type='text'") =>
  `<query xmlns='http://jabber.org/protocol/disco#info'><identity ${identity}/>
    ${features.map((feature) => `<feature var='${feature}'/>`).join('')}
    <x xmlns='jabber:x:data' type='result'>${field('FORM_TYPE', 'http://jabber.org/protocol/muc#roominfo')}${fields}</x>
  </query>`;
const MUC = 'http://jabber.org/protocol/muc';
const SERVICE = query([MUC]);
const parsed = (xml: string) => {
  const answer = child(stanza(`<iq>${xml}</iq>`), 'query', DISCO_INFO);
  const info = answer && parseInfo(answer);
  if (!info) throw new Error('no info');
  return info;
};
const read = (...parts: Parameters<typeof query>) => readRoomInfo(parsed(query(...parts)));

describe('what a room says about itself', () => {
  it('is asked for and read', async () => {
    const features = [MUC, 'muc_passwordprotected', 'muc_hidden', 'muc_temporary', 'muc_open', 'muc_unmoderated'];
    const fields =
      field('muc#roominfo_description', 'The place for all good witches!') +
      field('muc#roominfo_subject', 'Spells') +
      field('muc#roominfo_occupants', '3') +
      field('muc#roominfo_lang', 'en') +
      field('muc#roominfo_changesubject', 'true') +
      field('muc#roominfo_avatarhash', 'A31C4BD04DE69663CFD7F424A8453F4674DA37FF', 'no hash', 'a31c');
    const requests = answering('a@b', query([...features, 'muc_nonanonymous', 'vcard-temp'], fields));
    expect(await fetchRoomInfo(requests, ROOM)).toEqual({
      isRoom: true,
      name: 'A Dark Cave',
      description: 'The place for all good witches!',
      subject: 'Spells',
      language: 'en',
      occupants: 3,
      membersOnly: false,
      open: true,
      nonAnonymous: true,
      passwordProtected: true,
      moderated: false,
      hidden: true,
      persistent: false,
      subjectMayChange: true,
      archive: false,
      stableIds: false,
      occupantIds: false,
      selfPing: false,
      vcard: true,
      avatarHashes: ['a31c4bd04de69663cfd7f424a8453f4674da37ff']
    });
    expect(requests.asked).toEqual([`get ${ROOM} <query xmlns="http://jabber.org/protocol/disco#info"/>`]);
  });

  it('is a closed room with an archive', () => {
    const features = ['muc_membersonly', 'muc_persistent', 'urn:xmpp:mam:2', 'urn:xmpp:occupant-id:0', 'muc_moderated'];
    expect(read([MUC, ...features, `${MUC}#self-ping-optimization`])).toMatchObject({
      membersOnly: true,
      persistent: true,
      archive: true,
      stableIds: true,
      occupantIds: true,
      moderated: true,
      selfPing: true,
      open: false
    });
    expect(read([MUC, 'urn:xmpp:sid:0'])).toMatchObject({ archive: false, stableIds: true });
    expect(read([MUC, 'urn:xmpp:mam:1'])).toMatchObject({ archive: false, stableIds: false });
  });

  it('is the newest way of moderation, if any', () => {
    const [v0, v1] = ['urn:xmpp:message-moderate:0', 'urn:xmpp:message-moderate:1'];
    expect(read([MUC, v1, v0]).moderation).toBe(1);
    expect(read([MUC, v0]).moderation).toBe(0);
    expect(read([MUC])).not.toHaveProperty('moderation');
  });

  it("is what Prosody's older module says of the avatar, and the name in the form", () => {
    const hash = 'b9b256f999ded52c2fa14fb007c2e5b979450cbb';
    const fields =
      field('{http://modules.prosody.im/mod_vcard_muc}avatar#sha1', hash) + field('muc#roomconfig_roomname', 'Cave');
    expect(read([MUC], fields, "category='conference' type='text'")).toMatchObject({
      name: 'Cave',
      avatarHashes: [hash]
    });
  });

  it('is nothing at all for what is no room', () => {
    expect(read([], field('muc#roominfo_occupants', 'many'), "category='account' type='registered' name='x'")).toEqual({
      ...readRoomInfo({ identities: [], features: [], forms: [] }),
      isRoom: false
    });
    const alien = query([MUC], field('muc#roominfo_occupants', '3')).replace('muc#roominfo<', 'other<');
    expect(readRoomInfo(parsed(alien))).not.toHaveProperty('occupants');
  });
});

describe('the service that holds rooms', () => {
  const items = (...jids: string[]) =>
    `<query xmlns='http://jabber.org/protocol/disco#items'>${jids.map((jid) => `<item jid='${jid}'/>`).join('')}</query>`;

  it('is one that says so', () => {
    expect(isRoomService(parsed(SERVICE))).toBe(true);
    expect(isRoomService(parsed(query([MUC], '', "category='conference' type='irc'")))).toBe(false);
    expect(isRoomService(parsed(query([])))).toBe(false);
  });

  it('is found among the others, the likely one first, and whoever does not answer is passed over', async () => {
    const listed = items('upload.lit', 'Rooms.lit', 'conference.lit', 'rooms.lit', 'talk.lit', 'user@lit', 'a b');
    const requests = answering(
      'a@lit',
      listed,
      new StanzaError('timeout'),
      query([], '', "category='conference' type='text'"),
      new StanzaError('service-unavailable'),
      SERVICE
    );
    expect(await findRoomService(requests, 'lit')).toBe('talk.lit');
    expect(requests.asked.map((asked) => asked.split(' ')[1])).toEqual([
      'lit',
      'rooms.lit',
      'conference.lit',
      'upload.lit',
      'talk.lit'
    ]);
  });

  it('may not be there, but nobody knows when the stream ended', async () => {
    expect(await findRoomService(answering('a@lit', items()), 'lit')).toBeUndefined();
    const cut = findRoomService(answering('a@lit', items('muc.lit'), new StanzaError('closed')), 'lit');
    await expect(cut).rejects.toMatchObject({ condition: 'closed' });
  });
});
