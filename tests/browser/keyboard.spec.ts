import { archived, expect, test } from './fixtures';
import type { Person } from './person';

/** Presses Tab until the named thing has the focus, as somebody without a mouse does. */
async function tabTo(person: Person, name: RegExp): Promise<void> {
  await expect(async () => {
    await person.page.keyboard.press('Tab');
    const focused = await person.page.evaluate(() => {
      const one = document.activeElement;
      const label = one instanceof HTMLInputElement ? one.labels?.[0]?.textContent : undefined;
      return one?.getAttribute('aria-label') ?? label ?? one?.textContent ?? '';
    });
    expect(focused).toMatch(name);
  }).toPass({ intervals: [0], timeout: 20_000 });
}

test('logs in, opens a chat, sends and goes back by keyboard alone', async ({ join, servers }) => {
  const bob = await join('bob');
  const alice = await join('alice', { loggedOut: true });
  await bob.visit(alice.address);
  await bob.send('can you reach this?');

  const { keyboard } = alice.page;
  await alice.page.goto(alice.url);
  await expect(alice.page.getByRole('button', { name: 'Log in' })).toBeVisible();
  await tabTo(alice, /^Address/);
  await keyboard.type(alice.address);
  await tabTo(alice, /^Password/);
  await keyboard.type(alice.password);
  await keyboard.press('Enter');
  await expect(alice.page.getByRole('button', { name: 'Requests · 1' })).toBeVisible();
  await tabTo(alice, /^Requests/);
  await keyboard.press('Enter');
  await tabTo(alice, new RegExp(bob.user));
  await keyboard.press('Enter');
  await expect(alice.message('can you reach this?')).toBeVisible();
  await tabTo(alice, /^Accept/);
  await keyboard.press('Enter');
  await expect(alice.composer).toBeVisible();
  await tabTo(alice, /^Message$/);
  await keyboard.type('yes');
  await keyboard.press('Enter');
  await expect(bob.message('yes')).toBeVisible();
  await keyboard.press('Escape');
  await expect(alice.page).toHaveURL(alice.url);
  expect(await alice.stored(bob.address)).toEqual(['can you reach this?', 'yes']);
  expect(await archived(servers, alice.user)).toEqual(['can you reach this?', 'yes']);
});

test('nothing slides for who asked for less motion', async ({ join }) => {
  const alice = await join('alice', { phone: true, context: { reducedMotion: 'reduce' } });
  await alice.page.getByRole('link', { name: 'People' }).click();
  await expect(alice.page.getByRole('heading', { name: 'People', exact: true })).toBeVisible();
  const longest = await alice.page.evaluate(() =>
    Math.max(0, ...document.getAnimations().map((one) => Number(one.effect?.getComputedTiming().duration ?? 0)))
  );
  // LOOK: fades of 80 ms or nothing.
  expect(longest).toBeLessThanOrEqual(80);
});
