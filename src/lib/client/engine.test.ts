import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.mock('../engine/engine.worker.ts?worker&url', () => ({ default: '/worker.js' }));

interface Call {
  call: number;
  method: string;
}

/** A worker that answers when the test says so. */
class ScriptedWorker extends EventTarget {
  static readonly all: ScriptedWorker[] = [];
  readonly calls: Call[] = [];
  terminated = false;
  constructor() {
    super();
    ScriptedWorker.all.push(this);
  }
  postMessage(call: Call): void {
    this.calls.push(call);
  }
  terminate(): void {
    this.terminated = true;
  }
  answer(outcome: { value: unknown } | { error: unknown }): void {
    for (const { call } of this.calls.splice(0))
      this.dispatchEvent(new MessageEvent('message', { data: { answer: call, ...outcome } }));
  }
}

class SilentChannel extends EventTarget {
  postMessage = () => undefined;
}

let document: EventTarget & { visibilityState?: string };
let window: EventTarget;

beforeEach(async () => {
  // The time that a page waits for its worker to let go is a true one.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  ScriptedWorker.all.length = 0;
  document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', document);
  vi.stubGlobal('location', new URL('https://kith.example/'));
  window = new EventTarget();
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
  vi.stubGlobal('BroadcastChannel', SilentChannel);
  vi.stubGlobal('Worker', ScriptedWorker);
  const { Engine } = await import('./engine');
  new Engine();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const show = async (milliseconds: number): Promise<void> => {
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(milliseconds);
};
const [workers, first] = [() => ScriptedWorker.all.length, () => ScriptedWorker.all[0]];

test('a worker that takes its time to start is waited for', async () => {
  await show(30_000);
  expect(workers()).toBe(1);
});

test('a worker that never starts is replaced at last', async () => {
  await vi.advanceTimersByTimeAsync(60_000);
  expect(workers()).toBe(2);
  expect(first()?.terminated).toBe(true);
});

test('a worker that says that it can not work is not replaced by another that can not either', async () => {
  first()?.answer({ error: { code: 'storage-failed', detail: '' } });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(workers()).toBe(1);
});

test('a worker that fell silent is replaced when somebody looks', async () => {
  first()?.answer({ value: true });
  await vi.advanceTimersByTimeAsync(0);
  await show(2_000);
  expect(workers()).toBe(2);
});

test('a page that is kept for going back lets its worker go, and has another one when it is shown again', async () => {
  const { Engine } = await import('./engine');
  const engine = new Engine();
  const restarted = vi.fn();
  engine.onRestart(restarted);
  const [, old] = ScriptedWorker.all;
  const asked = engine.api.chats();
  window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
  expect(old?.calls).toContain('leave');
  expect(old?.terminated).toBe(true);
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await expect(asked).rejects.toMatchObject({ code: 'timeout' });
  expect(restarted).toHaveBeenCalledOnce();
});

test('a page that is left for good is ended by its browser', () => {
  window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
  expect(first()?.terminated).toBe(false);
});
