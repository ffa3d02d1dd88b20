/** How long somebody types without saying so again, milliseconds (XEP-0085 §5.2: clients repeat, or say that they stopped). */
const FADES = 30_000;
/** How many are told to type at once: a stranger with many addresses must not fill the memory. */
const MOST = 100;

/** Who types at this moment; never stored. */
export class Typing {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly live: (typing: Map<string, boolean>) => void) {}

  /** Somebody types, or does not. */
  set(address: string, typing: boolean): void {
    const timer = this.#timers.get(address);
    if (timer === undefined && (!typing || this.#timers.size >= MOST)) return;
    clearTimeout(timer);
    this.#timers.delete(address);
    if (typing)
      this.#timers.set(
        address,
        setTimeout(() => this.set(address, false), FADES)
      );
    this.live(new Map([[address, typing]]));
  }

  /** Nobody is known to type. */
  clear(): void {
    for (const address of [...this.#timers.keys()]) this.set(address, false);
  }
}
