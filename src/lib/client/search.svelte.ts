import { toAppError, type AppError } from '../base/errors';
import { randomId } from '../base/id';
import type { SearchHit, SearchKind, SearchPage, SearchPerson, SearchPlace } from '../engine/api-search';
import type { App } from './app.svelte';
import { SearchBack } from './search-back.svelte';

export type { SearchHit, SearchKind, SearchPerson } from '../engine/api-search';

/** How many more are shown when the end of the list comes near. */
const PAGE = 50;
/** How long what changed may wait to be searched again, milliseconds. */
const CALM = 500;

const KINDS: readonly SearchKind[] = ['media', 'links', 'files', 'voice', 'places'];

/** The kind that an address names. */
export function kindNamed(name: string | null): SearchKind | undefined {
  return KINDS.find((kind) => kind === name);
}

/** What is searched for. */
export interface Wish {
  text: string;
  kind?: SearchKind | undefined;
  from?: SearchPerson | undefined;
}

interface Options {
  /** One conversation; absent: all of them. */
  chat?: string;
  /** Only where the hits are, so many of them at once. */
  brief?: number;
}

/** A search on the screen: what was found of what was typed last, while it is being typed. */
export class MessageSearch {
  /** Newest first. */
  hits = $state.raw<SearchHit[]>([]);
  /** More is being looked for. */
  searching = $state(false);
  /** What is older was not found because too much is stored; milliseconds. */
  cappedAt = $state<number>();
  error = $state.raw<AppError>();
  /** The words that `hits` belong to. */
  answered = $state.raw<Wish>();
  /** The search in what is not on this device. */
  readonly back: SearchBack;

  readonly #app: App;
  readonly #options: Options;
  readonly #name = randomId();
  readonly #ends: (() => void)[];
  #wish: Wish = { text: '' };
  #next: SearchPlace | undefined;
  #wanted: number;
  #turn = 0;
  #calm: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App, options: Options = {}) {
    this.#app = app;
    this.#options = options;
    this.#wanted = options.brief ?? PAGE;
    this.back = new SearchBack(app, options.chat);
    this.#ends = [
      app.engine.listen((message) => {
        if (message.type === 'changed' && message.topics.some((topic) => this.#concerns(topic))) this.#again();
      }),
      app.engine.onRestart(() => void this.#run())
    ];
  }

  /** Whether there is anything to search for. */
  get isAsked(): boolean {
    return this.answered !== undefined;
  }

  /** More hits are stored than are shown. */
  get hasMore(): boolean {
    return !this.searching && this.#next !== undefined;
  }

  /** Searches for something else. */
  ask(wish: Wish): void {
    this.#wish = wish;
    this.#wanted = this.#options.brief ?? PAGE;
    this.back.stop();
    void this.#run();
  }

  /** The end of what is shown came near. */
  more(): void {
    if (!this.hasMore) return;
    this.#wanted += PAGE;
    void this.#goOn(this.#turn, [...this.hits], this.#next);
  }

  /** Looks for it in what is not on this device. */
  searchBack(): void {
    void this.back.run(this.#wish.text);
  }

  /** The search is left. */
  destroy(): void {
    this.#turn++;
    clearTimeout(this.#calm);
    for (const end of this.#ends) end();
    this.back.stop();
    this.#app.api.endSearch(this.#name).catch((thrown: unknown) => console.debug('kith: a search did not end', thrown));
  }

  #concerns(topic: string): boolean {
    const { chat } = this.#options;
    return chat === undefined ? topic.startsWith('chat:') : topic === `chat:${chat}`;
  }

  #again(): void {
    this.#calm ??= setTimeout(() => {
      this.#calm = undefined;
      if (this.searching) this.#again();
      else void this.#run(true);
    }, CALM);
  }

  /** `quietly`: what is shown stays until all of it is there again. */
  #run(quietly = false): Promise<void> {
    this.error = undefined;
    return this.#goOn(++this.#turn, [], undefined, quietly);
  }

  async #goOn(turn: number, hits: SearchHit[], from: SearchPlace | undefined, quietly = false): Promise<void> {
    const wish = this.#wish;
    let after = from;
    this.searching = true;
    try {
      do {
        const page = await this.#page(wish, after);
        if (turn !== this.#turn) return;
        hits.push(...page.hits);
        after = page.next;
        this.cappedAt = page.cappedAt;
        // What was found before stays until there is something else to show, or nothing.
        const isOver = after === undefined || hits.length >= this.#wanted;
        if (isOver || (!quietly && page.hits.length > 0)) this.#show(wish, [...hits]);
      } while (after && hits.length < this.#wanted);
      this.#next = after;
    } catch (thrown) {
      if (turn === this.#turn) this.error = toAppError(thrown);
    } finally {
      if (turn === this.#turn) this.searching = false;
    }
  }

  #show(wish: Wish, hits: SearchHit[]): void {
    this.hits = hits;
    this.answered = wish.text.trim() || wish.kind || wish.from ? wish : undefined;
  }

  #page({ text, kind, from }: Wish, after: SearchPlace | undefined): Promise<SearchPage> {
    const { chat, brief } = this.#options;
    const query = { text, ...(kind && { kind }), ...(from && { from }), ...(chat !== undefined && { chat }) };
    const many = { limit: brief ?? PAGE, ...(brief !== undefined && { brief: true }) };
    return this.#app.api.search(this.#name, { ...query, ...many }, after);
  }
}
