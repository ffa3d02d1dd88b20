import type { Page } from '@playwright/test';
import { newChat } from '../../src/lib/store/chats';
import type { MessageRow } from '../../src/lib/store/messages';
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
      const text = `${n} ${n % 100 === 7 ? 'Mañana at the Lake' : 'nothing of interest'}${n === 11 ? ' https://lake.example' : ''}`;
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

test('what was said is found while it is typed', { tag: '@chromium' }, async ({ join }) => {
  const alice = await join('alice');
  await remember(alice);
  const { page } = alice;
  await field(page).pressSequentially('lake manana');
  await expect(hits(page)).toHaveCount(10);
  await expect(hits(page).first()).toContainText('aunt');
  await expect(hits(page).nth(1)).toContainText('807 Mañana at the Lake');
  await expect(hits(page).first().locator('mark')).toHaveText(['Mañana', 'Lake']);
  await page.getByRole('button', { name: 'Links' }).click();
  await field(page).fill('');
  await expect(hits(page)).toHaveCount(2);
  await page.screenshot({ path: 'artefacts/search-links.png' });
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await field(page).fill('lake');
  await page.screenshot({ path: 'artefacts/search-list.png' });
});
