import { describe, expect, it } from 'vitest';
import { peaksOf } from './media-peaks';

describe('a waveform', () => {
  it('shows the loudest of each part, the loudest of all as the highest', () => {
    expect(peaksOf([0, 0.1, -0.5, 0.2, 0.25, 0], 3)).toEqual([6, 31, 16]);
  });

  it('has as many bars for a short recording, for none at all and for hours', () => {
    expect(peaksOf([0.5])).toHaveLength(48);
    expect(peaksOf([])).toEqual(Array.from({ length: 48 }, () => 0));
    expect(peaksOf(new Float32Array(5_000_000).fill(0.3))).toEqual(Array.from({ length: 48 }, () => 31));
  });

  it('leaves silence low', () => expect(Math.max(...peaksOf(new Float32Array(100).fill(0.0001)))).toBe(0));
});
