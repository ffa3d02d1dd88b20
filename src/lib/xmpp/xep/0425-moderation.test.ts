import { describe, expect, it } from 'vitest';
import { answering, stanza } from '../../../../tests/support/requests';
import { StanzaError } from '../requests';
import { parseModeration, parseTombstone, requestModeration } from './0425-moderation';

const ROOM = 'room@muc.example.com';
const OCCUPANT = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='dd72'/>";
const message = (inside: string) => stanza(`<message type='groupchat' from='${ROOM}' id='r1'>${inside}</message>`);
const NEW = `<retract id='stanza-id-1' xmlns='urn:xmpp:message-retract:1'>
  <moderated by='Room@muc.example.com/macbeth' xmlns='urn:xmpp:message-moderate:1'>${OCCUPANT}</moderated>
  <reason>Not here</reason></retract>`;
const OLD = `<apply-to id='stanza-id-1' xmlns='urn:xmpp:fasten:0'>
  <moderated by='room@muc.example.com/macbeth' xmlns='urn:xmpp:message-moderate:0'>
  <retract xmlns='urn:xmpp:message-retract:0'/><reason>Not here</reason></moderated></apply-to>`;

describe('the announcement that a message was taken away', () => {
  it('comes in the new form, the old one, or both', () => {
    const said = { id: 'stanza-id-1', by: `${ROOM}/macbeth`, reason: 'Not here' };
    expect(parseModeration(message(NEW))).toEqual({ ...said, occupantId: 'dd72' });
    expect(parseModeration(message(OLD))).toEqual(said);
    expect(parseModeration(message(OLD + NEW))).toEqual({ ...said, occupantId: 'dd72' });
    const nameless = NEW.replace("by='Room@muc.example.com/macbeth'", '');
    expect(parseModeration(message(OLD + nameless))).toEqual({ ...said, occupantId: 'dd72' });
    expect(parseModeration(message(OLD.replace('id-1', 'id-2') + nameless))).not.toHaveProperty('by');
  });

  it('needs neither moderator nor reason', () => {
    const bare =
      "<retract id='1' xmlns='urn:xmpp:message-retract:1'><moderated xmlns='urn:xmpp:message-moderate:1'/></retract>";
    expect(parseModeration(message(bare))).toEqual({ id: '1' });
  });

  it("is not the author's own retraction, nor one of nothing", () => {
    expect(parseModeration(message("<retract id='1' xmlns='urn:xmpp:message-retract:1'/>"))).toBeUndefined();
    expect(parseModeration(message(NEW.replace("id='stanza-id-1'", "id=''")))).toBeUndefined();
    expect(parseModeration(message(OLD.replace("id='stanza-id-1'", '')))).toBeUndefined();
    expect(parseModeration(message(NEW.replace('moderate:1', 'moderate:0')))).toBeUndefined();
    expect(parseModeration(message(OLD.replace(/<retract .*?\/>/, '')))).toBeUndefined();
    expect(parseModeration(message(`<other xmlns='urn:o'>${NEW}</other>`))).toBeUndefined();
  });
});

describe('what the archive keeps', () => {
  it('says who and why, in both forms', () => {
    const newer = `<retracted stamp='2019-09-20T23:09:32Z' xmlns='urn:xmpp:message-retract:1'>
      <moderated by='room@muc.example.com/macbeth' xmlns='urn:xmpp:message-moderate:1'>${OCCUPANT}</moderated>
      <reason>Not here</reason></retracted>`;
    const older = `<moderated by='room@muc.example.com/macbeth' xmlns='urn:xmpp:message-moderate:0'>${OCCUPANT}
      <retracted stamp='2019-09-20T23:09:32Z' xmlns='urn:xmpp:message-retract:0'/><reason>Not here</reason></moderated>`;
    const said = { by: `${ROOM}/macbeth`, occupantId: 'dd72', reason: 'Not here' };
    expect([newer, older].map((inside) => parseTombstone(message(inside)))).toEqual([said, said]);
  });

  it("is not the author's own tombstone, nor the announcement", () => {
    expect(parseTombstone(message("<retracted xmlns='urn:xmpp:message-retract:1'/>"))).toBeUndefined();
    expect(parseTombstone(message("<moderated xmlns='urn:xmpp:message-moderate:0'/>"))).toBeUndefined();
    expect(parseTombstone(message(OLD + NEW))).toBeUndefined();
    expect(parseModeration(message("<retracted xmlns='urn:xmpp:message-retract:1'/>"))).toBeUndefined();
  });
});

describe('taking a message away', () => {
  it('is asked as the room knows it', async () => {
    const requests = answering('macbeth@example.com', '', '');
    await requestModeration(requests, ROOM, 'stanza-id-1', 1, 'Not here');
    await requestModeration(requests, ROOM, 'stanza-id-1', 0);
    expect(requests.asked).toEqual([
      `set ${ROOM} <moderate xmlns="urn:xmpp:message-moderate:1" id="stanza-id-1">` +
        '<retract xmlns="urn:xmpp:message-retract:1"/><reason>Not here</reason></moderate>',
      `set ${ROOM} <apply-to xmlns="urn:xmpp:fasten:0" id="stanza-id-1"><moderate xmlns="urn:xmpp:message-moderate:0">` +
        '<retract xmlns="urn:xmpp:message-retract:0"/></moderate></apply-to>'
    ]);
  });

  it('may be refused', async () => {
    const requests = answering('a@b', new StanzaError('forbidden', 'auth'));
    await expect(requestModeration(requests, ROOM, '1', 1)).rejects.toMatchObject({ condition: 'forbidden' });
  });
});
