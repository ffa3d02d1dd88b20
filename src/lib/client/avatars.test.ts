import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Avatars } from './avatars.svelte';
import type { Engine } from './engine';

type Entry = { target: Element; isIntersecting: boolean };
const ROSA = 'rosa@a.example';
let meet: (entries: Entry[]) => void;
let say: (topics: string[]) => void;
let asked: string[] = [];
let pictures = new Map<string, Blob>();
let revoked: string[] = [];

const engine = {
  listen: (listener: (message: unknown) => void) => (say = (topics) => listener({ type: 'changed', topics })),
  api: {
    avatar: (address: string) => {
      asked.push(address);
      return Promise.resolve(pictures.get(address));
    }
  }
} as unknown as Engine;

const settle = (): Promise<void> => Promise.resolve().then(() => undefined);

/** Somebody's picture on a page; the answer moves it onto the screen, off it, or away for good. */
function place(avatars: Avatars, address: string): { show: () => Promise<void>; hide: () => void; end: () => void } {
  const target = {} as Element;
  const end = avatars.watch(address)(target);
  return {
    show: () => {
      meet([{ target, isIntersecting: true }]);
      return settle();
    },
    hide: () => meet([{ target, isIntersecting: false }]),
    end: () => void end?.()
  };
}

beforeEach(() => {
  [asked, pictures, revoked] = [[], new Map([[ROSA, new Blob(['x'], { type: 'image/png' })]]), []];
  let count = 0;
  vi.stubGlobal('URL', {
    createObjectURL: () => `blob:${++count}`,
    revokeObjectURL: (url: string) => revoked.push(url)
  });
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(listener: (entries: Entry[]) => void) {
        meet = listener;
      }
      observe(): void {}
      unobserve(): void {}
    }
  );
});
afterEach(() => vi.unstubAllGlobals());

describe('a picture', () => {
  it('is asked for once, and only when it is near the screen', async () => {
    const avatars = new Avatars(engine);
    const [one, other] = [place(avatars, ROSA), place(avatars, ROSA)];
    expect(asked).toEqual([]);
    await one.show();
    await other.show();
    one.hide();
    await one.show();
    expect([asked, avatars.urlOf(ROSA)]).toEqual([[ROSA], 'blob:1']);
  });

  it('is asked for again when it changed, and the one before is given back', async () => {
    const avatars = new Avatars(engine);
    const one = place(avatars, ROSA);
    await one.show();
    say([`avatar:${ROSA}`, 'avatar:tom@a.example', 'chats']);
    await settle();
    expect([asked, avatars.urlOf(ROSA), revoked]).toEqual([[ROSA, ROSA], 'blob:2', ['blob:1']]);
    one.end();
    say([`avatar:${ROSA}`]);
    await settle();
    expect([asked.length, avatars.urlOf(ROSA), revoked]).toEqual([2, undefined, ['blob:1', 'blob:2']]);
  });

  it.each(['image/svg+xml', 'text/html', ''])('is never drawn from %j', async (type) => {
    pictures.set(ROSA, new Blob(['x'], { type }));
    const avatars = new Avatars(engine);
    await place(avatars, ROSA).show();
    expect(avatars.urlOf(ROSA)).toBeUndefined();
  });

  it('is forgotten when hundreds were seen after it, unless it is on the screen', async () => {
    const stays = 'tom@a.example';
    pictures.set(stays, new Blob(['x'], { type: 'image/png' }));
    const avatars = new Avatars(engine);
    const [rosa, tom] = [place(avatars, ROSA), place(avatars, stays)];
    await rosa.show();
    await tom.show();
    rosa.hide();
    for (let i = 0; i < 200; i++) {
      const passer = place(avatars, `p${i}@a.example`);
      await passer.show();
      passer.end();
    }
    expect([avatars.urlOf(ROSA), avatars.urlOf(stays)]).toEqual([undefined, 'blob:2']);
    await rosa.show();
    expect(avatars.urlOf(ROSA)).toBe('blob:3');
  });

  it('belongs to one account', async () => {
    const avatars = new Avatars(engine);
    await place(avatars, ROSA).show();
    avatars.forget();
    expect([avatars.urlOf(ROSA), revoked]).toEqual([undefined, ['blob:1']]);
  });
});
