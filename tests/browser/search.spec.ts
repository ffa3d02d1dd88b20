import type { Page } from '@playwright/test';
import { newChat } from '../../src/lib/store/chats';
import type { MessageRow } from '../../src/lib/store/messages';
import { violations } from './axe';
import { seed } from './database';
import { expect, test } from './fixtures';
import type { Person } from './person';

const FRIEND = 'friend@localhost';
const AUNT = 'aunt@localhost';
const NEWEST = Date.UTC(2026, 9, 1, 12);

/** Puts a long history with two people straight into the database; each text begins with its number. */
async function remember(person: Person): Promise<void> {
  const account = person.address;
  for (const [chat, count] of [
    [FRIEND, 900],
    [AUNT, 30]
  ] as const) {
    const rowAt = (n: number): MessageRow => {
      const time = NEWEST - (count - n) * 600_000;
      const said = n % 100 === 7 ? 'Mañana at the Lake' : 'nothing of interest';
      const text = `${n} ${said}${n === 11 ? ' https://lake.example' : ''}`;
      const mine = n % 2 === 0;
      const sender = mine ? account : chat;
      return { account, id: `${chat}-${n}`, chat, order: time * 1000, time, arrived: time, mine, sender, text };
    };
    const rows = Array.from({ length: count }, (_, n) => rowAt(n));
    await seed(person.page, 'messages', rows);
    const { id, text, mine, time, order } = rows.at(-1)!;
    const read = { lastOrder: order, readOrder: order, accepted: true, preview: { id, text, mine, time } };
    await seed(person.page, 'chats', [{ ...newChat(account, chat), ...read }]);
  }
  await person.page.reload();
}

const field = (page: Page) => page.getByRole('searchbox', { name: 'Search', exact: true });
const hits = (page: Page) => page.getByRole('list', { name: 'Messages' }).getByRole('link');

test(
  'what was said is found while it is typed, and opens where it was said',
  { tag: '@chromium' },
  async ({ join }) => {
    const alice = await join('alice');
    await remember(alice);
    const { page } = alice;
    await field(page).pressSequentially('lake manana');
    await expect(hits(page)).toHaveCount(10);
    await expect(hits(page).first()).toContainText('aunt');
    await expect(hits(page).nth(1)).toContainText('807 Mañana at the Lake');
    await expect(hits(page).first().locator('mark')).toHaveText(['Mañana', 'Lake']);
    expect(await violations(page)).toEqual([]);

    await hits(page).last().click();
    await expect(alice.message('7 Mañana at the Lake').first()).toBeInViewport();
    await expect(alice.message('899 nothing')).toHaveCount(0);
    await hits(page).nth(1).click();
    await expect(alice.message('807 Mañana')).toBeInViewport();

    await page.getByRole('button', { name: 'Links' }).click();
    await field(page).fill('');
    await expect(hits(page)).toHaveText([/11 nothing of interest https/, /11 nothing of interest https/]);
  }
);

test('in one chat the way goes from match to match', { tag: '@chromium' }, async ({ join }) => {
  const bob = await join('bob', { phone: true });
  await remember(bob);
  const { page } = bob;
  await bob.open('friend');
  await page.getByRole('button', { name: 'Search this chat' }).click();
  const find = page.getByRole('searchbox', { name: 'Search this chat' });
  await expect(find).toBeFocused();
  await find.fill('mañana');
  const status = page.getByRole('search').getByRole('status');
  await expect(status).toHaveText('1 of 9');
  await expect(bob.message('807 Mañana')).toBeInViewport();
  await find.press('Enter');
  await expect(status).toHaveText('2 of 9');
  await expect(bob.message('707 Mañana')).toBeInViewport();
  await page.getByRole('button', { name: 'Later match' }).click();
  await expect(bob.message('807 Mañana')).toBeInViewport();
  await find.fill('nowhere to be found');
  await expect(status).toHaveText('No messages found');

  await find.fill('lake.example');
  await expect(status).toHaveText('1 of 1');
  await page.getByRole('button', { name: 'Show as a list' }).click();
  await expect(hits(page)).toHaveCount(1);
  expect(await violations(page)).toEqual([]);
  await hits(page).click();
  await expect(bob.message('11 nothing of interest').first()).toBeInViewport();

  // By its address: two steps back at once overtake each other, and what is pressed then is gone.
  await page.goto(`${bob.url}chat/friend%40localhost/info`);
  await page.getByRole('link', { name: 'Media, links and files' }).click();
  await expect(page.getByRole('button', { name: 'Photos' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('No messages found')).toBeVisible();
});
