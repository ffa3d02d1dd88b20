import { BrowserLike, type Tab } from '../support/browser-like';
import { provideWebSocket } from '../support/websocket';
import { archived, expect, test } from './fixtures';
import type { Person } from './person';

provideWebSocket();

const HTML = '<img src=x onerror="document.title=1"><script>document.title=1</script><b>bold</b> &amp; "';

/** Somebody who sends what no screen of ours would. */
async function sender(person: Person, origin: string): Promise<Tab> {
  const tab = await new BrowserLike(person.user, { origin }).openTab();
  await tab.engine.logIn({ address: person.address, password: person.password });
  return tab;
}

test('what strangers send is text, folded, and turns nothing around it', async ({ join, servers }) => {
  const alice = await join('alice', { phone: true });
  const mallory = await join('mallory', { loggedOut: true });
  const tab = await sender(mallory, servers.publicUrl);
  try {
    const long = 'word '.repeat(12_000).trim();
    const turned = 'left \u202e right';
    for (const text of [HTML, turned]) await tab.engine.send(alice.address, text);
    await alice.page.getByRole('button', { name: 'Requests · 1' }).click();
    await alice.open(mallory.user);
    await expect(alice.articles).toHaveCount(2);

    await expect(alice.message('<b>bold</b>')).toContainText(HTML);
    expect(await alice.log.locator('img:not([role]), script, b').count()).toBe(0);
    await expect(alice.page).toHaveTitle(/Kith/);
    await expect(alice.message('left').locator('time')).toHaveText(/^\d{1,2}:\d\d$/);
    await tab.engine.send(alice.address, long);
    await expect(alice.message('word word').getByRole('button', { name: 'Show more' })).toBeAttached();
    const shown = (await alice.message('word word').textContent()) ?? '';
    expect(shown.length).toBeLessThan(long.length / 2);
    const wide = await alice.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);

    expect(await alice.stored(mallory.address)).toEqual([HTML, turned, long]);
    expect(await archived(servers, alice.user)).toEqual([HTML, turned, long]);
  } finally {
    tab.close();
  }
});

test('a name of markup is text wherever it is shown', async ({ join }) => {
  const alice = await join('alice');
  const bob = await join('bob');
  await alice.add(bob.address, HTML);
  await alice.send('hello');
  await expect(alice.chats).toContainText('<b>bold</b>');
  await expect(alice.page.getByRole('heading', { name: '<b>bold</b>' })).toBeVisible();
  await alice.page.goto(`${alice.url}people`);
  await expect(alice.page.getByRole('region', { name: 'Content' })).toContainText('<b>bold</b>');
  await expect(alice.page).toHaveTitle(/Kith/);
  expect(await alice.page.locator('b, main img:not([role])').count()).toBe(0);
});
