import { expect, it } from 'vitest';
import { chooseReaction } from './reaction-choice';

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
