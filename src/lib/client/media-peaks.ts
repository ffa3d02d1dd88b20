/** How many bars a waveform has, and how high the highest is. */
export const BARS = 48;
export const HIGHEST = 31;

/** Loudness over time as bars of 0 to 31, the loudest moment always the highest, so that a quiet voice is seen too. */
export function peaksOf(levels: ArrayLike<number>, bars = BARS): number[] {
  const loudest: number[] = Array.from({ length: bars }, () => 0);
  // Of very long recordings every so many samples is enough.
  const step = Math.max(1, Math.floor(levels.length / 200_000));
  for (let at = 0; at < levels.length; at += step) {
    const bar = Math.floor((at / levels.length) * bars);
    loudest[bar] = Math.max(loudest[bar] ?? 0, Math.abs(levels[at] ?? 0));
  }
  const most = Math.max(...loudest);
  // Silence is no loud voice: below a hundredth nothing is raised.
  return loudest.map((level) => Math.round((level / Math.max(most, 0.01)) * HIGHEST));
}
