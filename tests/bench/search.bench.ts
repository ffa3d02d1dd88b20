import { expect, type Page } from '@playwright/test';
import { Device } from './device';
import { duration, note } from './figures';
import { heapOf } from './heap';
import { shownAt, smoothness, startedAfter, watchSmoothness } from './screen';
import { BARE, bench } from './setting';

const CHATS = 200;
const MESSAGES = 100_000;
const HITS = 'ul[aria-label=Messages] > li';

declare global {
  var longestTurn: (() => number) | undefined;
}

const test = bench.extend<object, { seeker: Device }>({
  seeker: [
    async ({ servers, launchOptions }, use) => {
      const device = await Device.make('seeker', servers, launchOptions, { chats: CHATS, messages: MESSAGES });
      await use(device);
      await device.remove();
    },
    { scope: 'worker', timeout: 300_000 }
  ]
});

/** Looks at how long a worker or a page does not get to what waits: a task that comes back at once measures it. */
async function watchTurns(evaluate: <R>(code: () => R) => Promise<R>): Promise<() => Promise<number>> {
  await evaluate(() => {
    const { port1, port2 } = new MessageChannel();
    let [longest, before] = [0, performance.now()];
    port1.onmessage = () => {
      const now = performance.now();
      longest = Math.max(longest, now - before);
      setTimeout(() => {
        before = performance.now();
        port2.postMessage(0);
      }, 1);
    };
    port2.postMessage(0);
    globalThis.longestTurn = () => longest;
  });
  return () => evaluate(() => globalThis.longestTurn?.() ?? NaN);
}

/** Types and waits until that many hits that hold the text are painted; milliseconds from the keystroke. */
async function type(page: Page, text: string, count: number): Promise<number> {
  const shown = shownAt(page, HITS, count, text.replaceAll('"', ''));
  const typed = await page.evaluate((value) => {
    const input = document.querySelector<HTMLInputElement>('input[type=search]');
    if (!input) throw new Error('there is no field');
    input.value = value;
    const now = performance.timeOrigin + performance.now();
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    return now;
  }, text);
  return (await shown) - typed;
}

test('search all messages @9', async ({ seeker }) => {
  const page = await seeker.start();
  await page.goto(seeker.url);
  await startedAfter(page);
  const before = await heapOf(page);
  const [worker] = page.workers();
  if (!worker) throw new Error('there is no worker');
  const idle = await page.context().newPage();
  await idle.goto(seeker.url + BARE);
  const idleTurn = await watchTurns((code) => idle.evaluate(code));
  const turn = await watchTurns((code) => worker.evaluate(code));
  await page.bringToFront();
  await watchSmoothness(page);
  const first = await type(page, 'blanket', 20);
  const began = Date.now();
  await page.getByRole('searchbox').fill('zebra');
  await expect(page.getByText('No messages found')).toBeVisible({ timeout: 60_000 });
  const all = Date.now() - began;
  const rare = await type(page, '"19999 we could"', 1);
  const often = await type(page, 'w', 50);
  const seen = await smoothness(page);
  const [longest, noise] = [await turn(), await idleTurn()];
  const { worker: heap } = await heapOf(page);
  await seeker.end();
  note({ what: `9 search ${MESSAGES} messages: first hits, nothing read yet`, kith: duration(first) });
  note({ what: '  to know that nothing has a word', kith: duration(all) });
  note({ what: '  rare words, once all is read', kith: duration(rare) });
  note({ what: '  a letter that all have', kith: duration(often) });
  note({
    what: "  the page's longest task",
    kith: duration(seen.longest),
    bare: duration(noise),
    goal: 'less than 50 ms'
  });
  note({
    what: "  the worker's longest turn",
    kith: duration(longest),
    bare: duration(noise),
    goal: 'less than 50 ms'
  });
  note({ what: '  memory for it', kith: `${((heap - before.worker) / 1e6).toFixed(1)} MB` });
});
