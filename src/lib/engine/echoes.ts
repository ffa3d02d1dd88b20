/** How long a room may take to show everybody what we said, milliseconds. */
const WITHIN = 20_000;

/** Something said in a room that the room has not shown yet. */
export interface Echo {
  /** Its place in the queue. */
  seq: number;
  room: string;
  /** Its stanza's number in the stream. */
  number: number;
}

/**
 * What rooms have not shown yet. Our server's word for it is not enough: a room may refuse what our server took, so its row goes
 * when the room's own copy is stored (decision 6, rule 3).
 */
export class Echoes {
  readonly #awaited = new Map<number, Echo>();
  readonly #timers = new Map<Echo, ReturnType<typeof setTimeout>>();

  /** `late`: the echo should have come by now. */
  constructor(
    private readonly late: (echo: Echo) => Promise<void>,
    private readonly failed: (thrown: unknown) => void
  ) {}

  has(seq: number): boolean {
    return this.#awaited.has(seq);
  }

  /** Whether it is this one that is waited for, and not the same said once more. */
  isAwaited(echo: Echo): boolean {
    return this.#awaited.get(echo.seq) === echo;
  }

  add(echo: Echo): void {
    this.#awaited.set(echo.seq, echo);
    this.listen(echo);
  }

  /** Begins to wait anew. */
  listen(echo: Echo): void {
    clearTimeout(this.#timers.get(echo));
    this.#timers.set(
      echo,
      setTimeout(() => void this.late(echo).catch(this.failed), WITHIN)
    );
  }

  listenToAll(): void {
    for (const echo of this.#awaited.values()) this.listen(echo);
  }

  forget(which: (echo: Echo) => boolean): void {
    for (const echo of [...this.#awaited.values()].filter(which)) {
      clearTimeout(this.#timers.get(echo));
      this.#timers.delete(echo);
      this.#awaited.delete(echo.seq);
    }
  }
}
