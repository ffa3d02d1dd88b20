import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChannelMessage, Topic } from '../engine/api';
import type { Engine } from './engine';
import { Live } from './live.svelte';

/** An engine that the test speaks for, and frames that come when the test says so. */
function stage() {
  const heard = new Set<(message: ChannelMessage) => void>();
  const restarted = new Set<() => void>();
  const frames: (() => void)[] = [];
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  const on =
    <T>(set: Set<T>) =>
    (listener: T) => {
      set.add(listener);
      return () => set.delete(listener);
    };
  return {
    engine: { listen: on(heard), onRestart: on(restarted) } as unknown as Engine,
    change: (...topics: Topic[]) => heard.forEach((listener) => listener({ type: 'changed', topics })),
    restart: () => restarted.forEach((listener) => listener()),
    frame: () => frames.splice(0).forEach((run) => run())
  };
}

describe('Live', () => {
  let on: ReturnType<typeof stage>;
  let answers: { resolve: (text: string) => void; reject: (error: Error) => void }[];
  const query = vi.fn(() => new Promise<string>((resolve, reject) => answers.push({ resolve, reject })));

  beforeEach(() => {
    on = stage();
    answers = [];
    query.mockClear();
  });
  afterEach(() => vi.unstubAllGlobals());

  const settle = async (text: string): Promise<void> => {
    answers.shift()?.resolve(text);
    await Promise.resolve();
    await Promise.resolve();
  };

  it('asks at once, and again in the next frame after its topics changed', async () => {
    const live = new Live(on.engine, ['chats'], query);
    await settle('one');
    expect(live.value).toBe('one');
    on.change('people');
    on.frame();
    expect(query).toHaveBeenCalledTimes(1);
    on.change('chats');
    on.change('chats', 'people');
    expect(query).toHaveBeenCalledTimes(1);
    on.frame();
    await settle('two');
    expect(query).toHaveBeenCalledTimes(2);
    expect(live.value).toBe('two');
  });

  it('runs one query at a time, and once more for what changed meanwhile', async () => {
    const live = new Live(on.engine, ['chats'], query);
    for (let i = 0; i < 5; i++) on.change('chats');
    on.frame();
    expect(query).toHaveBeenCalledTimes(1);
    await settle('old');
    on.frame();
    expect(query).toHaveBeenCalledTimes(2);
    await settle('new');
    on.frame();
    expect(query).toHaveBeenCalledTimes(2);
    expect(live.value).toBe('new');
  });

  it('keeps the value when a run fails, says why, and recovers with the next worker', async () => {
    const live = new Live(on.engine, ['chats'], query);
    await settle('stored');
    on.change('chats');
    on.frame();
    answers.shift()?.reject(new Error('gone'));
    await vi.waitFor(() => expect(live.error?.code).toBe('unknown'));
    expect(live.value).toBe('stored');
    on.restart();
    on.frame();
    await settle('again');
    expect([live.value, live.error]).toEqual(['again', undefined]);
  });

  it('takes no answer and asks nothing after its end', async () => {
    const live = new Live(on.engine, ['chats'], query);
    live.destroy();
    await settle('late');
    on.change('chats');
    on.frame();
    expect(live.value).toBeUndefined();
    expect(query).toHaveBeenCalledTimes(1);
  });
});
