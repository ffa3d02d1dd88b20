import { describe, expect, it, vi } from 'vitest';
import type { ChannelMessage } from '../engine/api';
import type { SearchPage, SearchPlace, SearchQuery } from '../engine/api-search';
import type { App } from './app.svelte';
import { kindNamed, MessageSearch } from './search.svelte';

type Answer = (query: SearchQuery, after?: SearchPlace) => Promise<SearchPage>;

const hit = (order: number) => ({
  id: `m${order}`,
  chat: 'a',
  order,
  mine: false,
  time: order,
  sender: 'a',
  text: '',
  marks: []
});

function searchIn(answer: Answer, back: () => Promise<{ next?: string; fetched: number }> = vi.fn()) {
  let say: (message: ChannelMessage) => void = () => undefined;
  const listen = (listener: typeof say) => {
    say = listener;
    return () => undefined;
  };
  const search = (_name: string, query: SearchQuery, after?: SearchPlace) => answer(query, after);
  const api = { search, searchBack: back, endSearch: () => Promise.resolve() };
  const app = { engine: { listen, onRestart: () => () => undefined }, api } as unknown as App;
  return { search: new MessageSearch(app), changed: () => say({ type: 'changed', topics: ['chat:a'] }) };
}

describe('a search on the screen', () => {
  it('shows what the newest words found, however late the older answer comes', async () => {
    let resolve: (page: SearchPage) => void = () => undefined;
    const slow = new Promise<SearchPage>((done) => (resolve = done));
    const { search } = searchIn(({ text }) => (text === 'l' ? slow : Promise.resolve({ hits: [hit(2)] })));
    search.ask({ text: 'l' });
    search.ask({ text: 'lake' });
    await vi.waitFor(() => expect(search.searching).toBe(false));
    resolve({ hits: [hit(1)] });
    await slow;
    expect(search.hits.map(({ order }) => order)).toEqual([2]);
  });

  it('goes on until the list is full, and further when its end comes near', async () => {
    const { search } = searchIn((_, { order } = { order: 200, chat: '' }) => {
      const hits = Array.from({ length: Math.min(30, order) }, (_one, n) => hit(order - n - 1));
      return Promise.resolve({ hits, ...(order > 30 && { next: { order: order - 30, chat: 'a' } }) });
    });
    search.ask({ text: 'a' });
    await vi.waitFor(() => expect(search.hits).toHaveLength(60));
    expect(search.hasMore).toBe(true);
    search.more();
    await vi.waitFor(() => expect(search.hits).toHaveLength(120));
    expect(new Set(search.hits.map(({ id }) => id)).size).toBe(120);
  });

  it('searches again when something changed, also while it searches', async () => {
    let hits = [hit(1)];
    const { search, changed } = searchIn(() => Promise.resolve({ hits }));
    search.ask({ text: 'a' });
    changed();
    hits = [hit(2), hit(1)];
    await vi.waitFor(() => expect(search.hits).toHaveLength(2), { timeout: 5000 });
  });

  it('goes back until nothing is left, and says why when it cannot', async () => {
    const pages = [{ next: 'x', fetched: 50 }, { fetched: 7 }];
    const { search } = searchIn(
      () => Promise.resolve({ hits: [] }),
      () => (pages.length > 0 ? Promise.resolve(pages.shift()!) : Promise.reject(new Error('gone')))
    );
    search.searchBack();
    await vi.waitFor(() => expect(search.back).toMatchObject({ running: false, done: true, fetched: 57 }));
    search.searchBack();
    await vi.waitFor(() => expect(search.back.error?.code).toBe('unknown'));
    expect(search.back).toMatchObject({ running: false, done: false });
  });

  it('knows the kinds that an address names', () => {
    expect(kindNamed('media')).toBe('media');
    expect(kindNamed('everything')).toBeUndefined();
  });
});
