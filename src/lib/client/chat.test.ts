import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConversationView, MessageView, WindowQuery } from '../engine/api';
import type { App } from './app.svelte';
import { ChatView } from './chat.svelte';
import type { People } from './people.svelte';

const ADDRESS = 'rosa@a.example';
const page = { visible: true, focused: true };
let listeners: (() => void)[] = [];
let stored: MessageView[] = [];
let part: Partial<ConversationView> = {};
let asked: number[] = [];
let marked: number[] = [];
let looked = 0;
const app = {
  connection: 'online',
  get connected() {
    return this.connection === 'online';
  }
};

const message = (order: number): MessageView => ({
  id: `m${order}`,
  mine: false,
  sender: ADDRESS,
  text: 'x',
  time: order,
  order
});
const orders = (from: number, to: number): MessageView[] =>
  Array.from({ length: to - from + 1 }, (_, at) => message(from + at));

function conversation(_: string, { from, limit }: WindowQuery): Promise<ConversationView> {
  const begin = from === undefined ? Math.max(0, stored.length - limit) : stored.findIndex((one) => one.order >= from);
  const messages = stored.slice(begin, begin + limit);
  const readUpTo = part.readUpTo ?? Infinity;
  return Promise.resolve({
    address: ADDRESS,
    kind: 'contact',
    name: 'Rosa',
    relation: 'both',
    asks: false,
    request: false,
    blocked: false,
    draft: '',
    messages,
    gaps: [],
    older: begin > 0 ? 'stored' : 'archive',
    newer: begin + limit < stored.length,
    unread: stored.filter((one) => one.order > readUpTo).length,
    mentions: 0,
    notify: { rule: 'all' },
    readUpTo,
    ...part
  });
}

const api = {
  conversation,
  olderFrom: (_: string, before: number, limit: number) =>
    Promise.resolve(stored.filter((one) => one.order < before).slice(-limit)[0]?.order),
  fetchHistory: (_: string, before: number) => Promise.resolve(void asked.push(before)),
  markRead: (_: string, order: number) => Promise.resolve(void marked.push(order)),
  look: () => Promise.resolve(void looked++),
  send: () => Promise.resolve(),
  saveDraft: () => Promise.resolve(),
  setTyping: () => Promise.resolve()
};

const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(100).then(() => undefined);
function changed(): Promise<void> {
  for (const listener of listeners) listener();
  return settle();
}
const shown = (chat: ChatView): [number | undefined, number | undefined] => [
  chat.view?.messages[0]?.order,
  chat.view?.messages.at(-1)?.order
];

async function open(): Promise<ChatView> {
  const engine = {
    listen: (listener: (message: unknown) => void) => {
      listeners.push(() => listener({ type: 'changed', topics: [`chat:${ADDRESS}`] }));
      return () => undefined;
    },
    onRestart: () => () => undefined
  };
  const chat = new ChatView(
    Object.assign(app, { engine, api }) as unknown as App,
    { contacts: [] } as unknown as People,
    ADDRESS
  );
  await settle();
  return chat;
}

beforeEach(() => {
  [listeners, stored, part, asked, marked, looked] = [[], [], {}, [], [], 0];
  Object.assign(page, { visible: true, focused: true });
  app.connection = 'online';
  vi.useFakeTimers();
  vi.stubGlobal('document', {
    hasFocus: () => page.focused,
    get visibilityState() {
      return page.visible ? 'visible' : 'hidden';
    },
    addEventListener: () => undefined
  });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 16));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the part that is shown', () => {
  it('begins with the newest and keeps its beginning while messages arrive', async () => {
    stored = orders(1, 100);
    const chat = await open();
    expect(shown(chat)).toEqual([41, 100]);
    stored = orders(1, 110);
    await changed();
    expect(shown(chat)).toEqual([41, 110]);
  });

  it('reaches back to the first new message with some before it', async () => {
    stored = orders(1, 500);
    part = { readUpTo: 300 };
    const chat = await open();
    expect(shown(chat)).toEqual([280, 500]);
    expect(chat.lineAt).toBe(300);
  });

  it('grows upwards, one step at a time', async () => {
    stored = orders(1, 200);
    const chat = await open();
    await Promise.all([chat.reachOldest(), chat.reachOldest()]);
    await settle();
    expect(shown(chat)).toEqual([81, 200]);
  });

  it('is limited, moves down again, and goes to the newest at once', async () => {
    stored = orders(1, 2_000);
    const chat = await open();
    for (let step = 0; step < 12; step++) {
      await chat.reachOldest();
      await settle();
    }
    expect(shown(chat)).toEqual([1_221, 1_820]);
    chat.reachNewest();
    await settle();
    expect(shown(chat)).toEqual([1_521, 2_000]);
    chat.toNewest();
    await settle();
    expect(shown(chat)).toEqual([1_941, 2_000]);
  });

  it('is cut above while the reader rests at the newest', async () => {
    stored = orders(1, 60);
    const chat = await open();
    stored = orders(1, 400);
    await changed();
    expect(shown(chat)).toEqual([1, 400]);
    chat.restAtNewest();
    await settle();
    expect(shown(chat)).toEqual([281, 400]);
  });
});

describe('a place elsewhere', () => {
  it('is shown with some messages before it, and nothing moves for one that is there', async () => {
    stored = orders(1, 1_000);
    const chat = await open();
    await chat.jump.to(950);
    await settle();
    expect(shown(chat)).toEqual([941, 1_000]);
    await chat.jump.to(300);
    await settle();
    expect(shown(chat)).toEqual([280, 879]);
    expect(chat.jump.target).toEqual({ order: 300 });
  });

  it('waits for the first look', async () => {
    stored = orders(1, 1_000);
    const opening = open();
    const chat = await opening;
    await chat.jump.to(1);
    await settle();
    expect(shown(chat)[0]).toBe(1);
  });
});

describe('the archive', () => {
  it('is asked once for each place until something changed, and never while it is out of reach', async () => {
    stored = orders(5, 10);
    const chat = await open();
    app.connection = 'offline';
    await chat.reachOldest();
    expect(asked).toEqual([]);
    app.connection = 'online';
    await chat.reachOldest();
    await chat.reachOldest();
    await chat.reachGap(8);
    expect(asked).toEqual([5, 8]);
    await changed();
    await chat.reachOldest();
    expect(asked).toEqual([5, 8, 5]);
    app.connection = 'connecting';
    await chat.reachOldest();
    app.connection = 'online';
    await chat.reachOldest();
    expect(asked).toEqual([5, 8, 5, 5]);
  });
});

describe('an archive that gives no answer', () => {
  it('is told after a time, and asked again on demand', async () => {
    stored = orders(5, 10);
    const chat = await open();
    await chat.reachOldest();
    await vi.advanceTimersByTimeAsync(19_000);
    expect(chat.stalled).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(chat.stalled).toBe(true);
    await chat.reachOldest();
    expect([chat.stalled, asked]).toEqual([true, [5]]);
    chat.askAgain();
    await chat.reachOldest();
    expect([chat.stalled, asked]).toEqual([false, [5, 5]]);
  });

  it.each([
    ['an answer', changed],
    ['leaving', (chat: ChatView) => Promise.resolve(chat.destroy())],
    [
      'a lost connection',
      async (chat: ChatView) => {
        app.connection = 'offline';
        await chat.reachOldest();
      }
    ]
  ])('is forgotten with %s', async (_, end: (chat: ChatView) => Promise<void>) => {
    stored = orders(5, 10);
    const chat = await open();
    await chat.reachOldest();
    await end(chat);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(chat.stalled).toBe(false);
  });
});

describe('sending', () => {
  it('asks the browser to keep what is stored, once there is something to lose', async () => {
    const persist = vi.fn(() => Promise.resolve(true));
    vi.stubGlobal('navigator', { storage: { persist, persisted: () => Promise.resolve(false) } });
    const chat = await open();
    await chat.send();
    expect(persist).not.toHaveBeenCalled();
    for (const text of ['one', 'two']) {
      chat.draft.write(text);
      await chat.send();
      await settle();
    }
    expect(persist).toHaveBeenCalledTimes(1);
  });
});

describe('reading', () => {
  it('counts what was on the screen, once', async () => {
    stored = orders(1, 10);
    part = { readUpTo: 4 };
    const chat = await open();
    chat.saw(6);
    chat.saw(7);
    await settle();
    chat.saw(7);
    chat.saw(3);
    await settle();
    expect(marked).toEqual([7]);
  });

  it.each([{ visible: false }, { focused: false }])('waits while nobody looks (%o)', async (state) => {
    stored = orders(1, 10);
    part = { readUpTo: 4 };
    const chat = await open();
    Object.assign(page, state);
    chat.saw(10);
    await settle();
    expect(marked).toEqual([]);
    Object.assign(page, { visible: true, focused: true });
    await changed();
    expect(marked).toEqual([10]);
  });

  it.each([
    { request: true, relation: 'none' as const },
    { blocked: true, relation: 'none' as const }
  ])('tells nothing in %o', async (state) => {
    stored = orders(1, 10);
    part = { readUpTo: 4, ...state };
    const chat = await open();
    chat.saw(10);
    await settle();
    expect([marked, looked]).toEqual([[], 0]);
  });

  it('draws the line where reading stopped, until the reader answers', async () => {
    stored = orders(1, 10);
    part = { readUpTo: 4 };
    const chat = await open();
    chat.saw(10);
    part = { readUpTo: 10 };
    await changed();
    expect(chat.lineAt).toBe(4);
    chat.draft.write('hi');
    await chat.send();
    expect(chat.lineAt).toBeUndefined();
  });

  it('draws no line for what arrives before the reader’s eyes, and one for what arrives behind their back', async () => {
    stored = orders(1, 10);
    part = { readUpTo: 10 };
    const chat = await open();
    stored = orders(1, 11);
    await changed();
    expect(chat.lineAt).toBeUndefined();
    part = { readUpTo: 11 };
    page.focused = false;
    stored = orders(1, 12);
    await changed();
    expect(chat.lineAt).toBe(11);
  });
});
