import { SvelteMap } from 'svelte/reactivity';
import type { TransferView } from '../engine/api-files';

/** After so long without news nobody brings it any more, milliseconds: who does gives up after as long a silence. */
const SILENCE = 60_000;

/** The files that are on their way, by the message's id. Who brings one may end without a word, with its tab or its worker. */
export class Transfers {
  readonly #views = new SvelteMap<string, TransferView>();
  readonly #silences = new Map<string, ReturnType<typeof setTimeout>>();

  /** How far it is; absent when it is not on its way. */
  get(id: string): TransferView | undefined {
    return this.#views.get(id);
  }

  /** What is told of some; without a view it is no longer on its way. */
  take(news: ReadonlyMap<string, TransferView | undefined>): void {
    for (const [id, view] of news) {
      clearTimeout(this.#silences.get(id));
      if (view) {
        this.#views.set(id, view);
        this.#silences.set(
          id,
          setTimeout(() => this.#forget(id), SILENCE)
        );
      } else this.#forget(id);
    }
  }

  /** Nobody brings any of them. */
  clear(): void {
    for (const id of [...this.#views.keys()]) this.#forget(id);
  }

  #forget(id: string): void {
    clearTimeout(this.#silences.get(id));
    this.#silences.delete(id);
    this.#views.delete(id);
  }
}
