import { describe, expect, it } from 'vitest';
import { swipeOf } from './swipe-way';

describe('swipeOf', () => {
  it('waits until the way is clear', () => {
    expect(swipeOf(6, 6, 'undecided')).toEqual({ kind: 'undecided' });
  });

  it.each([
    [0, 20],
    [12, 20],
    [20, 18],
    [-30, 0]
  ])('leaves %d, %d to others, for as long as the finger rests on it', (x, y) => {
    expect(swipeOf(x, y, 'undecided')).toEqual({ kind: 'other' });
    expect(swipeOf(200, 0, 'other')).toEqual({ kind: 'other' });
  });

  it('follows the finger, even when it strays up or down later', () => {
    expect(swipeOf(30, 4, 'undecided')).toEqual({ kind: 'pull', by: 20, far: false });
    expect(swipeOf(40, 90, 'pull')).toEqual({ kind: 'pull', by: 30, far: false });
  });

  it('goes back to where it was, never behind it', () => {
    expect(swipeOf(-50, 0, 'pull')).toEqual({ kind: 'pull', by: 0, far: false });
  });

  it('does it from a certain way on, and follows no further than a limit', () => {
    expect(swipeOf(66, 0, 'pull')).toMatchObject({ by: 56, far: true });
    expect(swipeOf(65, 0, 'pull')).toMatchObject({ far: false });
    expect(swipeOf(500, 0, 'pull')).toMatchObject({ by: 80, far: true });
  });
});
