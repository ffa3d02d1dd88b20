/** The shortest and the longest wait between two tries, milliseconds (SECURITY 6). */
const SHORTEST = 1_000;
const LONGEST = 120_000;

/** How long to wait between two tries to connect: longer each time, never at the same moment as everybody else. */
export class Pace {
  #tries = 0;
  #wake: (() => void) | undefined;

  /** `random` gives a number from 0 to 1. */
  constructor(private readonly random: () => number = Math.random) {}

  /** The connection worked: start again from the shortest wait. */
  reset(): void {
    this.#tries = 0;
  }

  /** Waits, unless {@link hurry} or the signal ends it. */
  async pause(signal: AbortSignal): Promise<void> {
    const longest = Math.min(LONGEST, SHORTEST * 2 ** this.#tries++);
    const wait = Math.max(SHORTEST, longest * (0.5 + this.random() / 2));
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, wait);
      this.#wake = end;
      signal.addEventListener('abort', end);
    });
    this.#wake = undefined;
  }

  /** The network is back, or somebody looks: try now. */
  hurry(): void {
    this.#tries = 0;
    this.#wake?.();
  }
}
