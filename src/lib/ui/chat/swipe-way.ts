/** How far a finger must go before it is known where it goes, pixels. */
const UNDECIDED = 10;
/** From here on letting go does it. */
const FAR = 56;
/** The row follows no further than this. */
const LIMIT = 80;

/** What a finger does that was put on a row. */
export type Swipe = { kind: 'undecided' } | { kind: 'other' } | { kind: 'pull'; by: number; far: boolean };

/**
 * Where a finger that moved by `x` (towards the end of the line) and `y` pixels pulls a row. `other`: it scrolls, or goes the other
 * way.
 */
export function swipeOf(x: number, y: number, before: Swipe['kind']): Swipe {
  if (before === 'other') return { kind: 'other' };
  if (before === 'undecided') {
    if (Math.hypot(x, y) < UNDECIDED) return { kind: 'undecided' };
    if (x < Math.abs(y) * 1.5) return { kind: 'other' };
  }
  const way = Math.max(0, x - UNDECIDED);
  // Beyond the point of no return it follows more and more slowly.
  const by = way <= FAR ? way : Math.min(LIMIT, FAR + (way - FAR) / 4);
  return { kind: 'pull', by, far: way >= FAR };
}
