import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { toAppError, type ErrorCode } from '../base/errors';
import type { LangTextView, PackView } from '../engine/api-stickers';
import type { App } from './app.svelte';
import { Live } from './live.svelte';

/** The pictures of stickers that a page shows, by hash. */
export class StickerPictures {
  /** Stickers that nobody may fetch without being asked to. */
  readonly left = new SvelteSet<string>();
  readonly #app: App;
  readonly #urls = new SvelteMap<string, string>();
  readonly #failures = new SvelteMap<string, ErrorCode>();
  readonly #asked = new Set<string>();
  #ended = false;

  constructor(app: App) {
    this.#app = app;
  }

  /** Where the page finds it; absent while it is not here. */
  urlOf(hash: string): string | undefined {
    return this.#urls.get(hash);
  }

  /** Why it could not be fetched. */
  failureOf(hash: string): ErrorCode | undefined {
    return this.#failures.get(hash);
  }

  /** Reads it, or fetches it if the settings and the network allow that. */
  async see(pack: string, hash: string): Promise<void> {
    if (this.#asked.has(hash)) return;
    this.#asked.add(hash);
    await this.#load(pack, hash, true);
  }

  /** Fetches all that were left, because the user wants to see them. */
  async fetch({ key, stickers }: Pick<PackView, 'key' | 'stickers'>): Promise<void> {
    const left = stickers.filter(({ hash }) => this.left.has(hash));
    await Promise.all(left.map(({ hash }) => this.#load(key, hash, false)));
  }

  /** Nothing of them is shown any more. */
  destroy(): void {
    this.#ended = true;
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
  }

  async #load(pack: string, hash: string, unasked: boolean): Promise<void> {
    try {
      const blob = await this.#app.api.stickerPicture(pack, hash, unasked);
      if (this.#ended) return;
      if (!blob) return void this.left.add(hash);
      this.left.delete(hash);
      this.#failures.delete(hash);
      this.#urls.set(hash, URL.createObjectURL(blob));
    } catch (thrown) {
      this.left.add(hash);
      this.#failures.set(hash, toAppError(thrown).code);
    }
  }
}

/** The user's packs of stickers. */
export class Stickers {
  readonly pictures: StickerPictures;
  readonly #live: Live<PackView[]>;

  constructor(app: App) {
    this.pictures = new StickerPictures(app);
    this.#live = new Live(app.engine, ['stickers', 'outbox'], () => app.api.stickerPacks());
    app.api.refreshPacks().catch((thrown: unknown) => console.debug('kith: packs are as they were', thrown));
  }

  /** Newest first; absent until they were read for the first time. */
  get packs(): PackView[] | undefined {
    return this.#live.value;
  }

  destroy(): void {
    this.#live.destroy();
    this.pictures.destroy();
  }
}

/** A text in the language that is wanted, such as `es`; else in none, else in any. */
export function inLanguage(texts: readonly LangTextView[], language: string): string {
  const found =
    texts.find(({ lang }) => lang.split('-')[0]?.toLowerCase() === language) ?? texts.find(({ lang }) => lang === '');
  return (found ?? texts[0])?.text.trim() ?? '';
}
