import { describe, expect, it } from 'vitest';
import { AppError } from '../base/errors';
import { StanzaError } from '../xmpp/requests';
import { isPassing, roomError, whyNotIn, whyOut } from './room-problem';

describe('why a room does not let in', () => {
  it.each([
    ['not-authorized', 'auth', 'room-password'],
    ['forbidden', 'auth', 'room-banned'],
    ['registration-required', 'auth', 'room-members-only'],
    ['conflict', 'cancel', 'nick-taken'],
    ['service-unavailable', 'wait', 'room-full'],
    ['service-unavailable', 'cancel', 'room-unreachable'],
    ['resource-constraint', 'wait', 'room-full'],
    ['item-not-found', 'cancel', 'room-not-found'],
    ['not-allowed', 'cancel', 'room-not-found'],
    ['gone', 'cancel', 'room-gone'],
    ['jid-malformed', 'modify', 'name-not-allowed'],
    ['not-acceptable', 'cancel', 'name-not-allowed'],
    ['remote-server-timeout', 'wait', 'room-unreachable'],
    ['something-new', '', 'room-unreachable']
  ])('%s (%s) means %s', (condition, type, code) => {
    expect(whyNotIn(new StanzaError(condition, type))).toBe(code);
  });

  it('is not known without a word', () => {
    expect(whyNotIn(undefined)).toBe('room-unreachable');
  });

  it('passes by itself only when it is about now', () => {
    expect((['room-full', 'room-unreachable'] as const).every(isPassing)).toBe(true);
    expect((['room-banned', 'room-gone', 'room-password', 'nick-taken', 'room-kicked'] as const).some(isPassing)).toBe(
      false
    );
  });
});

describe('why a room put us out', () => {
  const told = (...statuses: number[]) => ({ items: [], statuses: new Set(statuses), invites: [], declines: [] });

  it.each([
    [[301], 'room-banned'],
    [[307], 'room-kicked'],
    [[321], 'room-removed'],
    [[322], 'room-members-only'],
    [[332], undefined],
    [[307, 333], undefined],
    [[], undefined],
    [[301, 307], 'room-banned']
  ])('%j means %s', (statuses, code) => {
    expect(whyOut(told(110, ...statuses))).toBe(code);
  });

  it('is its end, whatever else it says', () => {
    expect(whyOut({ ...told(110, 332), destroyed: { alternate: 'trap@evil.example' } })).toBe('room-gone');
  });
});

describe('a refused request', () => {
  it.each([
    ['forbidden', 'not-allowed'],
    ['not-authorized', 'not-allowed'],
    ['closed', 'offline'],
    ['timeout', 'timeout'],
    ['item-not-found', 'room-not-found'],
    ['conflict', 'nick-taken'],
    ['remote-server-not-found', 'room-unreachable'],
    ['feature-not-implemented', 'not-supported'],
    ['something-new', 'server-refused']
  ])('by %s means %s', (condition, code) => {
    const refused = new StanzaError(condition);
    expect(roomError(refused)).toMatchObject({ code, cause: refused });
  });

  it('that failed by something else keeps its reason', () => {
    const own = new AppError('storage-full');
    expect(roomError(own)).toBe(own);
  });
});
