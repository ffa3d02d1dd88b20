import type { Page } from '@playwright/test';
import { Device } from './device';
import { duration, median, note } from './figures';
import { CHATS, MESSAGES, shownAt, smoothness, startedAfter, watchSmoothness, type Smoothness } from './screen';
import { BARE, bench } from './setting';
import { chatAt } from './stored';

const CHAT_COUNT = 200;
const LARGE = 100_000;
const SMALL = 10_000;
const TIMES = 5;
const BACK = 2000;
/** Pixels for each frame: a quick flick. */
const SPEED = 150;

const test = bench.extend<object, { large: Device; small: Device }>({
  large: [
    async ({ servers, launchOptions }, use) => {
      const device = await Device.make('large', servers, launchOptions, { chats: CHAT_COUNT, messages: LARGE });
      await use(device);
      await device.remove();
    },
    { scope: 'worker', timeout: 300_000 }
  ],
  small: [
    async ({ servers, launchOptions }, use) => {
      const device = await Device.make('small', servers, launchOptions, { chats: CHAT_COUNT, messages: SMALL });
      await use(device);
      await device.remove();
    },
    { scope: 'worker', timeout: 300_000 }
  ]
});

interface Times {
  start: number;
  open: number;
}

async function startAndOpen(device: Device, path: string): Promise<Times> {
  const page = await device.start();
  await page.goto(device.url + path);
  const start = await startedAfter(page);
  const shown = openLargest(page);
  const open = (await shown) - (await page.evaluate(() => window.clickedAt ?? NaN));
  await device.end();
  return { start, open };
}

async function openLargest(page: Page): Promise<number> {
  const shown = shownAt(page, MESSAGES, 5);
  await page.evaluate(
    ({ selector, name }) => {
      const rows = [...document.querySelectorAll(selector)];
      window.clickedAt = performance.timeOrigin + performance.now();
      rows
        .find((row) => row.textContent?.includes(name))
        ?.querySelector('a')
        ?.click();
    },
    { selector: CHATS, name: chatAt(0).split('@', 1)[0] ?? '' }
  );
  return shown;
}

declare global {
  interface Window {
    clickedAt?: number;
  }
}

test('start and open the largest chat @1 @2', async ({ large, small }) => {
  const kith: Times[] = [];
  const bare: Times[] = [];
  const kithSmall: Times[] = [];
  const bareSmall: Times[] = [];
  for (let time = 0; time < TIMES; time++) {
    bare.push(await startAndOpen(large, `${BARE}#chats`));
    kith.push(await startAndOpen(large, ''));
    bareSmall.push(await startAndOpen(small, `${BARE}#chats`));
    kithSmall.push(await startAndOpen(small, ''));
  }
  const of = (times: Times[], key: keyof Times): number => median(times.map((one) => one[key]));
  note({
    what: `1 start to painted list, ${CHAT_COUNT} chats, ${LARGE} messages`,
    kith: duration(of(kith, 'start')),
    bare: duration(of(bare, 'start')),
    goal: `at most ${duration(3 * of(bare, 'start'))}`
  });
  note({
    what: `  with ${SMALL} messages`,
    kith: duration(of(kithSmall, 'start')),
    bare: duration(of(bareSmall, 'start')),
    goal: 'no faster'
  });
  note({
    what: `2 open the largest chat, ${LARGE / 5} messages`,
    kith: duration(of(kith, 'open')),
    bare: duration(of(bare, 'open'))
  });
});

async function scrollBack(device: Device, path: string): Promise<Smoothness & { time: number }> {
  const page = await device.start();
  await page.goto(device.url + path);
  await startedAfter(page);
  await openLargest(page);
  await watchSmoothness(page);
  const time = await page.evaluate(scroll, { selector: MESSAGES, goal: LARGE / 5 - BACK, speed: SPEED });
  const seen = await smoothness(page);
  await device.end();
  return { ...seen, time };
}

// Runs in the page. Scrolls up, a frame at a time, until the message of that number is there.
function scroll({ selector, goal, speed }: { selector: string; goal: number; speed: number }): Promise<number> {
  const log = document.querySelector('[role=log]');
  const start = performance.now();
  return new Promise((resolve) =>
    requestAnimationFrame(function step() {
      const oldest = parseInt(document.querySelector(selector)?.textContent?.match(/\d+ we/)?.[0] ?? '');
      if (oldest <= goal) return resolve(performance.now() - start);
      log?.scrollBy(0, -speed);
      requestAnimationFrame(step);
    })
  );
}

function smoothnessOf({ time, longest, tasks, frames, dropped }: Smoothness & { time: number }): string {
  const all = frames + dropped;
  return `${duration(time)}, ${dropped} of ${all} frames dropped, ${tasks} long tasks, longest ${duration(longest)}`;
}

test('scroll back @3', async ({ large }) => {
  const bare = await scrollBack(large, `${BARE}#chats`);
  const kith = await scrollBack(large, '');
  note({ what: `3 scroll back ${BACK} messages`, kith: smoothnessOf(kith), bare: smoothnessOf(bare) });
});
