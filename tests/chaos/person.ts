import { BrowserLike, type Tab } from '../support/browser-like';
import { FaultProxy } from '../support/fault-proxy';
import type { Servers } from '../support/servers';

/** How many messages may wait to go out before the next is written. */
const HURRY = 40;

/** Somebody who writes numbered messages to a friend over a bad connection, on a browser that is reloaded now and then. */
export class Person {
  #tab: Tab | undefined;
  /** How many messages were written. */
  written = 0;
  #turn: Promise<void> = Promise.resolve();

  private constructor(
    readonly name: string,
    readonly friend: string,
    readonly proxy: FaultProxy,
    private readonly browser: BrowserLike
  ) {}

  /** Logs in; the proxy is calm until it is told otherwise. */
  static async start(servers: Servers, name: string, friend: string, seed: number): Promise<Person> {
    await servers.createAccount(name, `secret-${name}`);
    const proxy = await FaultProxy.start({ target: Number(new URL(servers.publicUrl).port), seed });
    const browser = new BrowserLike(`${name}-${seed}`, { origin: servers.publicUrl });
    const person = new Person(name, friend, proxy, browser);
    person.#tab = await browser.openTab();
    const server = `ws://localhost:${proxy.port}/xmpp-websocket`;
    await person.tab.engine.logIn({ address: `${name}@localhost`, password: `secret-${name}`, server });
    return person;
  }

  get tab(): Tab {
    if (!this.#tab) throw new Error(`${this.name} has no tab`);
    return this.#tab;
  }

  get address(): string {
    return `${this.friend}@localhost`;
  }

  /** Writes the next message, unless too many wait already. */
  write(): Promise<void> {
    return this.#alone(async () => {
      if ((await this.tab.db.count('outbox')) >= HURRY) return;
      await this.tab.engine.send(this.address, `${this.name} ${this.written}`);
      this.written++;
    });
  }

  /** Closes the page without a word, and opens it again. */
  reload(): Promise<void> {
    return this.#alone(async () => {
      this.#close(this.tab);
      this.#tab = await this.browser.openTab();
      await this.tab.engine.start();
    });
  }

  /** Opens another tab and closes the first, so that the session moves. */
  moveTab(): Promise<void> {
    return this.#alone(async () => {
      const old = this.tab;
      const next = await this.browser.openTab();
      await next.engine.start();
      this.#close(old);
      this.#tab = next;
    });
  }

  /** The browser notices that the network is back. */
  hurry(): void {
    this.tab.engine.setOnline(true);
  }

  /** The messages of the one who wrote them, in the order in which they stand here. */
  async texts(writer: string): Promise<string[]> {
    const { messages } = await this.tab.engine.conversation(this.address, { limit: 100_000 });
    return messages.map(({ text }) => text).filter((text) => text.startsWith(`${writer} `));
  }

  async stop(): Promise<void> {
    if (this.#tab) this.#close(this.#tab);
    await this.proxy.stop();
  }

  #close(tab: Tab): void {
    tab.close();
    tab.db.close();
  }

  #alone(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work);
    return this.#turn;
  }
}
