import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hueOf, sha1 } from './hue';

describe('hueOf', () => {
  // XEP-0392 §13.2: the test vectors of the full colour range.
  it.each([
    ['Romeo', 327.255249],
    ['juliet@capulet.lit', 209.4104],
    ['😺', 331.199341],
    ['council', 359.994507],
    ['Board', 171.430664]
  ])('gives %s the angle of the vectors', (text, angle) => {
    expect(hueOf(text)).toBeCloseTo(angle, 5);
    expect(hueOf(text)).toBe(hueOf(text));
  });
});

describe('sha1', () => {
  it.each([0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1000])('agrees with Node for %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) & 255);
    expect(Buffer.from(sha1(bytes)).toString('hex')).toBe(createHash('sha1').update(bytes).digest('hex'));
  });
});
