import { describe, expect, it } from 'vitest';
import { moved, WHOLE, within, zoomAt } from './zoom';

const place = { width: 400, height: 600 };

describe('looking at a picture closely', () => {
  it('keeps what is under the finger there', () => {
    const zoom = zoomAt(WHOLE, 2, { x: 100, y: -150 }, place);
    expect(zoom).toEqual({ scale: 2, x: -100, y: 150 });
    // The point that was at 100 is at 100 again: its place in the picture times the scale, and moved.
    expect(100 * zoom.scale + zoom.x).toBe(100);
  });

  it('never shows an empty edge', () => {
    expect(moved({ scale: 2, x: 0, y: 0 }, { x: 9_999, y: -9_999 }, place)).toEqual({ scale: 2, x: 200, y: -300 });
    expect(within({ scale: 1, x: 50, y: 50 }, place)).toEqual(WHOLE);
  });

  it('is neither smaller than whole nor enlarged without end', () => {
    expect(zoomAt({ scale: 1.5, x: 90, y: 0 }, 0.1, { x: 0, y: 0 }, place)).toEqual(WHOLE);
    expect(zoomAt(WHOLE, 1_000, { x: 0, y: 0 }, place).scale).toBe(6);
  });
});
