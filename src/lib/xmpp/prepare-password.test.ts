import { expect, test } from 'vitest';
import { preparePassword } from './prepare-password';

// RFC 4013 §3
test.each([
  ['I\u00adX', 'IX'],
  ['user', 'user'],
  ['USER', 'USER'],
  ['\u00aa', 'a'],
  ['\u2168', 'IX'],
  ['correct\u00a0horse', 'correct horse'],
  ['Contraseña größer 密码', 'Contraseña größer 密码'],
  ['e\u0301', '\u00e9']
])('%s', (typed, prepared) => expect(preparePassword(typed)).toBe(prepared));

test.each(['\u0007', 'a\u0000', '', '\ud800', '\u202e', '\u00ad'])('%j is refused', (typed) =>
  expect(() => preparePassword(typed)).toThrow('wrong-password')
);
