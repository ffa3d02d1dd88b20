import { expect, it } from 'vitest';
import { parseBoolean, parseUnsigned } from './lexical';

it.each([
  ['0', 0],
  [' 42\n', 42],
  ['007', 7],
  ['999999999999999', 999999999999999]
])('%j is an unsigned integer', (text, value) => expect(parseUnsigned(text)).toBe(value));

it.each([undefined, '', '-1', '+1', '1.5', '1e3', '0x10', '١', '1234567890123456'])('%j is none', (text) =>
  expect(parseUnsigned(text)).toBeUndefined()
);

it('booleans have two spellings each', () => {
  expect(['true', '1', ' true '].map(parseBoolean)).toEqual([true, true, true]);
  expect(['false', '0'].map(parseBoolean)).toEqual([false, false]);
  expect([undefined, '', 'TRUE', 'yes'].map(parseBoolean)).toEqual([undefined, undefined, undefined, undefined]);
});
