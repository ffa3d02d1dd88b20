import { describe, expect, it } from 'vitest';
import { fit } from './fit';

describe('the place of a picture', () => {
  it.each([
    ['wide', 4000, 3000, { width: 320, height: 240 }],
    ['tall', 3000, 4000, { width: 240, height: 320 }],
    ['as small as it is', 200, 100, { width: 200, height: 100 }],
    ['a panorama, cut', 10_000, 500, { width: 320, height: 90 }],
    ['a screen of a long page, cut', 500, 10_000, { width: 140, height: 320 }],
    ['a dot', 1, 1, { width: 140, height: 90 }],
    ['an impossible size', 1e300, 1, { width: 320, height: 90 }]
  ])('%s', (_, width, height, box) => expect(fit(width, height)).toEqual(box));

  it('is always the same when nobody told the size', () => {
    expect([fit(undefined, 4), fit(0, 0)]).toEqual([
      { width: 260, height: 195 },
      { width: 260, height: 195 }
    ]);
  });
});
