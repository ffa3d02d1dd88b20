import { expect, it } from 'vitest';
import { asAllowed, inCommon } from './reaction-rules';

it('reactions are sent as they are taken: those that are allowed, in that writing, and of too many the newest', () => {
  expect(asAllowed(['👍', '❤️'])).toEqual(['👍', '❤️']);
  expect(asAllowed(['👍', '❤️', '💜'], { allowed: ['❤', '💜'] })).toEqual(['❤', '💜']);
  expect(asAllowed(['👍', '❤️', '💜'], { most: 2 })).toEqual(['❤️', '💜']);
  expect(asAllowed(['👍'], { most: 0 })).toEqual([]);
  expect(asAllowed([], { most: 1, allowed: ['❤'] })).toEqual([]);
});

it('what all of somebody’s devices take is what each of them takes', () => {
  expect(inCommon([])).toBeUndefined();
  expect(inCommon([undefined, undefined])).toBeUndefined();
  expect(inCommon([undefined, { most: 3 }, { most: 1, allowed: ['❤'] }])).toEqual({ most: 1, allowed: ['❤'] });
  expect(inCommon([{ allowed: ['❤️', '👍'] }, { allowed: ['👎', '❤'] }])).toEqual({ allowed: ['❤'] });
});
