import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ensureBuild } from '../../scripts/lib/build.mjs';
import { BrowserLike, type Tab } from '../support/browser-like';
import { startServers, type Servers } from '../support/servers';
import { ROOT } from '../support/sources';
import { startWebKit, type WebKit } from '../support/webkit';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

let servers: Servers;
let webkit: WebKit;
let bob: Tab;

const until = <T>(check: () => Promise<T> | T) => vi.waitFor(check, { timeout: 15_000, interval: 50 });
const shown = () =>
  webkit.driver.executeScript<string[]>(
    'return [...document.querySelectorAll("[role=log] article .words")].map((one) => one.textContent)'
  );

beforeAll(async () => {
  servers = await startServers({ root: await ensureBuild(ROOT) });
  for (const user of ['alice', 'bob']) await servers.createAccount(user, `secret-${user}`);
  bob = await new BrowserLike('bob', { origin: servers.publicUrl }).openTab();
  await bob.engine.logIn({ address: 'bob@localhost', password: 'secret-bob' });
  webkit = await startWebKit();
});

afterAll(async () => {
  bob?.close();
  await webkit?.stop();
  await servers?.stop();
});

it('logs in, sends, receives, and has the history after a reload', async () => {
  const { driver } = webkit;
  await driver.get(servers.publicUrl);
  await (await webkit.find('textbox', 'Address')).sendKeys('alice@localhost');
  await (await webkit.find('textbox', 'Password')).sendKeys('secret-alice');
  await (await webkit.find('button', 'Log in')).click();
  await webkit.find('button', 'New chat');
  await driver.get(`${servers.publicUrl}/chat/bob%40localhost`);
  await (await webkit.find('textbox', 'Message')).sendKeys('from WebKit');
  await (await webkit.find('button', 'Send')).click();
  await until(async () =>
    expect((await bob.engine.conversation('alice@localhost', { limit: 9 })).messages).toMatchObject([
      { text: 'from WebKit' }
    ])
  );
  await bob.engine.send('alice@localhost', 'to WebKit');
  await until(async () => expect(await shown()).toEqual(['from WebKit', 'to WebKit']));
  await driver.navigate().refresh();
  await until(async () => expect(await shown()).toEqual(['from WebKit', 'to WebKit']));
  expect((await servers.archiveOf('alice')).filter((xml) => xml.includes('<body>'))).toHaveLength(2);
});

it('has everything when the page is gone back to', async () => {
  const { driver } = webkit;
  await driver.get(`${servers.publicUrl}/people`);
  await webkit.find('heading', 'People');
  await driver.navigate().back();
  await (await webkit.find('textbox', 'Message')).sendKeys('back again');
  await (await webkit.find('button', 'Send')).click();
  await until(async () => expect(await shown()).toEqual(['from WebKit', 'to WebKit', 'back again']));
  await until(async () =>
    expect((await servers.archiveOf('alice')).filter((xml) => xml.includes('<body>'))).toHaveLength(3)
  );
});
