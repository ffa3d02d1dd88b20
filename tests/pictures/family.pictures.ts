import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from '../browser/fixtures';
import type { Person } from '../browser/person';

const PHONE = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const DESKTOP = { viewport: { width: 1280, height: 800 } };

const take = (page: Page, path: string) =>
  page.screenshot({ path: fileURLToPath(new URL(`../../${path}`, import.meta.url)), animations: 'disabled' });

/** What somebody calls themselves, in their settings. */
async function name(person: Person, text: string): Promise<void> {
  const { page } = person;
  await page.goto(`${person.url}settings`);
  await page.getByRole('button', { name: 'Change your name' }).click();
  const sheet = page.getByRole('dialog', { name: 'Your name' });
  await sheet.getByRole('textbox', { name: 'Your name' }).fill(text);
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet).toBeHidden();
}

/** Both become contacts under the names that they gave themselves. */
async function meet(one: Person, other: Person): Promise<void> {
  await one.add(other.address);
  await other.page.goto(`${other.url}people`);
  await other.page.getByRole('button', { name: /^Accept / }).click();
  await expect(other.page.getByRole('button', { name: /^Accept / })).toBeHidden();
}

/** One line after the other, each sent by who says it and seen by the other. */
async function talk(lines: [Person, Person, string][]): Promise<void> {
  for (const [who, to, text] of lines) {
    await who.send(text);
    await expect(to.message(text)).toBeVisible();
  }
}

test('a family', async ({ join, device }) => {
  const rosa = await join('rosa', { context: PHONE });
  const [tom, edith, lena] = [await join('tom'), await join('edith'), await join('lena')];
  const all: [Person, string][] = [
    [rosa, 'Rosa'],
    [tom, 'Tom'],
    [edith, 'Grandma Edith'],
    [lena, 'Lena']
  ];
  for (const [person, called] of all) await name(person, called);
  for (const other of [edith, lena, tom]) await meet(rosa, other);

  await lena.visit(rosa.address);
  await lena.send('Found your scarf, it was in the car');
  await edith.visit(rosa.address);
  for (const text of ['The plum cake is in the oven', 'Come before six, it is best warm']) await edith.send(text);

  await rosa.visit(tom.address);
  await tom.visit(rosa.address);
  await talk([
    [tom, rosa, 'Are you coming by train on Saturday?'],
    [rosa, tom, 'Yes! The 10:42, with the children and far too much luggage'],
    [tom, rosa, 'I will pick you up. Lena brings the tent and Grandma has baked since Tuesday'],
    [rosa, tom, 'Then nobody starves. Shall we bring the big pot?'],
    [tom, rosa, 'Please do. And the photos of last summer: https://nagel.example/summer'],
    [rosa, tom, 'Packed already. See you at the station!']
  ]);
  await expect(rosa.articles.last()).toHaveAccessibleName(/Read/);
  await take(rosa.page, 'docs/screenshots/phone-chat-light.png');
  await rosa.page.emulateMedia({ colorScheme: 'dark' });
  await take(rosa.page, 'docs/screenshots/phone-chat-dark.png');

  await rosa.page.emulateMedia({ colorScheme: 'light' });
  await rosa.page.goto(rosa.url);
  await expect(rosa.row('Grandma Edith').getByText('2 unread')).toBeAttached();
  await take(rosa.page, 'static/screenshots/narrow.png');

  const desktop = await device(rosa, { context: DESKTOP });
  await expect(desktop.row('Grandma Edith').getByText('2 unread')).toBeAttached();
  await desktop.open('Tom');
  await expect(desktop.message('See you at the station!')).toBeVisible();
  await expect(desktop.page.getByText('online', { exact: true })).toBeVisible();
  await take(desktop.page, 'docs/screenshots/desktop-light.png');
  await take(desktop.page, 'static/screenshots/wide.png');
  await desktop.page.emulateMedia({ colorScheme: 'dark' });
  await take(desktop.page, 'docs/screenshots/desktop-dark.png');
});
