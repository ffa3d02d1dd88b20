import { describe, expect, it } from 'vitest';
import { blank, configOf, slug } from './room-config';

describe('the address of a channel', () => {
  it.each([
    ['Our Club', 'our-club'],
    ['  Übergrößen & Café!  ', 'ubergroßen-cafe'],
    ['a/b@c:d', 'a-b-c-d'],
    ['Клуб 7', 'клуб-7'],
    ['\u202Eevil\u200B', 'evil'],
    ['ﬁne', 'fine']
  ])('of %j is made of its letters', (name, first) => {
    expect(slug(name)).toBe(first);
  });

  it('is never empty, nor without end', () => {
    expect(slug('🦊!?')).toMatch(/^[\w-]{8,}$/);
    expect(slug('🦊')).not.toBe(slug('🦊'));
    expect(slug('x'.repeat(5_000))).toHaveLength(60);
    expect(slug(`x${'𐌰'.repeat(100)}`).isWellFormed()).toBe(true);
    expect(slug('ab '.repeat(100))).not.toMatch(/-$/);
  });
});

describe('a room in a list', () => {
  it.each([
    ['Club (12)', 'Club', 12],
    ['Club (0)', 'Club', 0],
    ['Club', 'Club', undefined],
    ['(12)', '(12)', undefined],
    [' (12)', 'club', 12],
    ['Room (B)', 'Room (B)', undefined],
    ['Club (1) (2)', 'Club (1)', 2],
    ['Club (99999999)', 'Club (99999999)', undefined],
    ['', 'club', undefined],
    [undefined, 'club', undefined]
  ])('named %j is %s, with %s people', (name, shown, people) => {
    const preview = blank('club@muc.example.org', name);
    expect([preview.name, preview.people]).toEqual([shown, people]);
  });
});

describe('the settings of a new group', () => {
  const value = (name: string, isPublic: boolean) =>
    new Map(configOf('Family', isPublic)).get(`muc#roomconfig_${name}`);

  it('keep it among its members, where each sees who is who', () => {
    expect(['publicroom', 'membersonly', 'whois'].map((name) => value(name, false))).toEqual(['0', '1', 'anyone']);
    expect(['persistentroom', 'enablearchiving'].map((name) => value(name, false))).toEqual(['1', '1']);
  });

  it('open a channel to all, and hide addresses in it', () => {
    expect(['publicroom', 'membersonly', 'whois'].map((name) => value(name, true))).toEqual(['1', '0', 'moderators']);
    expect(value('changesubject', true)).toBe('0');
    expect(value('roomname', true)).toBe('Family');
  });
});
