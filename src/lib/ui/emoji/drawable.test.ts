import { expect, it } from 'vitest';
import { newestDrawable } from './drawable';

const device = (can: string[], apart: string[] = []) =>
  newestDrawable((emoji) => ({
    coloured: can.includes(emoji) || apart.includes(emoji),
    width: apart.includes(emoji) ? 40 : 20
  }));

it('the newest version is the one whose sample has a colour and is one picture', () => {
  expect(device(['😀', '🙂‍↔️', '🫨'])).toBe(15.1);
  expect(device(['😀', '🫨', '🫠'], ['🙂‍↔️'])).toBe(15);
  expect(device(['😀', '🥱'], ['😮‍💨'])).toBe(12);
  expect(device(['😀'])).toBe(11);
});

it('where nothing has a colour nothing is left out', () => expect(device([])).toBe(15.1));
