import type { Person } from './person';
import { violations } from './axe';
import { expect, test } from './fixtures';
import { fill, FULL } from './screens';

const THEMES = ['light', 'dark'] as const;
const SIZES = ['phone', 'desktop'] as const;

/** Keeps a picture of the screen, light and dark, and sees that axe finds nothing and nothing is wider than the screen. */
async function look({ page }: Person, screen: string): Promise<void> {
  for (const theme of THEMES) {
    const name = `${screen}-${theme}`;
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(
      async () => void (await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => one))))
    );
    await page.screenshot({ path: `artefacts/screens/${name}.png`, caret: 'initial' });
    expect(await violations(page), name).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, `${name} scrolls sideways`).toBe(0);
  }
}

for (const size of SIZES)
  // In Chromium only: the pictures are of one browser.
  test(`every screen, ${size}`, { tag: '@chromium' }, async ({ join, visitor, servers }) => {
    // Some forty looks, each with axe.
    test.setTimeout(120_000);
    const who = { phone: size === 'phone', context: { reducedMotion: 'reduce' } } as const;
    const at = (name: string) => `${name}-${size}`;

    const guest = await visitor(who);
    await guest.page.goto(guest.url);
    await expect(guest.page.getByRole('button', { name: 'Log in' })).toBeVisible();
    await look(guest, at('login'));
    await guest.page.goto((await servers.invite()).link);
    await expect(guest.page.getByRole('button', { name: 'Join' })).toBeVisible();
    await look(guest, at('invite'));
    await guest.page.goto(`${guest.url}invite#t=`);
    await expect(guest.page.getByRole('heading', { name: 'This link is not complete' })).toBeVisible();
    await look(guest, at('invite-broken'));

    const alice = await join('alice', who);
    await expect(alice.page.getByRole('heading', { name: 'No chats yet' })).toBeVisible();
    await look(alice, at('list-empty'));
    await alice.page.goto(`${alice.url}people`);
    await expect(alice.page.getByRole('heading', { name: 'Nobody here yet' })).toBeVisible();
    await look(alice, at('people-empty'));

    await fill(alice);
    await alice.page.goto(alice.url);
    await expect(alice.row('Nina Berg')).not.toHaveCount(0);
    await look(alice, at('list'));
    await alice.open('Nina Berg');
    await expect(alice.articles.last()).toBeVisible();
    await look(alice, at('chat'));
    await alice.page.goto(`${alice.url}chat/${encodeURIComponent(FULL)}/info`);
    await expect(alice.page.getByRole('heading', { name: 'Nina Berg' })).toBeVisible();
    await look(alice, at('info'));
    for (const [path, heading] of [
      ['people', 'People'],
      ['new', 'New chat'],
      ['settings', 'Settings']
    ] as const) {
      await alice.page.goto(alice.url + path);
      await expect(alice.page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
      await look(alice, at(path));
    }
  });
