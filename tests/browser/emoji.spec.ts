import { rowsOf } from './database';
import { expect, test } from './fixtures';

const NOBODY = 'somebody@localhost';

// In Chromium only: nothing in it depends on the browser, and only there a service worker loses its network.
test('emoji by search, group and tone, those used last, without a network', { tag: '@chromium' }, async ({ join }) => {
  const alice = await join('alice');
  const { page, composer } = alice;
  const picker = page.getByRole('group', { name: 'Emoji', exact: true });
  const opener = page.getByRole('button', { name: 'Emoji', exact: true });
  const search = picker.getByRole('searchbox', { name: 'Search emoji' });
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await alice.add(NOBODY);

  await composer.fill('Happy !');
  await composer.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(6, 6));
  await opener.click();
  await expect(search).toBeFocused();
  await search.fill('birthday');
  await expect(picker.getByRole('button', { name: 'birthday cake' })).toBeVisible();
  await search.press('Enter');
  await expect(composer).toHaveValue('Happy 🎂!');

  await picker.getByRole('tab', { name: 'People and hands' }).click();
  await picker.getByRole('button', { name: 'Skin tone', exact: true }).click();
  await picker.getByRole('button', { name: 'Medium skin tone', exact: true }).click();
  await picker.getByRole('button', { name: 'waving hand' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(composer).toHaveValue('Happy 🎂🤚🏽!');
  await page.keyboard.press('Escape');
  await expect(picker).toBeHidden();
  await expect(composer).toBeFocused();
  const settings = async () => (await rowsOf(page, 'accounts'))[0]?.settings;
  await expect.poll(settings).toMatchObject({ recentEmoji: ['🤚🏽', '🎂'], skinTone: 3 });

  await alice.context.setOffline(true);
  await page.reload();
  await opener.click();
  await expect(picker.getByRole('tab', { name: 'Used last' })).toHaveAttribute('aria-selected', 'true');
  await picker.getByRole('button', { name: 'birthday cake' }).click();
  await expect(composer).toHaveValue(/🎂$/);
});

test('on a phone the picker stands in for the keyboard', { tag: '@chromium' }, async ({ join }) => {
  const alice = await join('alice', { phone: true });
  const { page, composer } = alice;
  await alice.add(NOBODY);
  await page.getByRole('button', { name: 'Emoji', exact: true }).tap();
  await expect(composer).not.toBeFocused();
  await page.getByRole('button', { name: 'grinning face', exact: true }).tap();
  await expect(composer).toHaveValue('😀');
  await expect(composer).not.toBeFocused();
  await expect(page.getByRole('button', { name: 'Keyboard' })).toBeInViewport();
  await composer.tap();
  await expect(page.getByRole('group', { name: 'Emoji', exact: true })).toBeHidden();
});
