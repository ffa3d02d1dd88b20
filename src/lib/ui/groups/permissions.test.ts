import { describe, expect, it } from 'vitest';
import type { Affiliation, Role } from '../../engine/api-rooms';
import { actionsOn, rightsIn, type Affected, type PersonAction, type Standing } from './permissions';

const AFFILIATIONS: Affiliation[] = ['owner', 'admin', 'member', 'none', 'outcast'];
const ROLES: Role[] = ['moderator', 'participant', 'visitor', 'none'];

const person = (affiliation: Affiliation, role: Role, more: Partial<Affected> = {}): Affected => ({
  affiliation,
  role,
  address: 'tom@nagel.example',
  ...(role !== 'none' && { nick: 'Tom' }),
  me: false,
  ...more
});

/** What each affiliation may do in a private group to somebody who is there. */
const PRIVATE: [Affiliation, Affiliation, Role, PersonAction[]][] = [
  ['owner', 'owner', 'moderator', ['drop-owner']],
  ['owner', 'admin', 'moderator', ['drop-admin', 'make-owner', 'remove', 'ban']],
  ['owner', 'member', 'participant', ['make-admin', 'make-owner', 'mute', 'remove', 'ban']],
  ['owner', 'member', 'visitor', ['make-admin', 'make-owner', 'unmute', 'remove', 'ban']],
  ['owner', 'member', 'none', ['invite', 'make-admin', 'make-owner', 'remove', 'ban']],
  ['admin', 'owner', 'moderator', []],
  ['admin', 'admin', 'moderator', []],
  ['admin', 'member', 'participant', ['mute', 'remove', 'ban']],
  ['admin', 'member', 'visitor', ['unmute', 'remove', 'ban']],
  ['admin', 'member', 'none', ['invite', 'remove', 'ban']],
  ['member', 'owner', 'moderator', []],
  ['member', 'admin', 'moderator', []],
  ['member', 'member', 'participant', []],
  ['member', 'member', 'visitor', []],
  ['member', 'member', 'none', []]
];

describe('actionsOn in a private group', () => {
  it.each(PRIVATE)('%s to %s (%s): %j', (own, other, role, actions) => {
    const self: Standing = { affiliation: own, role: own === 'member' ? 'participant' : 'moderator' };
    expect(actionsOn(self, person(other, role), true)).toEqual(actions);
  });

  it('gives a moderator without a title what a role can do, below their own level only', () => {
    const self: Standing = { affiliation: 'member', role: 'moderator' };
    expect(actionsOn(self, person('none', 'participant'), true)).toEqual(['mute', 'kick']);
    expect(actionsOn(self, person('member', 'participant'), true)).toEqual(['kick']);
    expect(actionsOn(self, person('member', 'moderator'), true)).toEqual([]);
    expect(actionsOn(self, person('admin', 'moderator'), true)).toEqual([]);
    expect(actionsOn(self, person('member', 'visitor'), true)).toEqual(['unmute', 'kick']);
  });
});

describe('actionsOn in a channel', () => {
  it.each<[Affiliation, Affiliation, Role, PersonAction[]]>([
    ['owner', 'none', 'participant', ['make-admin', 'mute', 'kick', 'ban']],
    ['owner', 'none', 'moderator', ['make-admin', 'kick', 'ban']],
    ['owner', 'member', 'participant', ['make-admin', 'make-owner', 'mute', 'kick', 'ban']],
    ['owner', 'admin', 'moderator', ['drop-admin', 'make-owner', 'ban']],
    ['admin', 'none', 'participant', ['mute', 'kick', 'ban']],
    ['admin', 'none', 'visitor', ['unmute', 'kick', 'ban']],
    ['admin', 'admin', 'moderator', []],
    ['admin', 'owner', 'moderator', []],
    ['none', 'none', 'participant', []]
  ])('%s to %s (%s): %j', (own, other, role, actions) => {
    const self: Standing = { affiliation: own, role: own === 'none' ? 'participant' : 'moderator' };
    expect(actionsOn(self, person(other, role), false)).toEqual(actions);
  });

  it('does nothing by address to who shows none', () => {
    const hidden: Affected = { affiliation: 'none', role: 'participant', nick: 'Tom', me: false };
    expect(actionsOn({ affiliation: 'owner', role: 'moderator' }, hidden, false)).toEqual(['mute', 'kick']);
  });
});

describe('the whole table', () => {
  const all = AFFILIATIONS.flatMap((own) =>
    ROLES.flatMap((ownRole) =>
      AFFILIATIONS.flatMap((other) =>
        ROLES.flatMap((role) =>
          [true, false].map((isPrivate) => {
            const self: Standing = { affiliation: own, role: ownRole };
            return { self, other: person(other, role), actions: actionsOn(self, person(other, role), isPrivate) };
          })
        )
      )
    )
  );
  const rank = (affiliation: Affiliation): number => AFFILIATIONS.indexOf(affiliation);
  const doing = (...wanted: PersonAction[]) => all.filter(({ actions }) => wanted.some((one) => actions.includes(one)));

  it('holds every case', () => expect(all).toHaveLength(5 * 4 * 5 * 4 * 2));

  it('lets only owners touch admins and owners (XEP-0045 §10)', () => {
    for (const { self } of doing('make-admin', 'drop-admin', 'make-owner', 'drop-owner'))
      expect(self.affiliation).toBe('owner');
  });

  it('bans and removes only downwards, by admins and owners (XEP-0045 §9.1, §9.4)', () => {
    for (const { self, other } of doing('ban', 'remove')) {
      expect(['owner', 'admin']).toContain(self.affiliation);
      expect(rank(self.affiliation)).toBeLessThan(rank(other.affiliation));
    }
  });

  it('takes the voice only from below, never from admins and owners (XEP-0045 §8.4)', () => {
    for (const { self, other } of doing('mute')) {
      expect(self.role).toBe('moderator');
      expect(['member', 'none']).toContain(other.affiliation);
      expect(rank(self.affiliation)).toBeLessThan(rank(other.affiliation));
    }
  });

  it('sends out nobody above, and no admin or owner (XEP-0045 §8.2)', () => {
    for (const { self, other } of doing('kick')) {
      expect(self.role).toBe('moderator');
      expect(['member', 'none']).toContain(other.affiliation);
      expect(rank(self.affiliation)).toBeLessThanOrEqual(rank(other.affiliation));
    }
  });

  it('works by role only on who is there', () => {
    for (const { other } of doing('mute', 'unmute', 'kick')) expect(other.role).not.toBe('none');
  });

  it('invites anew only to a private group, and only who is not there', () => {
    for (const { self, other } of doing('invite')) {
      expect(['owner', 'admin']).toContain(self.affiliation);
      expect(other.role).toBe('none');
      expect(actionsOn(self, other, false)).not.toContain('invite');
    }
  });

  it('offers nothing on oneself and on the banned', () => {
    for (const { self, other } of all)
      for (const isPrivate of [true, false]) {
        expect(actionsOn(self, { ...other, me: true }, isPrivate)).toEqual([]);
        if (other.affiliation === 'outcast') expect(actionsOn(self, other, isPrivate)).toEqual([]);
      }
  });
});

describe('rightsIn', () => {
  const calm = { isPrivate: true, membersInvite: false, subjectIsFree: false };

  it.each<[Affiliation, Role, string[]]>([
    ['owner', 'moderator', ['edit', 'subject', 'add', 'banned', 'destroy']],
    ['owner', 'none', ['edit', 'add', 'banned', 'destroy']],
    ['admin', 'moderator', ['subject', 'add', 'banned']],
    ['member', 'moderator', ['subject']],
    ['member', 'participant', []],
    ['member', 'visitor', []],
    ['none', 'participant', []]
  ])('%s, %s, in a private group: %j', (affiliation, role, rights) => {
    const has = Object.entries(rightsIn({ affiliation, role }, calm)).flatMap(([name, may]) => (may ? [name] : []));
    expect(has).toEqual(rights);
  });

  it('lets members do what the group lets them', () => {
    const member: Standing = { affiliation: 'member', role: 'participant' };
    expect(rightsIn(member, { ...calm, membersInvite: true }).add).toBe(true);
    expect(rightsIn(member, { ...calm, subjectIsFree: true }).subject).toBe(true);
    expect(rightsIn({ ...member, role: 'visitor' }, { ...calm, subjectIsFree: true }).subject).toBe(false);
    expect(rightsIn({ affiliation: 'none', role: 'participant' }, { ...calm, membersInvite: true }).add).toBe(false);
  });

  it('lets whoever is in a channel bring others', () => {
    const channel = { ...calm, isPrivate: false };
    expect(rightsIn({ affiliation: 'none', role: 'participant' }, channel).add).toBe(true);
    expect(rightsIn({ affiliation: 'none', role: 'none' }, channel).add).toBe(false);
  });
});
