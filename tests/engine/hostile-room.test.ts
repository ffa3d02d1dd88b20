import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Actions } from '../../src/lib/engine/actions';
import { ALICE, enterRoom, GOOD, ROOM, type RoomTable } from './room-table';
import { JULIET, ROMEO } from './memory-account';

const EVE = 'eve@evil.example';
const SID = 'urn:xmpp:sid:0';
const MUC_USER = 'http://jabber.org/protocol/muc#user';
const stanzaId = (id: string, by = ROOM) => `<stanza-id xmlns='${SID}' by='${by}' id='${id}'/>`;
const body = (text: string) => `<body>${text}</body>`;

describe('a group with a hostile occupant', () => {
  let table: RoomTable;
  const open = async (facts: Parameters<typeof enterRoom>[0] = {}) => (table = await enterRoom(facts));
  beforeEach(() => open());
  afterEach(() => table.end());
  const again = async (facts: Parameters<typeof enterRoom>[0]) => {
    await table.end();
    await open(facts);
  };

  it.each([
    ['by somebody else', stanzaId('x', EVE)],
    ['twice by the room', stanzaId('x') + stanzaId('y')],
    ['without a value', stanzaId('')]
  ])('gives no place in the archive by an id %s', async (_, ids) => {
    await table.good(table.says('eve', body('bad') + ids));
    expect(await table.rows()).toMatchObject([{ text: 'bad' }, { text: GOOD }]);
    expect((await table.rows())[0]?.archiveId).toBeUndefined();
  });

  it.each([ROOM, ROMEO])('believes no id by %s where the room announces none', async (by) => {
    await again({ stableIds: false });
    await table.good(table.says('eve', body('bad') + stanzaId('x', by)));
    expect((await table.rows()).map(({ archiveId }) => archiveId)).toEqual([undefined, undefined]);
  });

  it('keeps apart who says the same under the same id', async () => {
    const same = `${body('hi')}<origin-id xmlns='${SID}' id='same'/>`;
    await table.good(table.says('eve', same, 'same'), table.says('alice', same, 'same'));
    const rows = await table.rows();
    expect(rows.map(({ nick }) => nick)).toEqual(['eve', 'alice', 'alice']);
  });

  it.each(['before', 'after'])('does not take the id of an own message for it, %s its copy came', async (when) => {
    const { account, server, service, stream } = table;
    await service.outbox.run(stream, undefined);
    await new Actions(account.context).send(ROOM, 'mine');
    service.outbox.wake();
    const id = String((await server.expect('message')).attrs['id']);
    const echo = table.says('romeo', body('mine') + stanzaId('true'), id, 'o-romeo');
    const forged = table.says('eve', body('forged') + stanzaId('false'), id);
    // Whoever bears the name under another identity is somebody else.
    const twin = table.says('romeo', body('twin') + stanzaId('twin'), id, 'o-eve');
    server.reply(...(when === 'before' ? [forged, twin, echo] : [echo, forged, twin]));
    await table.good();
    const rows = (await table.rows()).map(({ text, mine, archiveId }) => `${text} ${mine} ${archiveId}`).sort();
    expect(rows).toEqual(['forged false false', 'mine true true', 'twin false twin', `${GOOD} false undefined`].sort());
  });

  it.each([
    ['correction', `${body('changed')}<replace xmlns='urn:xmpp:message-correct:0' id='m1'/>`],
    ['retraction', `<retract xmlns='urn:xmpp:message-retract:1' id='a1'/>`],
    [
      'old retraction',
      `<apply-to xmlns='urn:xmpp:fasten:0' id='a1'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>`
    ],
    [
      'moderation',
      `<retract xmlns='urn:xmpp:message-retract:1' id='a1'><moderated xmlns='urn:xmpp:message-moderate:1' by='${ROOM}/eve'/></retract>`
    ],
    [
      'old moderation',
      `<apply-to xmlns='urn:xmpp:fasten:0' id='a1'><moderated xmlns='urn:xmpp:message-moderate:0' by='${ROOM}'><retract xmlns='urn:xmpp:message-retract:0'/></moderated></apply-to>`
    ]
  ])('takes no %s of the message of another', async (_, inside) => {
    const { server } = table;
    server.reply(table.says('alice', body('first') + stanzaId('a1'), 'm1'));
    server.reply(table.says('eve', inside), table.private('eve', inside), table.says('eve', inside, 'm1'));
    await table.good();
    const [first] = await table.rows();
    expect(first).toMatchObject({ text: 'first', nick: 'alice' });
    expect(first?.retracted).toBeUndefined();
    expect(first?.edits).toBeUndefined();
  });

  it('shows what an occupant says as said, also with a tombstone in it', async () => {
    const tombstone = `<retracted xmlns='urn:xmpp:message-retract:1'><moderated xmlns='urn:xmpp:message-moderate:1' by='${ROOM}/alice'/><reason>forged</reason></retracted>`;
    await table.good(table.says('eve', body('said') + tombstone), table.says('eve', tombstone));
    expect((await table.rows()).map(({ text, retracted }) => [text, retracted])).toEqual([
      ['said', undefined],
      [GOOD, undefined]
    ]);
  });

  it.each([
    ['an empty one', ''],
    ['one of the wrong direction', '‮oemor'],
    ['a thousand characters', 'x'.repeat(1000)],
    ['a megabyte', 'x'.repeat(900_000)],
    ['our own with something invisible', 'rom​eo'],
    ['one with slashes', 'a/b@c/d'],
    ['a regular expression', '(.*)+$[-'],
    ['a prototype', '__proto__'],
    ['a control character', '&#x9;&#xA;'],
    ['emoji', '👩‍👩‍👧'],
    ['another writing', 'rоmeo']
  ])('bears a nickname that is %s', async (_, nick) => {
    const { room } = table;
    await table.good(table.comes(nick), table.says(nick, body('hello romeo')), table.goes(nick));
    for (const row of await table.rows()) expect(row).toMatchObject({ mine: false });
    expect(room.nick).toBe('romeo');
    expect(room.occupants.count).toBe(2);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it.each(['__proto__', '(.*)+$[-', 'jean-luc', 'a/b', '‮'])('may be met under the name %s', async (nick) => {
    await again({ nick });
    await table.good(table.says('eve', body(`well, ${nick}, well`)), table.says('eve', body('nothing of yours')));
    expect((await table.rows()).map(({ mention }) => mention)).toEqual([
      nick === '‮' ? undefined : true,
      undefined,
      undefined
    ]);
  });

  it.each([
    ['that is empty', ''],
    ['of a megabyte', 'x'.repeat(900_000)],
    ['with a line break', 'a&#xA;b']
  ])('gives us no new name %s', async (_, nick) => {
    const renamed = `<x xmlns='${MUC_USER}'><item affiliation='member' role='participant' nick='${nick}'/>
      <status code='303'/><status code='110'/></x>`;
    const ofEve = renamed.replace(`<status code='110'/>`, '');
    await table.good(table.comes('eve'), table.presence('eve', ofEve, `type='unavailable'`));
    expect(table.room.occupants.count).toBe(2);
    await table.good(table.presence('romeo', renamed, `type='unavailable'`));
    expect(table.room.nick).toBe('romeo');
  });

  it('says who is mine by the identity where the room gives them, not by the name', async () => {
    const { server } = table;
    server.reply(table.presence('eve', item(`nick='romeo'`, 303), `type='unavailable'`), table.comes('romeo', 'o-eve'));
    await table.good(table.says('romeo', body('as you'), 'm1', 'o-eve'));
    expect((await table.rows())[0]).toMatchObject({ text: 'as you', mine: false });
  });

  it('takes markers for known ids only, forward only, and tells no more readers apart than it can bear', async () => {
    await again({ membersOnly: true, nonAnonymous: true });
    const { server } = table;
    const marker = (id: string) => `<displayed xmlns='urn:xmpp:chat-markers:0' id='${id}'/>`;
    server.reply(table.says('alice', body('one') + stanzaId('a1')), table.says('alice', body('two') + stanzaId('a2')));
    server.reply(
      table.says('eve', marker('a2')),
      table.says('eve', marker('a1')),
      table.says('eve', marker('unknown'))
    );
    await table.good();
    const [, two] = await table.rows();
    expect((await table.row())?.readers).toEqual([['o-eve', two?.order]]);
    for (let n = 0; n < 1_000; n++) server.reply(table.says(`r${n}`, marker('a2')));
    await table.good();
    expect((await table.row())?.readers).toHaveLength(200);
  });

  it('takes no markers of thousands in a channel', async () => {
    const marker = `<displayed xmlns='urn:xmpp:chat-markers:0' id='a1'/>`;
    table.server.reply(table.says('alice', body('one') + stanzaId('a1')));
    for (let n = 0; n < 10_000; n++) table.server.reply(table.says(`r${n}`, marker));
    await table.good();
    expect((await table.row())?.readers).toEqual([]);
  });

  it('writes a marker with an identity of any length without keeping it', async () => {
    await again({ membersOnly: true, nonAnonymous: true });
    const { server } = table;
    const marker = `<displayed xmlns='urn:xmpp:chat-markers:0' id='a1'/>`;
    server.reply(table.says('alice', body('one') + stanzaId('a1')));
    await table.good(table.says('eve', marker, 'm', 'o'.repeat(500_000)), table.comes('zoe', 'o'.repeat(500_000)));
    expect(JSON.stringify(await table.row()).length).toBeLessThan(5_000);
    expect(JSON.stringify(await table.rows()).length).toBeLessThan(5_000);
  });

  it('sends no invitation in the name of the group', async () => {
    const direct = `<x xmlns='jabber:x:conference' jid='trap@muc.evil.example'/>`;
    const mediated = `<x xmlns='${MUC_USER}'><invite from='${JULIET}'/></x>`;
    await table.good(table.private('eve', direct), table.private('eve', mediated), table.says('eve', direct));
    expect((await table.account.db.getAll('rooms')).map(({ room }) => room)).toEqual([ROOM]);
    table.server.finish();
  });

  it('gives nothing away to an occupant', async () => {
    const asks = `<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>`;
    await table.good(table.says('eve', body('x') + asks, 'm1'), table.private('eve', body('y') + asks));
    for (const content of [`<query xmlns='jabber:iq:version'/>`, `<ping xmlns='urn:xmpp:ping'/>`]) {
      table.server.reply(`<iq xmlns='jabber:client' type='get' id='1' from='${ROOM}/eve'>${content}</iq>`);
      const answer = await table.server.expect('iq');
      expect(answer.attrs['type']).toBe('error');
      expect(answer.toString()).toContain('service-unavailable');
    }
    table.server.finish();
  });

  it('does not make an own message fail by an error in private', async () => {
    const { account, server, service, stream } = table;
    await service.outbox.run(stream, undefined);
    await new Actions(account.context).send(ROOM, 'mine');
    service.outbox.wake();
    const id = String((await server.expect('message')).attrs['id']);
    const error = `<error type='cancel'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`;
    await table.good(`<message xmlns='jabber:client' type='error' id='${id}' from='${ROOM}/eve'>${error}</message>`);
    expect((await table.rows()).find(({ mine }) => mine)?.status).toBe('waiting');
    expect(table.room.ready).toBe(true);
  });

  it(`has as many type as it likes, and ${ALICE} is heard`, async () => {
    const composing = `<composing xmlns='http://jabber.org/protocol/chatstates'/>`;
    for (let n = 0; n < 1_000; n++) table.server.reply(table.says(`t${n}`, composing));
    await table.good();
    const typing = table.told.flatMap(({ typing }) => [...(typing?.get(ROOM) ?? [])]);
    expect(new Set(typing).size).toBe(20);
  });
});

const item = (attrs: string, ...statuses: number[]) =>
  `<x xmlns='${MUC_USER}'><item affiliation='member' role='participant' ${attrs}/>${statuses
    .map((code) => `<status code='${code}'/>`)
    .join('')}</x>`;
