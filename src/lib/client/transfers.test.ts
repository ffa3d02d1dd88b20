import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Transfers } from './transfers.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('shows what is on its way until its end, a silence or another worker', () => {
  const transfers = new Transfers();
  const tell = (loaded: number) => transfers.take(new Map([['a', { loaded }]]));
  tell(1);
  vi.advanceTimersByTime(59_000);
  tell(2);
  vi.advanceTimersByTime(59_000);
  expect(transfers.get('a')).toEqual({ loaded: 2 });
  vi.advanceTimersByTime(1_000);
  expect(transfers.get('a')).toBeUndefined();
  tell(3);
  transfers.take(new Map([['a', undefined]]));
  expect(transfers.get('a')).toBeUndefined();
  tell(4);
  transfers.clear();
  expect(transfers.get('a')).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});
