import { expect, vi } from 'vitest';
import { setRosterItem } from '../../src/lib/xmpp/roster';
import { openStream, type Stream } from '../../src/lib/xmpp/stream';
import type { Connector } from '../../src/lib/xmpp/transport';
import { BrowserLike, type Tab } from './browser-like';
import { startServers, type ServerKind, type Servers } from './servers';

const PASSWORD = 'secret';

/** Waits until nothing in `check` fails any more. */
export const until = (check: () => Promise<void> | void, timeout = 10_000) =>
  vi.waitFor(check, { timeout, interval: 20 });

/** A conversation, all of it that is stored. */
export const view = (tab: Tab, chat: string) => tab.engine.conversation(chat, { limit: 1000 });

/** What was said in a chat, as `who: text`. */
export async function said(tab: Tab, chat: string): Promise<string[]> {
  const { messages } = await view(tab, chat);
  return messages.filter(({ event }) => !event).map(({ mine, nick, text }) => `${mine ? 'me' : nick}: ${text}`);
}

/** A chat as the list shows it. */
export const chatOf = async (tab: Tab, chat: string) =>
  (await tab.engine.chats()).find(({ address }) => address === chat);

/** Waits until somebody is in a group, with all of it stored. */
export const isIn = (tab: Tab, room: string) =>
  until(() => expect(tab.live.rooms?.get(room)).toMatchObject({ state: 'in' }));

/** A private group named Family that somebody makes and Bob enters. */
export async function startFamily(owner: Tab, bob: Tab): Promise<string> {
  const room = await owner.engine.rooms.createRoom({ name: 'Family', people: ['bob@localhost'], isPublic: false });
  await until(async () => expect(await chatOf(bob, room)).toMatchObject({ request: true }));
  await bob.engine.rooms.joinRoom(room);
  await isIn(bob, room);
  return room;
}

/** The people of a test with their devices, at one server that is theirs. */
export class People {
  readonly #browsers = new Map<string, BrowserLike>();
  readonly #tabs = new Map<string, Tab>();
  readonly #streams: Stream[] = [];

  private constructor(
    readonly servers: Servers,
    private readonly prefix: string
  ) {}

  /** Starts a server of this kind. `prefix`: what the names of their databases begin with. */
  static async at(kind: ServerKind, prefix: string): Promise<People> {
    return new People(await startServers({ kind }), `${prefix}-${kind}`);
  }

  /** Makes accounts. */
  async register(...names: string[]): Promise<void> {
    for (const name of names) await this.servers.createAccount(name, PASSWORD);
  }

  /** Makes accounts, and opens the first device of each. */
  async arrive<const Names extends string[]>(...names: Names): Promise<{ [Index in keyof Names]: Tab }> {
    await this.register(...names);
    return (await Promise.all(names.map((name) => this.open(name)))) as { [Index in keyof Names]: Tab };
  }

  /** A new device, logged in. */
  async open(name: string, device = name, connect?: Connector): Promise<Tab> {
    const network = { origin: this.servers.publicUrl, ...(connect && { connect }) };
    const browser = new BrowserLike(`${this.prefix}-${device}`, network);
    this.#browsers.set(device, browser);
    const tab = await this.#openTab(device, browser);
    await tab.engine.logIn({ address: `${name}@localhost`, password: PASSWORD });
    return tab;
  }

  /** Ends a device's tab without a word, as closing it does. `forgets`: its stream can't be resumed later. */
  async close(device: string, forgets = false): Promise<void> {
    const tab = this.#tabs.get(device);
    tab?.close();
    if (forgets) await tab?.db.clear('streams');
  }

  /** A new tab of a device. */
  async reopen(device: string): Promise<Tab> {
    const browser = this.#browsers.get(device);
    if (!browser) throw new Error(`there is no ${device}`);
    const tab = await this.#openTab(device, browser);
    await tab.engine.start();
    return tab;
  }

  /** A bare stream of somebody, for what the app itself can't do. */
  async stream(name: string): Promise<Stream> {
    const stream = await openStream({
      endpoint: { kind: 'websocket', url: this.servers.wsUrl },
      jid: `${name}@localhost`,
      credentials: { password: PASSWORD },
      userAgentId: crypto.randomUUID(),
      resource: crypto.randomUUID()
    });
    stream.listen({ stanza: () => undefined, failed: () => 'skip' });
    this.#streams.push(stream);
    return stream;
  }

  /** Gives somebody contacts, who are at a server that is not there. */
  async fillContacts(name: string, count: number): Promise<void> {
    const stream = await this.stream(name);
    for (let i = 0; i < count; i++)
      await setRosterItem(stream, { jid: `contact.number.${i}@example.org`, name: `Contact number ${i}` });
    await stream.close();
  }

  /** Everybody goes, and the server ends. */
  async leave(): Promise<void> {
    for (const tab of this.#tabs.values()) tab.close();
    await Promise.all(this.#streams.map((stream) => stream.close()));
    await this.servers.stop();
  }

  async #openTab(device: string, browser: BrowserLike): Promise<Tab> {
    const tab = await browser.openTab();
    this.#tabs.set(device, tab);
    return tab;
  }
}
