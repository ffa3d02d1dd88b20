import { toAppError, type AppError } from '../base/errors';
import type { MessageRow } from '../store/messages';
import type { SearchHit, SearchPage, SearchPlace, SearchQuery } from './api-search';
import type { Context } from './context';
import { entryOf, MOST_TEXT, SearchIndex, wantedBy, type Entry, type Wanted } from './search-index';
import { SearchReader } from './search-reader';
import { excerpt, marksIn } from './search-text';

/** An answer takes about so long while it is still being looked for, milliseconds. */
const WITHIN = 120;
/** So long the worker does nothing else, milliseconds. */
const TURN = 10;

/** The beginning of everything. */
const TOP: SearchPlace = { order: Infinity, chat: '' };

/** The searches that are on the screen of one tab, over what is stored. Nothing of it lives longer than they do. */
export class Search {
  readonly #index = new SearchIndex();
  readonly #reader: SearchReader;
  /** By the search's name: which chat it is about, and its newest question. */
  readonly #open = new Map<string, { chat: string | undefined; turn: object }>();
  readonly #waiting = new Set<() => void>();
  #reading = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failure: AppError | undefined;

  constructor(private readonly context: Context) {
    this.#reader = new SearchReader(context, this.#index);
  }

  /** See `SearchApi.search`. */
  async page(name: string, query: SearchQuery, after: SearchPlace = TOP): Promise<SearchPage> {
    const turn = {};
    this.#open.set(name, { chat: query.chat, turn });
    this.#failure = undefined;
    this.#read();
    const wanted = wantedBy(query);
    if (!wanted) return { hits: [] };
    const isCurrent = (): boolean => this.#open.get(name)?.turn === turn;
    const { found, next } = await this.#find(wanted, query, after, isCurrent);
    const { cappedAt } = this.#reader;
    const hits = query.brief ? found.map(brief) : await this.#hits(found, wanted);
    return { hits, ...(next && { next }), ...(cappedAt !== undefined && { cappedAt }) };
  }

  /** A search is over. Whether none is left. */
  end(name: string): boolean {
    this.#open.delete(name);
    return this.#open.size === 0;
  }

  /** What changed in the database. */
  changed(topics: Iterable<string>): void {
    for (const topic of topics) if (topic.startsWith('chat:')) this.#reader.changed(topic.slice('chat:'.length));
    this.#read();
  }

  async #find(
    wanted: Wanted,
    { chat, limit }: SearchQuery,
    after: SearchPlace,
    isCurrent: () => boolean
  ): Promise<{ found: Found[]; next?: SearchPlace }> {
    const found: Found[] = [];
    const until = performance.now() + WITHIN;
    let place = after;
    for (;;) {
      if (this.#failure) throw this.#failure;
      const settled = this.#reader.settledAbove(chat);
      const end = performance.now() + TURN;
      let isTired = false;
      for (const { entry, ...at } of this.#index.newestFirst(chat, place)) {
        isTired = performance.now() > end;
        if (isTired || at.order <= settled) break;
        place = at;
        if (wanted.matches(entry)) found.push({ chat: at.chat, entry });
        if (found.length >= limit) return { found, next: place };
      }
      if (!isTired && settled === -Infinity) return { found };
      if (!isCurrent() || performance.now() > until) return { found, next: place };
      await (isTired ? pause() : this.#progress());
    }
  }

  /** As it is stored now: what was changed or taken back meanwhile is not shown as it was. */
  async #hits(found: Found[], wanted: Wanted): Promise<SearchHit[]> {
    const { db, account } = this.context;
    const store = db.transaction('messages').store;
    const rows = await Promise.all(found.map(({ entry }) => store.get([account, entry.id])));
    return rows.flatMap((row) => {
      const entry = row && entryOf(row);
      return entry && wanted.matches(entry) ? hitOf(row, wanted.terms) : [];
    });
  }

  /** Reads on in the background until nothing is left to read. */
  #read(): void {
    clearTimeout(this.#timer);
    if (this.#reading || this.#open.size === 0) return;
    this.#reading = true;
    const failed = (thrown: unknown): void => {
      this.#failure = toAppError(thrown);
    };
    this.#readOn()
      .catch(failed)
      .finally(() => {
        this.#reading = false;
        this.#wake();
      });
  }

  async #readOn(): Promise<void> {
    while (this.#open.size > 0) {
      const wait = await this.#reader.step([...this.#open.values()].map(({ chat }) => chat));
      this.#wake();
      if (wait === 0) continue;
      if (wait < Infinity) this.#timer = setTimeout(() => this.#read(), wait);
      return;
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Resolves when something more was read. */
  #progress(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
      this.#read();
    });
  }
}

interface Found {
  chat: string;
  entry: Entry;
}

function brief({ chat, entry }: Found): SearchHit {
  const { id, order, mine, sender } = entry;
  return { id, chat, order, mine, sender, time: Math.floor(order / 1000), text: '', marks: [] };
}

function hitOf(row: MessageRow, terms: string[]): SearchHit {
  const { id, chat, order, mine, time, sender, nick, person, file, location } = row;
  const text = row.text.slice(0, MOST_TEXT);
  return {
    ...{ id, chat, order, mine, time, sender },
    ...(nick && { nick }),
    ...(person && { person }),
    ...excerpt(text, marksIn(text, terms)),
    ...(file && { file: { kind: file.kind, name: file.name, marks: marksIn(file.name, terms) } }),
    ...(location && { location: true })
  };
}

/** Lets everything else go first. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
