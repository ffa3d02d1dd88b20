import { describe, expect, it } from 'vitest';
import { placeOf } from '../../src/lib/engine/commit';

const NOON = 1_700_000_000_000;

/** Places for messages with these stamps, oldest first, between two places. */
function downward(stamps: number[], above: number, below: number): number[] {
  const places: number[] = [];
  for (const stamp of stamps.toReversed()) {
    const [next] = places;
    places.unshift(placeOf(stamp, { above, below: next ?? below, downward: true }));
  }
  return places;
}
const isStrict = (places: number[]): boolean => places.every((place, n) => n === 0 || place > (places[n - 1] ?? 0));

describe('a place in the conversation', () => {
  it('is the stamp where that fits', () => {
    expect(placeOf(NOON, { above: NOON * 1000 - 5, below: NOON * 1000 + 5 })).toBe(NOON * 1000);
  });

  it('comes right after what is below it when going up', () => {
    let above = NOON * 1000;
    const places = Array.from({ length: 500 }, () => (above = placeOf(NOON, { above })));
    expect(isStrict(places)).toBe(true);
  });

  it.each([
    ['the same second as the lower edge', Array<number>(500).fill(NOON)],
    ['a clock that was ahead at the lower edge', Array<number>(500).fill(NOON - 3000)],
    ['a clock that was behind at the upper edge', Array<number>(500).fill(NOON + 5000)]
  ])('is strictly between for all messages of a gap with stamps of %s', (_, stamps) => {
    const [above, below] = [NOON * 1000, NOON * 1000 + 1_000_000];
    const places = downward(stamps, above, below);
    expect(isStrict([above, ...places, below])).toBe(true);
  });
});
