import { expect, it } from 'vitest';
import { allowedOf, chooseReaction, isAllowed } from './reaction-choice';

it.each([
  ['the first', [], '👍', ['👍']],
  ['another one', ['🎉'], '👍', ['👍']],
  ['the same again', ['👍'], '👍', []],
  ['one of several', ['👍', '❤️'], '👍', ['❤️']],
  ['one that is written in another way', ['❤'], '❤️', []],
  ['none of several', ['👍', '❤️'], '🎉', ['🎉']]
])('a tap on %s', (_what, mine, emoji, wanted) => {
  expect(chooseReaction(mine, emoji)).toEqual(wanted);
});

it('only what a chat takes stands ready, in its writing, filled up with what else it takes', () => {
  const usual = ['❤️', '👍', '😂'];
  expect(allowedOf(usual, undefined)).toEqual(usual);
  expect(allowedOf(usual, { most: 1 })).toEqual(usual);
  expect(allowedOf(usual, { most: 0 })).toEqual([]);
  expect(allowedOf(usual, { allowed: ['💜', '❤', '💘', '👎'] })).toEqual(['❤', '💜', '💘']);
  expect(allowedOf(usual, { allowed: [] })).toEqual([]);
});

it('what a chat does not take is told', () => {
  expect(isAllowed(undefined, '👍')).toBe(true);
  expect(isAllowed({ allowed: ['❤'] }, '❤️')).toBe(true);
  expect(isAllowed({ allowed: ['❤'] }, '👍')).toBe(false);
  expect(isAllowed({ most: 0 }, '👍')).toBe(false);
});
