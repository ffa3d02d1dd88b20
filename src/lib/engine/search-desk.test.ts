import { afterEach, expect, it, vi } from 'vitest';
import type { SearchQuery } from './api-search';
import type { Context } from './context';
import { SearchDesk } from './search-desk';

const query = { text: 'milk' } as SearchQuery;
const changed = vi.fn();

/** What is loaded as the search: nothing, as with a network that is away, or one that finds nothing. */
function load(works: boolean): void {
  vi.resetModules();
  vi.doMock('./search', () => {
    if (!works) throw new Error('not loaded');
    return {
      Search: class {
        page = () => 'found';
        end = () => true;
        changed = changed;
      }
    };
  });
}

afterEach(() => vi.doUnmock('./search'));

it('is loaded again after it could not be', async () => {
  const context = {} as Context;
  const desk = new SearchDesk(
    () => context,
    () => Promise.reject(new Error('nobody'))
  );
  load(false);
  const failed = desk.search('a', query);
  const ended = desk.endSearch('a');
  desk.changed(['chats']);
  await expect(failed).rejects.toThrow();
  await ended;
  load(true);
  expect(await desk.search('a', query)).toBe('found');
  desk.changed(['chats']);
  expect(changed).toHaveBeenCalledOnce();
  await desk.endSearch('a');
  desk.changed(['chats']);
  expect(changed).toHaveBeenCalledOnce();
});
