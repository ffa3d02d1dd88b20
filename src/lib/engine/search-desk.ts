import type { SearchApi, SearchBackPage } from './api-search';
import type { Context } from './context';
import type { Search } from './search';

/** How a tab has something done that only the session's holder can do. */
type AskHolder = (method: 'searchBack', args: unknown[]) => Promise<unknown>;

interface Opened {
  of: Context;
  search: Promise<Search>;
  loaded?: Search;
}

/** What a page may search. The search itself is loaded when it is first used. */
export class SearchDesk implements SearchApi {
  #search: Opened | undefined;

  constructor(
    private readonly context: () => Context,
    private readonly ask: AskHolder
  ) {}

  async search(...[name, query, after]: Parameters<SearchApi['search']>) {
    const of = this.context();
    const here = this.#search?.of === of ? this.#search : this.#open(of);
    return (await here.search).page(name, query, after);
  }

  async endSearch(name: string): Promise<void> {
    const here = this.#search;
    // Who searched was told that it was not loaded; there is nothing to end then.
    const search = await here?.search.catch(() => undefined);
    if (search?.end(name) && this.#search === here) this.#search = undefined;
  }

  async searchBack(...asked: Parameters<SearchApi['searchBack']>): Promise<SearchBackPage> {
    return (await this.ask('searchBack', asked)) as SearchBackPage;
  }

  /** What changed in the database. */
  changed(topics: string[]): void {
    this.#search?.loaded?.changed(topics);
  }

  /** What can't be loaded now is tried again by the next search. */
  #open(of: Context): Opened {
    const search = import('./search').then(
      ({ Search }) => (here.loaded = new Search(of)),
      (thrown: unknown) => {
        if (this.#search === here) this.#search = undefined;
        throw thrown;
      }
    );
    const here: Opened = { of, search };
    this.#search = here;
    return here;
  }
}
