import { describe, expect, it } from 'vitest';
import { holdAfter, wayOf } from './hold-gesture';

const from = { x: 300, y: 600 };

describe('holding the microphone', () => {
  it.each([
    ['still', { x: 300, y: 600 }, 'held'],
    ['trembling', { x: 290, y: 590 }, 'held'],
    ['slid to the start', { x: 190, y: 590 }, 'cancelled'],
    ['slid up', { x: 290, y: 520 }, 'locked'],
    ['slid the other way', { x: 500, y: 700 }, 'held'],
    ['slid both ways, further up', { x: 190, y: 400 }, 'locked']
  ] as const)('%s', (_, to, hold) => expect(holdAfter(wayOf(from, to, false))).toBe(hold));

  it('is mirrored where the line starts at the right', () => {
    expect(holdAfter(wayOf(from, { x: 410, y: 600 }, true))).toBe('cancelled');
    expect(holdAfter(wayOf(from, { x: 190, y: 600 }, true))).toBe('held');
  });
});
