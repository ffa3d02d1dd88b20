import type { Context } from './context';

/** How often a page is told how far a file is, milliseconds. */
const EVERY = 200;

/** Tells the pages how far files are, no more often than they can show it. */
export class Transfers {
  readonly #told = new Map<string, number>();

  constructor(private readonly live: Context['live']) {}

  /** So much of it is there, bytes. */
  moved(id: string, loaded: number, total?: number): void {
    const now = Date.now();
    if (now - (this.#told.get(id) ?? 0) < EVERY) return;
    this.#told.set(id, now);
    this.live({ transfers: new Map([[id, { loaded, ...(total !== undefined && { total }) }]]) });
  }

  /** It is no longer on its way. */
  ended(id: string): void {
    if (this.#told.delete(id)) this.live({ transfers: new Map([[id, undefined]]) });
  }
}
