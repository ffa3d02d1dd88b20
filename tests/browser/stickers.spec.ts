import type { Locator } from '@playwright/test';
import { rowsOf } from './database';
import { expect, test } from './fixtures';
import type { Person } from './person';
import { photo } from './pictures';

async function befriend(alice: Person, bob: Person): Promise<void> {
  await alice.add(bob.address);
  await bob.add(alice.address);
  await expect.poll(() => rowsOf(bob.page, 'people')).toMatchObject([{ subscription: 'both' }]);
}

const panel = ({ page }: Person): Locator => page.getByRole('group', { name: 'Stickers', exact: true });
const drawn = ({ log }: Person): Locator => log.locator('img[src^="blob:"]');

async function openPanel(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: 'Emoji', exact: true }).first().click();
  await person.page.getByRole('group', { name: 'Emoji or stickers' }).getByRole('button', { name: 'Stickers' }).click();
  await expect(panel(person)).toBeVisible();
}

/** Makes a sticker of a photo, in the pack that is offered. */
async function make(person: Person, words: string, height: number, pack?: string): Promise<void> {
  const { page } = person;
  const chosen = page.waitForEvent('filechooser');
  await panel(person).getByRole('button', { name: 'New sticker' }).first().click();
  await (await chosen).setFiles(await photo(page, 'cat.jpg', 1200, height));
  const sheet = page.getByRole('dialog', { name: 'New sticker' });
  await sheet.getByRole('textbox', { name: 'Emoji or word for it' }).fill(words);
  if (pack) await sheet.getByRole('textbox', { name: 'Name of the pack' }).fill(pack);
  await sheet.getByRole('button', { name: 'Add sticker' }).click();
  await expect(sheet).toBeHidden({ timeout: 15_000 });
}

// In Chromium only: nothing in it depends on the browser.
test(
  'stickers are made of pictures, sent with one tap, and their pack is taken over',
  { tag: '@chromium' },
  async ({ join, servers }) => {
    const alice = await join('alice');
    const bob = await join('bob', { phone: true });
    await befriend(alice, bob);
    await alice.composer.fill('not yet');
    await openPanel(alice);
    await expect(panel(alice)).toContainText('No stickers yet');
    await make(alice, '😺', 900, 'Our cat');
    await make(alice, 'sleepy', 1500);
    const packs = panel(alice).getByRole('group', { name: 'Our cat' });
    await expect(packs.getByRole('button')).toHaveCount(2);
    await expect(packs.locator('img')).toHaveCount(2);
    await packs.getByRole('button').first().click();
    await expect(panel(alice)).toBeHidden();
    await expect(alice.composer).toHaveValue('not yet');
    await expect(drawn(alice)).toBeVisible();

    const sticker = bob.page.getByRole('button', { name: 'Sticker 😺, show its pack' });
    await expect(sticker).toBeVisible({ timeout: 15_000 });
    const [row] = (await rowsOf(bob.page, 'messages')).filter(({ file }) => file?.kind === 'sticker');
    expect(row).toMatchObject({ text: '', file: { width: 512, height: 384 } });
    await sticker.tap();
    const sheet = bob.page.getByRole('dialog', { name: 'Our cat' });
    await expect(sheet.locator('img')).toHaveCount(2);
    await sheet.getByRole('button', { name: 'Add pack' }).tap();
    await expect(sheet.getByRole('status')).toContainText('You have this pack');
    await bob.page.keyboard.press('Escape');
    await expect.poll(() => rowsOf(bob.page, 'outbox')).toEqual([]);
    const [own] = await rowsOf(bob.page, 'packs');
    expect(own).toMatchObject({ id: row?.file?.pack, published: row?.file?.pack, names: [{ text: 'Our cat' }] });

    await openPanel(bob);
    await panel(bob).getByRole('group', { name: 'Our cat' }).getByRole('button').first().tap();
    await expect(panel(bob)).toBeVisible();
    await expect(drawn(alice)).toHaveCount(2, { timeout: 15_000 });
    const stanzas = (await servers.archiveOf(bob.user)).filter((xml) => xml.includes('urn:xmpp:stickers:0'));
    expect(stanzas).toHaveLength(2);
    for (const xml of stanzas) expect(xml).toContain(row?.file?.pack);
  }
);
