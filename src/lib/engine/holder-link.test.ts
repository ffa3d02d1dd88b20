import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChannelMessage } from './api';
import { HolderLink } from './holder-link';

/** Two tabs on one channel; what each posts, the other hears. */
function twoTabs() {
  const sessions: ({ answer: (method: string, args: unknown[]) => Promise<unknown> } | undefined)[] = [];
  const tabs: HolderLink[] = [];
  for (const n of [0, 1]) {
    const post = (message: ChannelMessage): void => {
      const other = tabs[1 - n];
      if (message.type === 'request') void other?.serve(message);
      else if (message.type === 'answer') other?.answered(message);
    };
    tabs.push(new HolderLink(post, () => sessions[n]));
  }
  const [asks, holds] = tabs as [HolderLink, HolderLink];
  return { asks, holds, sessions };
}

describe('a tab that asks the one with the session', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('gets its answer, and its refusal with the reason', async () => {
    const { asks, sessions } = twoTabs();
    sessions[1] = { answer: (method, args) => Promise.resolve(`${method} ${args.join()}`) };
    expect(await asks.ask('lookUpRoom', ['a', 'b'])).toBe('lookUpRoom a,b');
    sessions[1] = { answer: () => Promise.reject(Object.assign(new Error('no'), { code: 'nick-taken' })) };
    await expect(asks.ask('joinRoom', [])).rejects.toMatchObject({ name: 'AppError' });
  });

  it('asks again while the session is on its way, and has it done once', async () => {
    const { asks, sessions } = twoTabs();
    const answer = vi.fn(() => new Promise((resolve) => setTimeout(() => resolve('made'), 5_000)));
    const asked = asks.ask('createRoom', []);
    await vi.advanceTimersByTimeAsync(2_500);
    sessions[1] = { answer };
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await asked).toBe('made');
    expect(answer).toHaveBeenCalledTimes(1);
  });

  it('does it itself when the session comes to it', async () => {
    const { asks, sessions } = twoTabs();
    const asked = asks.ask('publicRooms', []);
    sessions[0] = { answer: () => Promise.resolve('here') };
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await asked).toBe('here');
  });

  it('is told within seconds that nobody is connected', async () => {
    const { asks } = twoTabs();
    const asked = expect(asks.ask('joinRoom', [])).rejects.toMatchObject({ code: 'offline' });
    await vi.advanceTimersByTimeAsync(10_000);
    await asked;
    expect(vi.getTimerCount()).toBe(0);
  });
});
