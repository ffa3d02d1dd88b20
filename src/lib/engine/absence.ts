import type { ParsedMessage } from '../xmpp/message';

/**
 * After a longer absence the newest message is asked for whatever its age, which costs more: settings of a room that change
 * meanwhile could keep it from telling of what is new. Milliseconds.
 */
const LONGEST = 3_600_000;
/** How far two clocks may lie apart, milliseconds. */
const CLOCKS = 30_000;

/**
 * How little a room must tell at the door to prove that nothing came while we were away: nothing at all, where it is known to
 * tell of old messages and was left not long ago.
 */
export class Absence {
  /** The room has told of old messages when it was asked to. */
  replays = false;
  /** The room has said at the door that nothing came. */
  toldOfNone = false;
  #until: number | undefined;
  #asked = Infinity;

  /** Until then, milliseconds by the server's clock, nothing of the room was missing. */
  began(until: number, replays: boolean, now: number): void {
    if (!replays || now - until > LONGEST) return;
    this.replays = true;
    this.#until = until - CLOCKS;
  }

  /** From when on the room is asked, milliseconds; once. */
  ask(): number | undefined {
    const until = this.#until;
    this.#until = undefined;
    this.#asked = until ?? Infinity;
    this.toldOfNone = until !== undefined;
    return until;
  }

  /**
   * Something comes at the door. What can't be read stands for others before it all the same; a subject is only the state of
   * things (XEP-0045 §7.2.15), unless it changed meanwhile.
   */
  heard({ subject, body, delay }: ParsedMessage, topic: string): void {
    const isSubject = subject !== undefined && body === undefined;
    const isNews = isSubject ? subject !== topic || (delay && delay.time >= this.#asked) : delay !== undefined;
    if (isNews) this.told(!isSubject);
  }

  /** The room tells of a message at the door; `isOld`: from its history. */
  told(isOld: boolean): void {
    this.toldOfNone = false;
    this.replays ||= isOld;
  }
}
