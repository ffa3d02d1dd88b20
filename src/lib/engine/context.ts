import type { Database } from '../store/schema';
import type { Announce } from '../store/write';
import type { LiveState } from './api';

/** What every part of an account's engine works with. */
export interface Context {
  readonly db: Database;
  /** Bare address of the account. */
  readonly account: string;
  /** Tells every context which topics changed; after commits only. */
  readonly announce: Announce;
  /** Tells every context what is never stored. */
  readonly live: (state: Partial<LiveState>) => void;
  /** Our clock, milliseconds, corrected to the server's where that is known (XEP-0202). */
  readonly now: () => number;
  /** For the developer's console: no message text, no secrets. */
  readonly log: (what: string, detail?: unknown) => void;
}
