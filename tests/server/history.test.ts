import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildMessage } from '../../src/lib/xmpp/message';
import { openStream } from '../../src/lib/xmpp/stream';
import { BrowserLike, type Tab } from '../support/browser-like';
import { KINDS, startServers, type Servers } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const ALICE = 'alice@localhost';
const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `number ${from + i}`);

const texts = async (tab: Tab): Promise<string[]> =>
  (await tab.engine.conversation(ALICE, { limit: 10_000 })).messages.map((message) => message.text);
const coverage = async (tab: Tab) => (await tab.db.getAll('coverage')).find((row) => row.filter === '')?.intervals;

describe.each(KINDS)('the history on %s', (kind) => {
  let servers: Servers;
  let bob: Tab;
  let browser: BrowserLike;
  const tabs: Tab[] = [];

  /** Writes to bob from a client that keeps nothing. */
  async function write(lines: string[]): Promise<void> {
    const stream = await openStream({
      endpoint: { kind: 'websocket', url: servers.wsUrl },
      jid: ALICE,
      credentials: { password: 'secret-a' },
      userAgentId: crypto.randomUUID(),
      resource: 'pen'
    });
    let acked = 0;
    stream.listen({ stanza: () => undefined, failed: () => 'skip', acked: (upTo) => (acked = upTo) });
    for (const line of lines) stream.send(buildMessage({ to: 'bob@localhost', id: crypto.randomUUID(), body: line }));
    await until(() => expect(acked).toBe(lines.length));
    await stream.close();
  }

  async function open(): Promise<Tab> {
    const tab = await browser.openTab();
    tabs.push(tab);
    await tab.engine.start();
    return tab;
  }

  beforeAll(async () => {
    servers = await startServers({ kind });
    await servers.createAccount('alice', 'secret-a');
    await servers.createAccount('bob', 'secret-b');
    browser = new BrowserLike(`history-${kind}`, { origin: servers.publicUrl });
    bob = await open();
    await bob.engine.logIn({ address: 'bob@localhost', password: 'secret-b' });
    await bob.engine.addContact(ALICE);
    await write(numbers(1, 5));
    await until(async () => expect(await texts(bob)).toEqual(numbers(1, 5)));
  });
  afterAll(async () => {
    for (const tab of tabs) tab.close();
    await servers?.stop();
  });

  it('is caught up with after a long absence, the newest first, without a gap in the end', async () => {
    bob.close();
    await bob.db.delete('streams', 'bob@localhost');
    await write(numbers(6, 235));
    bob = await open();
    await until(async () => expect((await texts(bob)).at(-1)).toBe('number 235'));
    await until(async () => expect(await texts(bob)).toEqual(numbers(1, 235)));
    await until(async () => expect(await coverage(bob)).toHaveLength(1));
    expect((await bob.engine.chats())[0]).toMatchObject({ unread: 235 });
  });

  it('goes on where it stopped when the reading is cut off in the middle', async () => {
    bob.close();
    await bob.db.delete('streams', 'bob@localhost');
    await write(numbers(236, 460));
    const cut = await open();
    await until(async () => expect((await texts(cut)).at(-1)).toBe('number 460'));
    cut.close();
    bob = await open();
    await until(async () => expect(await texts(bob)).toEqual(numbers(1, 460)));
    await until(async () => expect(await coverage(bob)).toHaveLength(1));
  });

  it('survives a cursor that the archive does not know any more', async () => {
    bob.close();
    await bob.db.delete('streams', 'bob@localhost');
    const row = (await bob.db.getAll('coverage')).find(({ filter }) => filter === '')!;
    row.intervals[0]!.to.id = kind === 'ejabberd' ? 'unknown' : '01890000-0000-7000-8000-000000000000';
    await bob.db.put('coverage', row);
    await write(numbers(461, 465));
    bob = await open();
    await until(async () => expect(await texts(bob)).toEqual(numbers(1, 465)));
    await until(async () => expect(await coverage(bob)).toHaveLength(1));
  });

  it('comes page by page when a new device scrolls to what it did not fetch at first, or searches for it', async () => {
    await write(numbers(466, 630));
    const phone = await new BrowserLike(`history-phone-${kind}`, { origin: servers.publicUrl }).openTab();
    tabs.push(phone);
    await phone.engine.logIn({ address: 'bob@localhost', password: 'secret-b' });
    await until(async () => expect((await texts(phone)).length).toBeGreaterThanOrEqual(500));
    await until(() => expect(phone.live.connection).toBe('online'));
    const { messages } = await phone.engine.conversation(ALICE, { limit: 10_000 });
    phone.engine.fetchHistory(ALICE, messages[0]!.order);
    await until(async () => expect((await texts(phone)).length).toBeGreaterThan(messages.length));
    // The rest comes for a search, which finds it.
    const query = { text: '"number 7"', chat: ALICE, limit: 100 };
    const found = async () => (await phone.engine.search.search('a', query)).hits.map(({ text }) => text);
    expect(await found()).toEqual([]);
    for (let next: string | undefined, n = 0; n === 0 || next !== undefined; n++)
      ({ next } = await phone.engine.search.searchBack(query, next));
    await until(async () => expect(await found()).toEqual([...numbers(70, 79).reverse(), 'number 7']));
    expect((await phone.engine.conversation(ALICE, { limit: 10_000 })).older).toBe('none');
    expect(await texts(phone)).toEqual(numbers(1, 630));
  });
});
