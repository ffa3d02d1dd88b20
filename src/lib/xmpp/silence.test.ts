import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onSilence } from './silence';

const traffic = { received: 0, unsent: 0 };
const silent = vi.fn();
const watch = () => onSilence(() => ({ ...traffic }), 10_000, silent);

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(traffic, { received: 0, unsent: 0 });
  silent.mockClear();
});
afterEach(() => void vi.useRealTimers());

/** Lets `seconds` pass, and `each` happen in every one of them. */
const pass = (seconds: number, each: () => void = () => undefined): void => {
  for (let i = 0; i < seconds; i++) {
    each();
    vi.advanceTimersByTime(1_000);
  }
};

test('a link on which nothing moves is silent at its limit, and said to be once', () => {
  watch();
  pass(9);
  expect(silent).not.toHaveBeenCalled();
  pass(20);
  expect(silent).toHaveBeenCalledOnce();
});

test('a page that is still coming keeps it, and its limit counts from the last of it', () => {
  watch();
  pass(15, () => traffic.received++);
  expect(silent).not.toHaveBeenCalled();
  pass(12);
  expect(silent).toHaveBeenCalledOnce();
});

test('what leaves this machine bit by bit keeps it', () => {
  traffic.unsent = 100;
  watch();
  pass(20, () => traffic.unsent--);
  expect(silent).not.toHaveBeenCalled();
});

test('an answer that does not come among all that comes is given up', () => {
  watch();
  pass(40, () => traffic.received++);
  expect(silent).toHaveBeenCalledOnce();
});

test('a watch that was ended says nothing', () => {
  watch()();
  pass(60);
  expect(silent).not.toHaveBeenCalled();
});
