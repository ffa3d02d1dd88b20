import { describe, expect, it } from 'vitest';
import { fitted, MOST_ZOOM, moved, regionOf, WHOLE } from './crop';

const WIDE = { width: 400, height: 200 };

describe('the square of a picture', () => {
  it('is the middle at first', () => {
    expect(regionOf(WIDE, WHOLE)).toEqual({ x: 100, y: 0, side: 200 });
    expect(regionOf({ width: 30, height: 90 }, WHOLE)).toEqual({ x: 0, y: 30, side: 30 });
  });

  it('follows the finger and stays in the picture', () => {
    expect(regionOf(WIDE, moved(WIDE, WHOLE, 0.25, 0.5))).toEqual({ x: 50, y: 0, side: 200 });
    expect(regionOf(WIDE, moved(WIDE, WHOLE, -9, 0))).toEqual({ x: 200, y: 0, side: 200 });
    const close = moved(WIDE, { ...WHOLE, zoom: 2 }, 9, -9);
    expect(regionOf(WIDE, close)).toEqual({ x: 0, y: 100, side: 100 });
  });

  it('zooms within bounds, and comes back from an edge when it grows', () => {
    expect(fitted(WIDE, { x: 0.5, y: 0.5, zoom: 99 }).zoom).toBe(MOST_ZOOM);
    expect(regionOf(WIDE, fitted(WIDE, { x: 0, y: 0, zoom: 0.1 }))).toEqual({ x: 0, y: 0, side: 200 });
  });
});
