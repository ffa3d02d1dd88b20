import { expect, it } from 'vitest';
import { stepsOutOf } from './behind';

it('skips all screens of what is left, and no others', () => {
  expect(stepsOutOf('/chat/a', ['/', '/chat/a'])).toBe(2);
  expect(stepsOutOf('/chat/a', ['/people', '/chat/a', '/chat/a/info', '/chat/a'])).toBe(4);
  expect(stepsOutOf('/chat/a', ['/chat/ab'])).toBe(1);
});

it('knows when nothing else lies behind', () => {
  expect(stepsOutOf('/chat/a', ['/chat/a'])).toBeUndefined();
  expect(stepsOutOf('/chat/a', [])).toBeUndefined();
});
