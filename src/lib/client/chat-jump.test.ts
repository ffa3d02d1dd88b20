import { describe, expect, it } from 'vitest';
import { AppError } from '../base/errors';
import { Jump } from './chat-jump.svelte';

interface Found {
  resolve: (order: number | undefined) => void;
  reject: (error: AppError) => void;
}

function opened(): { jump: Jump; shown: number[]; searches: Found[] } {
  const shown: number[] = [];
  const searches: Found[] = [];
  const jump = new Jump({
    show: (order) => Promise.resolve(void shown.push(order)),
    fetchReply: () => new Promise((resolve, reject) => searches.push({ resolve, reject }))
  });
  return { jump, shown, searches };
}

describe('Jump', () => {
  it('has the place shown before it goes there', async () => {
    const { jump, shown } = opened();
    const done = jump.to(7);
    expect(jump.target).toBeUndefined();
    await done;
    expect([shown, jump.target]).toEqual([[7], { order: 7 }]);
  });

  it('looks for what is not here, and goes there when it is found', async () => {
    const { jump, searches } = opened();
    const done = jump.toOriginal('m1');
    expect(jump.looking).toBe(true);
    searches[0]?.resolve(3);
    await done;
    expect([jump.looking, jump.target, jump.failure]).toEqual([false, { order: 3 }, undefined]);
  });

  it('says that it is nowhere, or why it could not be looked for', async () => {
    const { jump, searches } = opened();
    const first = jump.toOriginal('m1');
    searches[0]?.resolve(undefined);
    await first;
    expect([jump.looking, jump.failure]).toEqual([false, 'nowhere']);
    const second = jump.toOriginal('m1');
    expect(jump.failure).toBeUndefined();
    searches[1]?.reject(new AppError('offline'));
    await second;
    expect([jump.looking, jump.failure]).toMatchObject([false, { code: 'offline' }]);
  });

  it('goes nowhere when it was stopped meanwhile', async () => {
    const { jump, shown, searches } = opened();
    const done = jump.toOriginal('m1');
    jump.stop();
    searches[0]?.resolve(3);
    await done;
    expect([jump.looking, jump.target, shown]).toEqual([false, undefined, []]);
  });

  it('goes to the newest place that was asked for', async () => {
    const { jump, searches } = opened();
    const slow = jump.toOriginal('m1');
    await jump.to(9);
    searches[0]?.reject(new AppError('timeout'));
    await slow;
    expect([jump.target, jump.failure, jump.looking]).toEqual([{ order: 9 }, undefined, false]);
  });
});
