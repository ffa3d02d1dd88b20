import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { BrowserLike, type Tab } from '../support/browser-like';
import { startServers, type Servers } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

let servers: Servers;
const tabs: Tab[] = [];

async function open(browser: BrowserLike): Promise<Tab> {
  const tab = await browser.openTab();
  tabs.push(tab);
  return tab;
}

beforeAll(async () => {
  servers = await startServers();
  await servers.createAccount('alice', 'secret-a');
  await servers.createAccount('bob', 'secret-b');
});
afterAll(async () => {
  for (const tab of tabs) tab.close();
  await servers?.stop();
});

it('gets what was sent while it was away, and what comes after it was hidden and loaded again', async () => {
  const origin = servers.publicUrl;
  const browser = new BrowserLike('alice', { origin });
  const hidden = await open(browser);
  await hidden.engine.logIn({ address: 'alice@localhost', password: 'secret-a' });
  await vi.waitFor(() => expect(hidden.live.connection).toBe('online'), { timeout: 10_000 });
  const [{ id } = { id: '' }] = await hidden.db.getAll('streams');
  hidden.engine.setVisible(false);
  await hidden.engine.send('bob@localhost', 'I go');
  await vi.waitFor(async () => expect(await hidden.db.count('outbox')).toBe(0), { timeout: 10_000 });
  hidden.close();

  const again = await open(browser);
  await again.engine.start();
  await vi.waitFor(() => expect(again.live.connection).toBe('online'), { timeout: 10_000 });
  expect(await again.db.getAll('streams')).toMatchObject([{ id }]);

  const bob = await open(new BrowserLike('bob', { origin }));
  await bob.engine.logIn({ address: 'bob@localhost', password: 'secret-b' });
  await bob.engine.send('alice@localhost', 'are you there?');
  const texts = async () =>
    (await again.engine.conversation('bob@localhost', { limit: 9 })).messages.map((m) => m.text);
  await vi.waitFor(async () => expect(await texts()).toEqual(['I go', 'are you there?']), { timeout: 10_000 });
});
