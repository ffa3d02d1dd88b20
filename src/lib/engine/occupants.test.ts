import { beforeEach, describe, expect, it } from 'vitest';
import type { ParsedPresence } from '../xmpp/presence';
import type { MucItem } from '../xmpp/xep/0045-muc';
import { affiliationEvent, Occupants } from './occupants';

const ROOM = 'club@muc.example.org';

describe('who is in a room', () => {
  let occupants: Occupants;
  beforeEach(() => {
    occupants = new Occupants();
  });

  const hear = (
    type: ParsedPresence['type'],
    nick: string,
    item: Partial<MucItem> = {},
    { statuses = [], id, ids = true }: { statuses?: number[]; id?: string; ids?: boolean } = {}
  ) => {
    const full: MucItem = { affiliation: 'member', role: 'participant', ...item };
    const told = { items: [full], statuses: new Set(statuses), invites: [], declines: [] };
    const presence = { type, from: `${ROOM}/${nick}`, priority: 0, ...(id && { occupantId: id }) };
    return occupants.handle(presence, told, ids);
  };
  const comes = (nick: string, item: Partial<MucItem> = {}, id?: string) =>
    hear('available', nick, item, id ? { id } : {});
  const goes = (nick: string, statuses: number[] = [], item: Partial<MucItem> = {}) =>
    hear('unavailable', nick, item, { statuses });

  it('is known by name and identity as long as they are there', () => {
    expect(comes('alice', { jid: 'alice@example.org/phone' }, 'o-alice')).toBeUndefined();
    expect(occupants.personOf('o-alice', 'another name')).toBe('alice@example.org');
    expect(occupants.personOf(undefined, 'alice')).toBe('alice@example.org');
    expect(occupants.personOf('o-eve', 'alice')).toBeUndefined();
    expect(goes('alice')).toBeUndefined();
    expect(occupants.personOf('o-alice', 'alice')).toBeUndefined();
    expect(occupants.count).toBe(0);
  });

  it('has no identity where the room gives none', () => {
    hear('available', 'alice', { jid: 'alice@example.org' }, { id: 'forged', ids: false });
    expect(occupants.personOf('forged', '')).toBeUndefined();
    expect(occupants.views('me')[0]?.key).toBe('alice');
  });

  it('keeps what is known through a change of names', () => {
    comes('alice', { jid: 'alice@example.org' }, 'o-alice');
    expect(goes('alice', [303], { nick: 'Lis' })).toEqual({
      kind: 'nick',
      who: 'alice',
      address: 'alice@example.org',
      text: 'Lis'
    });
    expect(occupants.get('Lis')).toMatchObject({ id: 'o-alice', address: 'alice@example.org' });
    expect(occupants.get('alice')).toBeUndefined();
    expect(goes('nobody', [303])).toBeUndefined();
    expect(occupants.count).toBe(1);
  });

  it.each([
    [[301], 'banned'],
    [[307], 'kicked'],
    [[321], 'removed'],
    [[307, 333], undefined],
    [[], undefined],
    [[332], undefined]
  ] as [number[], string | undefined][])('who goes with %s is %s', (statuses, kind) => {
    comes('alice');
    const event = goes('alice', statuses, { actor: 'owner' });
    expect(event).toEqual(kind && { kind, who: 'alice', by: 'owner' });
    expect(occupants.count).toBe(0);
  });

  it('is told of when rights change, and not when somebody comes', () => {
    expect(comes('alice', { affiliation: 'owner', role: 'moderator' })).toBeUndefined();
    expect(comes('bob')).toBeUndefined();
    expect(comes('bob', { affiliation: 'admin', role: 'moderator', actor: 'alice' })).toEqual({
      kind: 'admin',
      who: 'bob',
      by: 'alice'
    });
    expect(comes('bob', { role: 'participant' })?.kind).toBe('plain');
    expect(comes('bob', { role: 'visitor' })?.kind).toBe('muted');
    expect(comes('bob', { role: 'participant' })?.kind).toBe('unmuted');
    expect(comes('bob')).toBeUndefined();
  });

  it('shows those with rights first, then by name, a thousand at most', () => {
    for (let n = 0; n < 1_500; n++) comes(`n${String(n).padStart(4, '0')}`);
    comes('zoe', { affiliation: 'owner', role: 'moderator' });
    comes('__proto__', { role: 'visitor' });
    const views = occupants.views('n0000');
    expect(views).toHaveLength(1_000);
    expect(views.slice(0, 3).map(({ nick, me }) => [nick, me])).toEqual([
      ['zoe', false],
      ['n0000', true],
      ['n0001', false]
    ]);
    expect(occupants.count).toBe(1_502);
  });

  it('are no more than can be borne, and those who are known can change', () => {
    for (let n = 0; n < 20_001; n++) comes(`n${n}`);
    expect(occupants.count).toBe(20_000);
    expect(occupants.get('n20000')).toBeUndefined();
    comes('n7', { role: 'visitor' });
    expect(occupants.get('n7')?.role).toBe('visitor');
  });

  it('of one identity under two names are two', () => {
    comes('a', {}, 'same');
    comes('b', { jid: 'b@example.org' }, 'same');
    goes('a');
    expect(occupants.personOf('same', '')).toBe('b@example.org');
  });
});

describe('a change of rights', () => {
  it.each([
    ['none', 'member', 'added'],
    [undefined, 'member', 'added'],
    ['outcast', 'member', 'added'],
    ['member', 'admin', 'admin'],
    ['admin', 'owner', 'owner'],
    ['owner', 'admin', 'admin'],
    ['admin', 'member', 'plain'],
    ['member', 'none', 'removed'],
    ['member', 'outcast', 'banned'],
    ['member', 'member', undefined]
  ] as const)('from %s to %s is %s', (before, after, kind) => {
    expect(affiliationEvent(before, after)).toBe(kind);
  });
});
