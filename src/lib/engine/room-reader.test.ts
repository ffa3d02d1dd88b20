import { describe, expect, it } from 'vitest';
import { stanza } from '../../../tests/support/requests';
import { parseMessage } from '../xmpp/message';
import { containsName, readRoomMessage, type RoomSight } from './room-reader';

const ROOM = 'club@muc.example.org';
const ROMEO = 'romeo@example.org';
const NOW = Date.UTC(2026, 0, 2);
const SIGHT: RoomSight = {
  room: ROOM,
  account: ROMEO,
  nick: 'romeo',
  occupant: 'o-romeo',
  occupantIds: true,
  isPrivate: false,
  personOf: (occupant, nick) => (occupant === 'o-alice' || nick === 'alice' ? 'alice@example.org' : undefined)
};
const NAMES_ONLY: RoomSight = { ...SIGHT, occupantIds: false, occupant: undefined };
const PAST = `<delay xmlns='urn:xmpp:delay' from='${ROOM}' stamp='2026-01-01T00:00:00Z'/>`;
const ARCHIVED = { id: 'a1', time: Date.UTC(2026, 0, 1) };

const read = (
  inside: string,
  sight = SIGHT,
  from = `${ROOM}/alice`,
  archived?: typeof ARCHIVED,
  type = 'groupchat'
) => {
  const element = stanza(`<message from='${from}' to='${ROMEO}' type='${type}' id='m1'>${inside}</message>`);
  const parsed = parseMessage(element, { self: ROMEO, trustedStanzaIds: true, room: ROOM });
  return parsed && readRoomMessage(parsed, sight, NOW, archived);
};
const id = (occupant: string) => `<occupant-id xmlns='urn:xmpp:occupant-id:0' id='${occupant}'/>`;
const body = (text: string) => `<body>${text}</body>`;

describe('a message of a room', () => {
  it('belongs to its chat, with who wrote it as the room says', () => {
    expect(read(body('hi') + id('o-alice'))).toMatchObject({
      chat: ROOM,
      kind: 'room',
      archive: ROOM,
      mine: false,
      sender: `${ROOM}/alice`,
      from: { nick: 'alice', occupant: 'o-alice', person: 'alice@example.org' },
      wireId: 'm1',
      text: 'hi',
      time: NOW,
      wantsReceipt: false
    });
  });

  it('is none when it is private, of another room, or of no room', () => {
    expect(read(body('x'), SIGHT, `${ROOM}/alice`, undefined, 'chat')).toBeUndefined();
    expect(read(body('x'), SIGHT, 'other@muc.example.org/alice')).toBeUndefined();
    expect(read(body('x'), SIGHT, ROMEO)).toBeUndefined();
    expect(read(body('x'), SIGHT, ROOM)).toBeUndefined();
  });

  it.each([
    ['live under the own name', NAMES_ONLY, 'romeo', '', false, { mine: true }],
    ['live under another', NAMES_ONLY, 'alice', '', false, { mine: false }],
    ['old under the own name, in a channel', NAMES_ONLY, 'romeo', PAST, false, { mine: false, perhapsMine: true }],
    ['archived under the own name, in a channel', NAMES_ONLY, 'romeo', '', true, { mine: false, perhapsMine: true }],
    ['archived, in a private group', { ...NAMES_ONLY, isPrivate: true }, 'romeo', '', true, { mine: true }],
    ['with the own identity under any name', SIGHT, 'montague', id('o-romeo'), true, { mine: true }],
    ['with another identity under the own name', SIGHT, 'romeo', id('o-eve'), false, { mine: false }],
    ['with an identity that the room does not give', NAMES_ONLY, 'alice', id('o-romeo'), false, { mine: false }]
  ])('%s is whose it must be', (_, sight, nick, more, isArchived, whose) => {
    const incoming = read(body('x') + more, sight, `${ROOM}/${nick}`, isArchived ? ARCHIVED : undefined);
    expect(incoming).toMatchObject(whose);
    expect(incoming?.perhapsMine).toBe('perhapsMine' in whose ? true : undefined);
  });

  it('is of nobody in particular when it is old and bears a name only', () => {
    expect(read(body('x') + PAST, NAMES_ONLY)?.from).toEqual({ nick: 'alice' });
    expect(read(body('x'), NAMES_ONLY)?.from).toEqual({ nick: 'alice', person: 'alice@example.org' });
    expect(read(body('x') + id('o-alice'), SIGHT, `${ROOM}/bob`, ARCHIVED)?.from).toMatchObject({
      person: 'alice@example.org'
    });
  });

  it('was not written later than the archive got it, or than now', () => {
    const later = PAST.replace('2026-01-01', '9999-01-01');
    expect(read(body('x') + later)).toMatchObject({ time: NOW, stamp: NOW });
    expect(read(body('x') + later, SIGHT, `${ROOM}/alice`, ARCHIVED)).toMatchObject({
      time: ARCHIVED.time,
      stamp: ARCHIVED.time,
      archiveId: 'a1'
    });
  });

  it('is a subject when it has no body', () => {
    expect(read('<subject>news</subject>')?.event).toEqual({ kind: 'subject', who: 'alice', text: 'news' });
    expect(read(`<subject>news</subject>${body('x')}`)?.event).toBeUndefined();
  });

  it('takes something back only when the room itself says so', () => {
    const taken = `<retract xmlns='urn:xmpp:message-retract:1' id='a1'>
      <moderated xmlns='urn:xmpp:message-moderate:1' by='${ROOM}/owner'/><reason>rude</reason></retract>`;
    const says = { kind: 'retraction', by: 'owner', reason: 'rude' };
    expect(read(taken, SIGHT, ROOM)?.about).toEqual({ target: 'a1', says });
    expect(read(taken)?.about).toBeUndefined();
    expect(read(taken.replace('a1', 'x'.repeat(5_000)), SIGHT, ROOM)).toBeUndefined();
  });

  it('is a tombstone only where messages are kept, and only when it is empty', () => {
    const tombstone = `<retracted xmlns='urn:xmpp:message-retract:1' stamp='2026-01-01T00:00:00Z'>
      <moderated xmlns='urn:xmpp:message-moderate:1' by='${ROOM}/owner'/></retracted>`;
    expect(read(tombstone, SIGHT, `${ROOM}/alice`, ARCHIVED)?.retracted).toEqual({ by: 'owner' });
    expect(read(tombstone + PAST)?.retracted).toEqual({ by: 'owner' });
    expect(read(tombstone)?.retracted).toBeUndefined();
    const full = read(tombstone + body('x'), SIGHT, `${ROOM}/alice`, ARCHIVED);
    expect([full?.text, full?.retracted]).toEqual(['x', undefined]);
  });

  it('tells how far others read in a private group, and how far the user read anywhere', () => {
    const marker = `<displayed xmlns='urn:xmpp:chat-markers:0' id='a1'/>`;
    expect(read(marker)?.displayed).toBeUndefined();
    expect(read(marker, { ...SIGHT, isPrivate: true })?.displayed).toBe('a1');
    expect(read(marker + id('o-romeo'))?.displayed).toBe('a1');
  });

  it('mentions the user by name, by address, or by their place in the room', () => {
    const reference = (uri: string) => `<reference xmlns='urn:xmpp:reference:0' type='mention' uri='${uri}'/>`;
    expect(read(body('hey Romeo!'))?.mention).toBe(true);
    expect(read(body('hey you') + reference(`xmpp:${ROMEO}`))?.mention).toBe(true);
    expect(read(body('hey you') + reference(`xmpp:${ROOM}/romeo`))?.mention).toBe(true);
    expect(read(body('hey you') + reference(`xmpp:other@muc.example.org/romeo`))?.mention).toBeUndefined();
    expect(read(body('I, romeo') + id('o-romeo'), SIGHT, `${ROOM}/romeo`)?.mention).toBeUndefined();
    expect(read(reference(`xmpp:${ROMEO}`))?.mention).toBeUndefined();
  });
});

describe('a name in a text', () => {
  it.each([
    ['Anna', 'hi Anna, come'],
    ['Anna', 'ANNA'],
    ['Anna', '@anna'],
    ['Anna', '(anna)'],
    ['Anna', 'anna: look'],
    ['Mary Ann', 'so mary ann said'],
    ['Jean-Luc', 'well, Jean-Luc?'],
    ['Jürgen', 'hallo jürgen'],
    ['Jürgen', 'hallo ju\u0308rgen'],
    ['Øyvind', 'ØYVIND!'],
    ['🦊', 'hi 🦊 there'.replace('🦊', '@🦊')],
    ['🦊🐻', 'hi 🦊🐻'],
    ['שרה', 'שלום שרה'],
    ['שרה', '@שרה!'],
    ['李雷', '你好 李雷'],
    ['राम', 'नमस्ते राम'],
    ['a.b*c', 'see a.b*c'],
    ['(.*)+$[-', 'so (.*)+$[- it is'],
    ['{1}|/^\\', 'so {1}|/^\\ it is'],
    ['x', 'hi @x'],
    [' Anna ', 'anna']
  ])('%s is found', (name, text) => {
    expect(containsName(text, name)).toBe(true);
  });

  it.each([
    ['Anna', 'Annabel'],
    ['Anna', 'Susanna'],
    ['Anna', 'anna2'],
    ['Anna', 'my_anna'],
    ['Anna', 'mail me at x@@anna'],
    ['Mary Ann', 'mary and ann'],
    ['Jürgen', 'Jurgen'],
    ['Jurgen', 'ju\u0308rgen'],
    ['राम', 'रामा'],
    ['a.b*c', 'aXbbc'],
    ['(.*)+$[-', 'anything'],
    ['.*', 'anything'],
    ['x', 'x marks the spot'],
    ['Anna', 'An\u200Bna'],
    ['', 'anything'],
    ['   ', 'any  thing']
  ])('%s is not found where it is not', (name, text) => {
    expect(containsName(text, name)).toBe(false);
  });

  it('is not looked for without end', () => {
    const name = `${'-'.repeat(1_000)}x`;
    const before = performance.now();
    expect(containsName('-'.repeat(1_000_000), name)).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
