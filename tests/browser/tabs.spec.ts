import type { Page } from '@playwright/test';
import type { Person } from './person';
import { rowsOf } from './database';
import { archived, expect, test } from './fixtures';

/** A second tab of the same browser, with the same chat open. */
async function openTab(person: Person): Promise<Page> {
  const tab = await person.context.newPage();
  await tab.goto(person.page.url());
  await expect(tab.getByRole('textbox', { name: 'Message' })).toBeVisible();
  return tab;
}

const article = (page: Page, text: string) =>
  page.getByRole('log', { name: 'Messages' }).getByRole('article').filter({ hasText: text });

const lease = async (page: Page): Promise<number> => (await rowsOf(page, 'accounts'))[0]?.lease ?? 0;

/** The session is asked to move within 2 s; the machine that tests may be twice as slow. */
const MOVES = { timeout: 4_000 };

async function meet(alice: Person, bob: Person): Promise<void> {
  await alice.add(bob.address);
  await bob.add(alice.address);
  await alice.send('hello');
  await expect(bob.message('hello')).toBeVisible();
}

/** Takes the session's tab away and sees how long the other one needs until it holds the session itself. */
async function moved(holder: Person, other: Page, end: () => Promise<unknown>): Promise<number> {
  const before = await lease(other);
  const started = Date.now();
  await end();
  await expect.poll(() => lease(other), MOVES).toBeGreaterThan(before);
  const took = Date.now() - started;
  test.info().annotations.push({ type: 'session moved', description: `${took} ms` });
  holder.page = other;
  return took;
}

async function stillTalks(alice: Person, bob: Person, ...before: string[]): Promise<void> {
  await alice.send('from the other tab');
  await expect(bob.message('from the other tab')).toBeVisible();
  await bob.send('seen');
  await expect(alice.message('seen')).toBeVisible();
  expect(await alice.stored(bob.address)).toEqual([...before, 'from the other tab', 'seen']);
}

test('two tabs show and send at once', async ({ join, servers }) => {
  const alice = await join('alice');
  const bob = await join('bob', { phone: true });
  await meet(alice, bob);
  const first = alice.page;
  const second = await openTab(alice);
  alice.page = second;
  await alice.send('from the second');
  await expect(article(first, 'from the second')).toBeVisible();
  alice.page = first;
  await alice.send('from the first');
  await expect(article(second, 'from the first')).toBeVisible();
  await bob.send('to both');
  for (const page of [first, second]) await expect(article(page, 'to both')).toBeVisible();
  const said = ['hello', 'from the second', 'from the first', 'to both'];
  expect(await alice.stored(bob.address)).toEqual(said);
  expect(await archived(servers, alice.user)).toEqual(said);
  await expect(bob.articles).toHaveCount(4);
});

test('closing the tab with the session moves it', async ({ join, servers }) => {
  const alice = await join('alice');
  const bob = await join('bob');
  await meet(alice, bob);
  const holder = alice.page;
  const other = await openTab(alice);
  await moved(alice, other, () => holder.close());
  await stillTalks(alice, bob, 'hello');
  expect(await archived(servers, bob.user)).toEqual(['hello', 'from the other tab', 'seen']);
});

// In Chromium only: a tab can only be made to crash in Chromium.
test('a crash of the tab with the session moves it', { tag: '@chromium' }, async ({ join, servers }) => {
  const alice = await join('alice');
  const bob = await join('bob');
  await meet(alice, bob);
  const holder = alice.page;
  const other = await openTab(alice);
  const session = await alice.context.newCDPSession(holder);
  await moved(alice, other, async () => {
    const crashed = holder.waitForEvent('crash');
    await Promise.race([session.send('Page.crash'), crashed]);
    await crashed;
  });
  await stillTalks(alice, bob, 'hello');
  expect(await archived(servers, bob.user)).toEqual(['hello', 'from the other tab', 'seen']);
});

/** Stops a tab's engine as a phone does that freezes it: nothing runs there for a while, and then everything goes on. */
async function freeze(page: Page, milliseconds: number): Promise<() => Promise<unknown>> {
  const [engine] = page.workers();
  if (!engine) throw new Error('the tab has no engine');
  const frozen = engine.evaluate((limit) => {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return Atomics.wait(new Int32Array(buffer), 0, 0, limit);
  }, milliseconds);
  return () => frozen;
}

// In Chromium only: nothing can be run inside a worker of Firefox.
test(
  'freezing the tab with the session moves it, and waking it doubles nothing',
  { tag: '@chromium' },
  async ({ join, servers }) => {
    const alice = await join('alice');
    const bob = await join('bob');
    await meet(alice, bob);
    const holder = alice.page;
    const other = await openTab(alice);
    let woken: (() => Promise<unknown>) | undefined;
    await moved(alice, other, async () => (woken = await freeze(holder, 6_000)));
    await stillTalks(alice, bob, 'hello');
    await woken?.();
    await expect(article(holder, 'seen')).toBeVisible();
    await bob.send('to both');
    for (const page of [holder, other]) await expect(article(page, 'to both')).toHaveCount(1);
    expect(await alice.stored(bob.address)).toEqual(['hello', 'from the other tab', 'seen', 'to both']);
    expect(await archived(servers, bob.user)).toEqual(['hello', 'from the other tab', 'seen', 'to both']);
  }
);
