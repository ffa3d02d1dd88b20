import type { SearchApi, SearchBackPage } from './api-search';
import type { Context } from './context';
import type { Search } from './search';

/** How a tab has something done that only the session's holder can do. */
type AskHolder = (method: 'searchBack', args: unknown[]) => Promise<unknown>;

/** What a page may search. The search itself is loaded when it is first used. */
export class SearchDesk implements SearchApi {
  #search: { of: Context; search: Promise<Search> } | undefined;

  constructor(
    private readonly context: () => Context,
    private readonly ask: AskHolder
  ) {}

  async search(...[name, query, after]: Parameters<SearchApi['search']>) {
    const of = this.context();
    if (this.#search?.of !== of) this.#search = { of, search: import('./search').then(({ Search }) => new Search(of)) };
    return (await this.#search.search).page(name, query, after);
  }

  async endSearch(name: string): Promise<void> {
    const here = this.#search;
    const isOver = (await here?.search)?.end(name);
    if (isOver && this.#search === here) this.#search = undefined;
  }

  async searchBack(...asked: Parameters<SearchApi['searchBack']>): Promise<SearchBackPage> {
    return (await this.ask('searchBack', asked)) as SearchBackPage;
  }

  /** What changed in the database. */
  changed(topics: string[]): void {
    if (this.#search) void this.#search.search.then((search) => search.changed(topics));
  }
}
