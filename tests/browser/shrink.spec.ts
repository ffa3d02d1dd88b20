import { rowsOf } from './database';
import { expect, test } from './fixtures';
import { photo } from './pictures';

/** The longest that the engine may be unable to answer, milliseconds: its page gives it seconds. */
const LONGEST = 1_000;

test('the engine answers while a large photograph is made to fit', { tag: '@chromium' }, async ({ join }) => {
  const alice = await join('alice');
  const { page } = alice;
  await alice.visit(alice.address);
  const [engine] = page.workers();
  await engine?.evaluate(() => {
    const moments = { last: performance.now(), longest: 0 };
    Object.assign(self, { moments });
    setInterval(() => {
      const now = performance.now();
      moments.longest = Math.max(moments.longest, now - moments.last);
      moments.last = now;
    }, 5);
  });
  const picture = await photo(page, 'large.jpg', 4000, 3000);
  await page.getByRole('button', { name: 'Attach' }).click();
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('menuitem', { name: 'Photos and videos' }).click();
  await (await chosen).setFiles([picture]);
  await page.getByRole('dialog', { name: 'Send files' }).getByRole('button', { name: 'Send' }).click();
  await expect.poll(async () => (await rowsOf(page, 'blobs')).length, { timeout: 20_000 }).toBe(1);
  const longest = await engine?.evaluate(() => (self as unknown as { moments: { longest: number } }).moments.longest);
  console.info(`the engine was silent for ${Math.round(longest ?? -1)} ms at most`);
  expect(longest).toBeGreaterThan(0);
  expect(longest).toBeLessThan(LONGEST);
});
