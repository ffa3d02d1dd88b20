import type { WriteTx } from './schema';

/** A message of an archive: its id there, its place here, and the archive's stamp in milliseconds. */
export interface Edge {
  id: string;
  order: number;
  time: number;
}

/** A stretch of an archive of which everything is stored, both ends included. */
export interface Interval {
  from: Edge;
  to: Edge;
  /** Nothing is older in the archive. */
  start?: boolean;
  /** Live messages were stored below before anything was read: their places are not true until all of it is read. */
  unplaced?: boolean;
}

/** What is stored of an archive; `filter` is the chat of a filtered query, empty for the whole archive. */
export interface CoverageRow {
  account: string;
  /** Bare address of whose archive it is. */
  archive: string;
  filter: string;
  /** Ascending, apart from each other: between two of them lies a gap. */
  intervals: Interval[];
}

/** The intervals of an archive, ascending. */
export async function loadCoverage(tx: WriteTx, account: string, archive: string, filter = ''): Promise<Interval[]> {
  return (await tx.objectStore('coverage').get([account, archive, filter]))?.intervals ?? [];
}

/** Stores the intervals of an archive. */
export async function saveCoverage(
  tx: WriteTx,
  account: string,
  archive: string,
  intervals: Interval[],
  filter = ''
): Promise<void> {
  await tx.objectStore('coverage').put({ account, archive, filter, intervals });
}

/** Adds a stretch; whatever it touches or overlaps becomes one with it. */
export function addInterval(intervals: Interval[], added: Interval): Interval[] {
  let whole = added;
  const apart: Interval[] = [];
  for (const one of intervals) {
    if (one.to.order < whole.from.order || one.from.order > whole.to.order) apart.push(one);
    else whole = join(one, whole);
  }
  return [...apart, whole].sort((a, b) => a.from.order - b.from.order);
}

function join(a: Interval, b: Interval): Interval {
  const from = a.from.order <= b.from.order ? a.from : b.from;
  const to = a.to.order >= b.to.order ? a.to : b.to;
  const start = [a, b].some((one) => one.start && one.from.order === from.order);
  const unplaced = !start && [a, b].some((one) => one.unplaced && one.from.order === from.order);
  return { from, to, ...(start && { start }), ...(unplaced && { unplaced }) };
}

/** What several coverages know together: those of a whole archive and of one chat in it. */
export function unite(...coverages: Interval[][]): Interval[] {
  return coverages.flat().reduce<Interval[]>((all, one) => addInterval(all, one), []);
}

/** The holes between the intervals. */
export function gapsOf(intervals: Interval[]): { lower: Interval; upper: Interval }[] {
  return intervals.slice(1).map((upper, i) => ({ lower: intervals[i] as Interval, upper }));
}

/** The interval that a place lies in, or the next one above it. */
export function intervalAt(intervals: Interval[], order: number): Interval | undefined {
  return intervals.find((one) => order <= one.to.order);
}
