import { toAppError, type AppError } from '../base/errors';

interface Options {
  /** Makes the place a part of what is shown. */
  show: (order: number) => Promise<void>;
  /** Looks for the original of a message, in the archive too; absent: it is nowhere. */
  fetchReply: (id: string) => Promise<number | undefined>;
}

/** The way to another place of a conversation: a quoted message, a hit of a search. */
export class Jump {
  /** Where to go: the place of a message. A new object each time. */
  target = $state.raw<{ order: number }>();
  /** A message is being looked for that is not here. */
  looking = $state(false);
  /** What was looked for is nowhere, or could not be looked for: why. */
  failure = $state.raw<AppError | 'nowhere'>();
  readonly #options: Options;
  #search = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Goes to the message that stands at this place. */
  async to(order: number): Promise<void> {
    this.stop();
    const mine = this.#search;
    try {
      await this.#options.show(order);
      if (mine === this.#search) this.target = { order };
    } catch (thrown) {
      this.failure = toAppError(thrown);
    }
  }

  /** Goes to the message that the one with this id answers, after it was found. */
  async toOriginal(id: string): Promise<void> {
    this.stop();
    const mine = this.#search;
    this.looking = true;
    try {
      const order = await this.#options.fetchReply(id);
      if (mine !== this.#search) return;
      if (order !== undefined) return await this.to(order);
      this.failure = 'nowhere';
    } catch (thrown) {
      if (mine === this.#search) this.failure = toAppError(thrown);
    } finally {
      if (mine === this.#search) this.looking = false;
    }
  }

  /** Stops looking and going anywhere. */
  stop(): void {
    this.#search++;
    this.looking = false;
    this.failure = undefined;
    this.target = undefined;
  }
}
