import type { Target } from './device-lists';

/** A broken session is started anew at most so often, milliseconds. */
export const HEAL_EVERY = 3_600_000;
/** A bundle that could not be had is asked for again, and the own id put back, at most so often, milliseconds. */
export const ASK_EVERY = 60_000;
/** So many things are remembered: whoever brings ever new ones must not fill the memory. */
const MOST = 2_000;

/** What must not be done over and over, whoever makes us want to. In memory only. */
export class Pacing {
  readonly #done = new Map<string, number>();

  constructor(
    private readonly now: () => number,
    private readonly every: number
  ) {}

  /** Whether it may be done now; from here on it is done. */
  may(what: string): boolean {
    const at = this.#done.get(what);
    if (at !== undefined && at > this.now() - this.every) return false;
    this.#done.delete(what);
    this.#done.set(what, this.now());
    for (const oldest of this.#done.keys()) {
      if (this.#done.size <= MOST) break;
      this.#done.delete(oldest);
    }
    return true;
  }

  /** Whether it was done a short time ago. */
  isRecent(what: string): boolean {
    return (this.#done.get(what) ?? -Infinity) > this.now() - this.every;
  }

  /** As if nothing of it had ever been done. */
  forget(which: (what: string) => boolean): void {
    for (const what of this.#done.keys()) if (which(what)) this.#done.delete(what);
  }
}

/** Devices with which no session could be started: not every message asks for their bundles again. */
export class Faults {
  readonly #missed: Pacing;

  constructor(now: () => number) {
    this.#missed = new Pacing(now, ASK_EVERY);
  }

  add(targets: Target[]): void {
    for (const target of targets) this.#missed.may(nameOf(target));
  }

  /** Somebody's devices changed. */
  forget(address: string): void {
    this.#missed.forget((what) => what.startsWith(`${address} `));
  }

  /** Those that are worth another try. */
  without(targets: Target[]): Target[] {
    return targets.filter((target) => !this.#missed.isRecent(nameOf(target)));
  }
}

function nameOf({ address, id, version }: Target): string {
  return `${address} ${id} ${version}`;
}
