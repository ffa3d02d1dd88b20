import { test } from '@playwright/test';

/** One line of the table. */
export interface Figure {
  what: string;
  kith: string;
  /** The same of the bare page. */
  bare?: string;
  goal?: string;
}

/** The kind of annotation that carries a figure to the table. */
export const FIGURE = 'figure';

/** Puts a line into the table. */
export function note(figure: Figure): void {
  test.info().annotations.push({ type: FIGURE, description: JSON.stringify(figure) });
}

/** The middle one of some figures. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Milliseconds as people read them. */
export function duration(milliseconds: number): string {
  return milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
