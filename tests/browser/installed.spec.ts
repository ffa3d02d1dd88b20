import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { Site } from '../support/site';

const BUILD = 'build';

let site: Site;
let folder: string;

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kith-installed-'));
  cpSync(BUILD, folder, { recursive: true });
  site = new Site(folder);
  await site.start();
});

test.afterEach(async () => {
  await site.stop();
  rmSync(folder, { recursive: true });
});

/** Opens the app and waits until its files are kept and its service worker answers for it. */
async function install(page: Page): Promise<void> {
  await page.goto(site.url);
  await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** What a new release changes at the least: its page, and with it the service worker that names the page's content. */
function release(version: string): void {
  const page = join(folder, 'index.html');
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace('</head>', `<meta name="version" content="${version}"></head>`)
  );
  const worker = join(folder, 'service-worker.js');
  const script = readFileSync(worker, 'utf8');
  const renamed = script.replace(/(\{"url":"\/","revision":")[^"]*/, `$1${version}`);
  expect(renamed).not.toBe(script);
  writeFileSync(worker, renamed);
}

test('starts without a network, at any address of the app', async ({ page }) => {
  await install(page);
  await site.stop();
  await page.goto(`${site.url}/login`);
  await expect(page.getByRole('textbox', { name: 'Address' })).toBeVisible();
  await page.goto(`${site.url}/chat/nina@chat.example`);
  await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible();
});

test('never answers in the place of the server', async ({ page }) => {
  await install(page);
  for (const path of ['/.well-known/host-meta', '/http-bind', '/file_share/a/b.html', '/xmpp-websocket']) {
    const before = site.asked.length;
    await page.goto(site.url + path);
    expect(site.asked.slice(before)).toContain(path);
  }
});

test('asks the server for nothing that it keeps', async ({ page }) => {
  await install(page);
  const before = site.asked.length;
  await page.reload();
  await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible();
  expect(site.asked.slice(before).filter((path) => path !== '/service-worker.js')).toEqual([]);
});

const newer = (page: Page): Locator => page.locator('meta[name=version][content=newer]');
const offer = (page: Page): Locator => page.getByText('A new version is ready');

async function lookForNewer(page: Page): Promise<void> {
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
}

test('offers a new version, in every tab, and takes it when asked', async ({ page, context }) => {
  await install(page);
  const other = await context.newPage();
  await other.goto(site.url);
  await expect(other.getByRole('button', { name: 'Log in' })).toBeVisible();
  release('newer');
  await lookForNewer(page);
  await expect(offer(page)).toBeVisible();
  await expect(offer(other)).toBeVisible();
  await page.reload();
  await expect(offer(page)).toBeVisible();
  await expect(newer(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(newer(page)).toHaveCount(1);
  await expect(offer(page)).toHaveCount(0);
  await other.reload();
  await expect(newer(other)).toHaveCount(1);
});

test('forgets the files of the version before', async ({ page }) => {
  await install(page);
  const kept = (): Promise<string[]> =>
    page.evaluate(async () => {
      const stores = await Promise.all((await self.caches.keys()).map((name) => self.caches.open(name)));
      const requests = (await Promise.all(stores.map((store) => store.keys()))).flat();
      return requests.map(({ url }) => new URL(url).pathname + new URL(url).search);
    });
  const before = await kept();
  release('newer');
  await lookForNewer(page);
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(newer(page)).toHaveCount(1);
  const pages = async (): Promise<string[]> => (await kept()).filter((key) => key.startsWith('/?'));
  await expect.poll(pages).toEqual([expect.stringContaining('newer')]);
  expect((await kept()).length).toBe(before.length);
});

test('can be installed', async ({ page, browserName }) => {
  await install(page);
  const href = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = (await (await page.request.get(site.url + href)).json()) as {
    icons: { src: string; sizes: string }[];
    shortcuts: { icons: { src: string; sizes: string }[] }[];
  };
  for (const { src, sizes } of [...manifest.icons, ...manifest.shortcuts.flatMap(({ icons }) => icons)]) {
    const size = await page.evaluate(async (address) => {
      const image = await createImageBitmap(await (await fetch(address)).blob());
      return `${image.width}x${image.height}`;
    }, src);
    expect(size, src).toBe(sizes);
  }
  if (browserName !== 'chromium') return;
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // The tests' own windows are private ones.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
});
