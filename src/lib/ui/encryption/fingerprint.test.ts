import { expect, it } from 'vitest';
import { codeOf, groupsOf } from './fingerprint';

const KEY = '0123456789abcdef'.repeat(4);

it('is read out in eight groups of eight', () => {
  expect(groupsOf(KEY)).toEqual(Array.from({ length: 4 }, () => ['01234567', '89abcdef']).flat());
});

it('stands in a code beside the address and the device', () => {
  expect(codeOf('rosa@example.org', 7, KEY)).toBe(`xmpp:rosa@example.org?omemo-sid-7=${KEY}`);
});
