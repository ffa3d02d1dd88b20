import { describe, expect, it } from 'vitest';
import { memoryAccount, JULIET, ROMEO } from '../../../tests/engine/memory-account';
import { newChat, type ChatRow } from '../store/chats';
import { stranger } from '../store/people';
import { newRoom, type RoomFacts, type RoomRow } from '../store/rooms';
import { attention, notifyOf, queryRoom, roomName, roomState } from './room-queries';

const ROOM = 'club@muc.example.org';
const NOW = Date.UTC(2026, 0, 1);
const FACTS: RoomFacts = {
  membersOnly: true,
  nonAnonymous: true,
  passwordProtected: false,
  hidden: true,
  archive: true,
  stableIds: true,
  occupantIds: true
};
const member = (n: number) => ({ address: `m${n}@example.org`, affiliation: 'member' as const });
const group = (people: number, facts: Partial<RoomFacts> = {}): RoomRow => ({
  ...newRoom(ROMEO, ROOM),
  facts: { ...FACTS, ...facts },
  members: Array.from({ length: people }, (_, n) => member(n))
});
const chat = (more: Partial<ChatRow> = {}): ChatRow => ({ ...newChat(ROMEO, ROOM, 'room'), ...more });

describe('what calls for attention by itself', () => {
  it.each([
    ['a contact', chat({ kind: 'contact' }), undefined, 'all'],
    ['somebody in a group, in private', chat({ kind: 'private' }), undefined, 'all'],
    ['a private group of two', chat(), group(2), 'all'],
    ['a private group of five', chat(), group(5), 'all'],
    ['a private group of six', chat(), group(6), 'mentions'],
    ['a channel of two', chat(), group(2, { membersOnly: false }), 'mentions'],
    ['a group that hides who is who', chat(), group(2, { nonAnonymous: false }), 'mentions'],
    ['a group of which nothing is known yet', chat(), newRoom(ROMEO, ROOM), 'mentions'],
    ['a group without a row', chat(), undefined, 'mentions']
  ] as const)('of %s', (_, row, room, rule) => {
    expect(notifyOf(row, room)).toEqual({ rule });
  });

  it('is what the user chose, where they chose', () => {
    expect(notifyOf(chat({ notify: { rule: 'none' } }), group(2))).toEqual({ rule: 'none' });
    expect(notifyOf(chat({ notify: { rule: 'all' } }), group(50))).toEqual({ rule: 'all' });
    expect(notifyOf(chat({ kind: 'contact', notify: { rule: 'mentions' } }), undefined)).toEqual({ rule: 'mentions' });
  });
});

describe('the badge of a chat', () => {
  it.each([
    ['everything', { notify: { rule: 'all' } }, { mentions: 0, muted: false, quiet: false }],
    ['mentions, without one', { notify: { rule: 'mentions' } }, { mentions: 0, muted: false, quiet: true }],
    ['mentions, with one', { notify: { rule: 'mentions' }, mentions: 1 }, { mentions: 1, muted: false, quiet: false }],
    ['nothing, also with one', { notify: { rule: 'none' }, mentions: 1 }, { mentions: 1, muted: true, quiet: true }],
    ['all, but later', { notify: { rule: 'all', mutedUntil: NOW + 1 } }, { mentions: 0, muted: true, quiet: true }],
    ['all again', { notify: { rule: 'all', mutedUntil: NOW } }, { mentions: 0, muted: false, quiet: false }],
    [
      'mentions, but later',
      { notify: { rule: 'mentions', mutedUntil: NOW + 1 }, mentions: 2 },
      { mentions: 2, muted: true, quiet: true }
    ]
  ] as [string, Partial<ChatRow>, ReturnType<typeof attention>][])('where the user wants %s', (_, more, shown) => {
    expect(attention(chat({ unread: 3, ...more }), group(50), NOW)).toEqual(shown);
  });
});

describe('a group as it is shown', () => {
  it('is named by itself, else by the user, else by its address', () => {
    const bookmark = { name: 'Mine', autojoin: true, extensions: '' };
    expect(roomName(ROOM, { ...group(1, { name: 'Club' }), bookmark })).toBe('Club');
    expect(roomName(ROOM, { ...group(1), bookmark })).toBe('Mine');
    expect(roomName(ROOM, group(1))).toBe('club');
    expect(roomName('muc.example.org', undefined)).toBe('muc.example.org');
  });

  it('is in, invited to, outside of, or has a problem', () => {
    const bookmark = { autojoin: true, extensions: '' };
    const invitation = { by: JULIET, time: 1, mediated: false };
    expect(roomState(undefined)).toBe('outside');
    expect(roomState(group(1))).toBe('outside');
    expect(roomState({ ...group(1), invitation })).toBe('invited');
    expect(roomState({ ...group(1), bookmark, invitation })).toBe('in');
    expect(roomState({ ...group(1), bookmark, problem: 'room-banned' })).toBe('problem');
    expect(roomState({ ...group(1), bookmark: { ...bookmark, autojoin: false } })).toBe('outside');
  });

  it('names its members as the user knows them', async () => {
    const { db } = await memoryAccount();
    await db.put('people', { ...stranger(ROMEO, JULIET), name: 'Jules', listed: true });
    const bookmark = { autojoin: true, nick: 'Rome', extensions: '' };
    const members = [
      { address: JULIET, affiliation: 'owner' as const, nick: 'pretender' },
      { address: ROMEO, affiliation: 'member' as const },
      { address: 'bob@example.org', affiliation: 'member' as const, nick: 'Bobby' },
      { address: 'zoe@example.org', affiliation: 'member' as const }
    ];
    await db.put('rooms', { ...group(0), bookmark, members });
    const view = await queryRoom(db, ROMEO, ROOM);
    expect(view.members.map(({ name }) => name)).toEqual(['Bobby', 'Jules', 'Rome', 'zoe']);
    expect(view).toMatchObject({ nick: 'Rome', state: 'in', isPrivate: true, notify: { rule: 'all' } });
  });

  it('of which nothing is stored is shown as far as its address goes', async () => {
    const { db } = await memoryAccount();
    expect(await queryRoom(db, ROMEO, ROOM)).toMatchObject({
      name: 'club',
      nick: 'romeo',
      state: 'outside',
      isPrivate: false,
      members: [],
      notify: { rule: 'mentions' }
    });
  });
});
