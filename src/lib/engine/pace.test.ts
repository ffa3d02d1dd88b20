import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from './pace';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;

/** How long one pause takes, milliseconds. */
async function lengthOf(pace: Pace): Promise<number> {
  const began = Date.now();
  const pause = pace.pause(never);
  await vi.runOnlyPendingTimersAsync();
  await pause;
  return Date.now() - began;
}

test('waits from one second to two minutes, twice as long each time', async () => {
  const pace = new Pace(() => 1);
  const lengths: number[] = [];
  for (let i = 0; i < 9; i++) lengths.push(await lengthOf(pace));
  expect(lengths).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120].map((seconds) => seconds * 1000));
});

test('never waits for less than a second, and not for the same time as everybody else', async () => {
  expect(await lengthOf(new Pace(() => 0))).toBe(1000);
  const [early, late] = [new Pace(() => 0), new Pace(() => 1)];
  for (let i = 0; i < 5; i++) await Promise.all([lengthOf(early), lengthOf(late)]);
  expect(await lengthOf(early)).toBe(16_000);
  expect(await lengthOf(late)).toBe(32_000);
});

test('begins again when the connection worked, and at once when the network is back', async () => {
  const pace = new Pace(() => 1);
  await lengthOf(pace);
  await lengthOf(pace);
  pace.reset();
  expect(await lengthOf(pace)).toBe(1000);
  const began = Date.now();
  const pause = pace.pause(never);
  pace.hurry();
  await pause;
  expect(Date.now()).toBe(began);
});

test('ends with its signal', async () => {
  const controller = new AbortController();
  const pause = new Pace().pause(controller.signal);
  controller.abort();
  await pause;
  expect(vi.getTimerCount()).toBe(0);
});
