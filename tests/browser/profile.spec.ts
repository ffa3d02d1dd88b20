import { expect, test } from './fixtures';
import type { Page } from '@playwright/test';

/** A picture file, left half of one colour and right half of another. */
async function file(
  page: Page,
  left: string,
  right: string
): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const bytes = await page.evaluate(
    async ([a, b]) => {
      const canvas = new OffscreenCanvas(800, 400);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      for (const [at, colour] of [a, b].entries()) {
        context.fillStyle = colour ?? '';
        context.fillRect(at * 400, 0, 400, 400);
      }
      const blob = await canvas.convertToBlob({ type: 'image/png' });
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [left, right]
  );
  return { name: 'me.png', mimeType: 'image/png', buffer: Buffer.from(bytes) };
}

test(
  'a picture is chosen, fitted, seen by a contact at once, and taken away',
  { tag: '@chromium' },
  async ({ join }) => {
    const anna = await join('anna', { phone: true });
    const ben = await join('ben');
    await anna.add(ben.address);
    await anna.page.goto(`${anna.url}settings`);
    await ben.page.goto(`${ben.url}people`);
    await ben.page.getByRole('button', { name: `Accept ${anna.user}` }).click();
    const face = ben.page.getByRole('link', { name: anna.user }).locator('.avatar img').first();
    await anna.page.getByRole('button', { name: 'Change your picture' }).click();
    const sheet = anna.page.getByRole('dialog', { name: 'Your picture' });
    const choosing = anna.page.waitForEvent('filechooser');
    await sheet.getByRole('button', { name: 'Choose a picture' }).click();
    await (await choosing).setFiles(await file(anna.page, '#ff0000', '#0000ff'));
    const square = sheet.getByRole('group', { name: 'Fit your picture' });
    await expect(square.locator('img')).toBeVisible();
    await square.focus();
    for (let i = 0; i < 12; i++) await square.press('ArrowRight');
    await sheet.getByRole('button', { name: 'Use' }).click();
    await expect(sheet).toBeHidden();
    await expect(anna.page.locator('.profile img')).toBeVisible();
    await expect(face).toBeVisible();
    // Moved to its right end, all of it is of the right colour.
    const colour = await face.evaluate(async (image: HTMLImageElement) => {
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      await image.decode();
      context?.drawImage(image, 0, 0, 1, 1);
      return [...(context?.getImageData(0, 0, 1, 1).data ?? [])];
    });
    expect(colour[2]).toBeGreaterThan(200);
    expect(colour[0]).toBeLessThan(60);
    await anna.page.getByRole('button', { name: 'Change your picture' }).click();
    await sheet.getByRole('button', { name: 'Remove the picture' }).click();
    await expect(face).toBeHidden();
    await expect(anna.page.locator('.profile img')).toBeHidden();
  }
);

test(
  'what another app shares goes to the chat that is chosen, also offline, and so does a link',
  { tag: '@chromium' },
  async ({ join }) => {
    const anna = await join('anna', { phone: true });
    const { page, url } = anna;
    await anna.add('ben@localhost');
    await anna.send('Hello');
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.reload();
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await anna.context.setOffline(true);
    await page.evaluate(async () => {
      const form = new FormData();
      form.append('title', 'Cake');
      form.append('url', 'https://cake.example/');
      form.append('files', new File(['sugar'], 'recipe.txt', { type: 'text/plain' }));
      await fetch('/share', { method: 'POST', body: form, redirect: 'manual' });
    });
    await page.goto(`${url}share`);
    await expect(page.getByRole('group', { name: 'What is shared' })).toHaveText(/recipe\.txt\s*Cake\s*https/);
    await page.getByRole('button', { name: 'ben' }).click();
    const sheet = page.getByRole('dialog', { name: 'Send files' });
    await expect(sheet.getByText('recipe.txt')).toBeVisible();
    // It is there until it is sent, or not wanted.
    await page.reload();
    await sheet.getByRole('textbox', { name: 'Caption' }).fill('Try it');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Remove what you chose?' }).getByRole('button', { name: 'Cancel' }).click();
    await expect(sheet.getByRole('textbox', { name: 'Caption' })).toHaveValue('Try it');
    await sheet.getByRole('textbox', { name: 'Caption' }).fill('');
    await page.keyboard.press('Escape');
    await expect(anna.composer).toHaveValue('Cake\nhttps://cake.example/');
    await page.goto(`${url}share`);
    await expect(page.getByText('There is nothing to share')).toBeVisible();
    const link = encodeURIComponent('web+xmpp:ben@localhost?message;body=and%20candles');
    await page.goto(`${url}open#${link}`);
    await page.getByRole('button', { name: 'Add the text' }).click();
    await expect(anna.composer).toHaveValue('Cake\nhttps://cake.example/\nand candles');
    expect(page.url()).not.toContain('candles');
  }
);

test(
  'a preview of a link is asked for, goes along, and is fetched by nobody else',
  { tag: '@chromium' },
  async ({ join }) => {
    const [anna, ben] = [await join('anna', { phone: true }), await join('ben')];
    const cake = 'https://cake.example/recipes';
    const asked: string[] = [];
    await anna.context.route('https://cake.example/**', async (route) => {
      asked.push(route.request().url());
      await route.fulfill({
        contentType: 'text/html',
        headers: { 'Access-Control-Allow-Origin': '*' },
        body: '<title>x</title><meta property="og:title" content="The best cake"><meta name="description" content="Sugar &amp; flour">'
      });
    });
    await ben.add(anna.address);
    await anna.page.goto(`${anna.url}people`);
    await anna.page.getByRole('button', { name: `Accept ${ben.user}` }).click();
    await anna.visit(ben.address);
    await anna.composer.fill(`Look: ${cake}`);
    await anna.page.getByRole('button', { name: 'Add preview?' }).click();
    await expect(anna.page.getByText('The best cake')).toBeVisible();
    expect(asked).toEqual([cake]);
    await anna.page.getByRole('button', { name: 'Send' }).click();
    const card = ben.log.getByRole('link', { name: 'The best cake, on cake.example' });
    await expect(card).toHaveText(/cake\.example\s*The best cake\s*Sugar & flour/);
    await expect(card).toHaveAttribute('href', cake);
    await anna.composer.fill('And https://other.example/x');
    await anna.page.getByRole('button', { name: 'Never ask' }).click();
    await expect(anna.page.getByRole('button', { name: 'Add preview?' })).toBeHidden();
    expect(asked).toEqual([cake]);
    // The one address of somebody else that was asked, because she said so.
    expect(anna.seen.requests.splice(anna.seen.requests.indexOf(cake), 1)).toEqual([cake]);
  }
);
