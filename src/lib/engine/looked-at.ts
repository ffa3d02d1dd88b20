/** A visible tab without the session pings at least this often, milliseconds. */
const PINGS_WITHIN = 3_000;

/** Whether any tab is on the screen: those without the session tell by their pings, which only visible ones send. */
export class LookedAt {
  /** This tab is on the screen. */
  here = false;
  #elsewhere: ReturnType<typeof setTimeout> | undefined;

  /** `changed` hears of other tabs that came onto the screen or left it while this one is not on it. */
  constructor(private readonly changed: (lookedAt: boolean) => void) {}

  get anywhere(): boolean {
    return this.here || this.#elsewhere !== undefined;
  }

  /** Another tab pinged. */
  pinged(): void {
    const before = this.anywhere;
    clearTimeout(this.#elsewhere);
    this.#elsewhere = setTimeout(() => {
      this.#elsewhere = undefined;
      if (!this.here) this.changed(false);
    }, PINGS_WITHIN);
    if (!before) this.changed(true);
  }
}
