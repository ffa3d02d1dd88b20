/** How long somebody types without saying so again, milliseconds (XEP-0085 §5.2: clients repeat, or say that they stopped). */
const FADES = 30_000;
/** How many are told to type at once: a stranger with many addresses must not fill the memory. */
const MOST = 100;
/** And in one chat: a channel must leave something to the others. */
const MOST_IN_ONE = 20;

type Timer = ReturnType<typeof setTimeout>;

/** Who types at this moment, by chat; never stored. */
export class Typing {
  readonly #chats = new Map<string, Map<string, Timer>>();

  constructor(private readonly live: (typing: Map<string, string[]>) => void) {}

  /** Somebody types in a chat, or does not: `who` is the contact's address, in a room a nickname. */
  set(chat: string, who: string, typing: boolean): void {
    const there = this.#chats.get(chat) ?? new Map<string, Timer>();
    const timer = there.get(who);
    if (timer === undefined && (!typing || there.size >= MOST_IN_ONE || this.#count() >= MOST)) return;
    clearTimeout(timer);
    const isNew = timer === undefined;
    there.delete(who);
    if (typing) {
      const fade = (): void => this.set(chat, who, false);
      there.set(who, setTimeout(fade, FADES));
    }
    if (there.size > 0) this.#chats.set(chat, there);
    else this.#chats.delete(chat);
    if (isNew || !typing) this.live(new Map([[chat, [...there.keys()]]]));
  }

  /** Nobody is known to type, in one chat or anywhere. */
  clear(chat?: string): void {
    for (const [address, there] of [...this.#chats]) {
      if (chat !== undefined && chat !== address) continue;
      for (const who of [...there.keys()]) this.set(address, who, false);
    }
  }

  #count(): number {
    return [...this.#chats.values()].reduce((sum, there) => sum + there.size, 0);
  }
}
