import { fileURLToPath } from 'node:url';
import type { Locator } from '@playwright/test';
import { violations } from './axe';
import { expect, test } from './fixtures';
import type { Person } from './person';

const GROUP = 'Sunday';
const CHANNEL = 'Village news';

/** Two people become contacts. */
async function meet(one: Person, other: Person): Promise<void> {
  await one.add(other.address);
  await other.page.goto(`${other.url}people`);
  const accept = other.page.getByRole('button', { name: `Accept ${one.user}` });
  await accept.click();
  await expect(accept).toBeHidden();
}

/** Somebody makes a group with their contacts, who accept. Ends with the group open for all of them. */
async function gather(host: Person, guests: Person[], picture?: string): Promise<void> {
  for (const guest of guests) await meet(host, guest);
  await host.page.goto(`${host.url}new/group`);
  await host.page.getByRole('textbox', { name: 'Name of the group' }).fill(GROUP);
  if (picture) await host.page.locator('input[type=file]').setInputFiles(picture);
  for (const guest of guests) await host.page.getByRole('checkbox', { name: guest.user }).check({ force: true });
  await host.page.getByRole('button', { name: 'Create' }).click();
  await expect(host.composer).toBeVisible();
  for (const guest of guests) {
    await guest.page.goto(guest.url);
    await guest.page.getByRole('button', { name: /^Requests/ }).click();
    await guest.row(`${host.user} invites you`).click();
    await expect(guest.page.getByText(`${host.user} invites you to this group`)).toBeVisible();
    await expect(guest.page.getByRole('heading', { name: GROUP })).toBeVisible();
    await guest.page.getByRole('button', { name: 'Accept' }).click();
    await expect(guest.composer).toBeVisible();
  }
  for (const person of [host, ...guests])
    await expect(person.about(GROUP)).toContainText(`${guests.length + 1} people, ${guests.length + 1} online`);
}

const addressOf = ({ page }: Person): string => decodeURIComponent(new URL(page.url()).pathname.split('/')[2] ?? '');
const content = (person: Person): Locator => person.page.getByRole('region', { name: 'Content' });
const picker = (person: Person): Locator => person.page.getByRole('listbox', { name: 'People to mention' });

test('three people talk in a group, call each other by name, and see who types', async ({ join }) => {
  // Three browsers that log in one after the other.
  test.setTimeout(120_000);
  const [anna, ben, cleo] = [await join('anna', { phone: true }), await join('ben'), await join('cleo')];
  await gather(anna, [ben, cleo]);
  // With the last request answered, the list is that of all chats again.
  await expect(ben.row(GROUP)).toBeVisible();

  await anna.send('Who brings the cake?');
  for (const other of [ben, cleo]) {
    await expect(other.message('Who brings the cake?')).toHaveAccessibleName(new RegExp(`^${anna.user}, `));
    await expect(other.message('Who brings the cake?').getByText(anna.user)).toBeVisible();
  }

  await ben.look();
  await ben.composer.pressSequentially(`I do, @${anna.user.slice(0, 3)}`);
  await expect(content(anna).getByText(`${ben.user} is typing…`)).toBeVisible();
  await expect(picker(ben).getByRole('option', { name: anna.user })).toHaveAttribute('aria-selected', 'true');
  expect(await violations(ben.page)).toEqual([]);
  await ben.composer.press('Enter');
  await expect(ben.composer).toHaveValue(`I do, @${anna.user} `);
  await expect(picker(ben)).toBeHidden();
  await anna.page.getByRole('button', { name: 'Back' }).click();
  await ben.composer.press('Enter');
  await expect(ben.composer).toHaveValue('');
  await expect(anna.row(GROUP)).toContainText(`${ben.user}: I do, @${anna.user}`);
  await expect(anna.row(GROUP).getByText('You were mentioned')).toBeAttached();
  await expect(anna.row(GROUP).getByText('1 unread')).toBeAttached();
  await expect(anna.page).toHaveTitle('(1) Chats · Kith');
  expect(await violations(anna.page)).toEqual([]);

  await anna.look();
  await anna.open(GROUP);
  await expect(anna.message('I do').locator('b')).toHaveText(`@${anna.user}`);
  await expect(anna.page).toHaveTitle(`${GROUP} · Kith`);
  expect(await violations(anna.page)).toEqual([]);
  await expect(ben.message('I do').getByRole('img', { name: 'Read' })).toBeVisible();
  await expect(cleo.message('I do')).toBeVisible();
  await ben.page.reload();
  await expect(ben.about(GROUP)).toContainText('3 people, 3 online');
});

test('somebody is named by keyboard and by pointing', { tag: '@chromium' }, async ({ join }) => {
  const [anna, ben, cleo] = [await join('anna', { phone: true }), await join('ben'), await join('cleo')];
  await gather(anna, [ben, cleo]);
  const options = (person: Person): Locator => picker(person).getByRole('option');

  await ben.look();
  await ben.composer.pressSequentially('@');
  await expect(options(ben)).toHaveText([new RegExp(anna.user), new RegExp(cleo.user)]);
  await ben.composer.press('ArrowUp');
  await expect(options(ben).last()).toHaveAttribute('aria-selected', 'true');
  const active = (await ben.composer.getAttribute('aria-activedescendant')) ?? '';
  await expect(options(ben).last()).toHaveAttribute('id', active);
  await ben.composer.press('Escape');
  await expect(picker(ben)).toBeHidden();
  await expect(ben.composer).toHaveValue('@');
  await ben.composer.pressSequentially(cleo.user.slice(0, 2));
  await ben.composer.press('Tab');
  await expect(ben.composer).toHaveValue(`@${cleo.user} `);
  await expect(ben.composer).toBeFocused();

  await anna.look();
  await anna.composer.click();
  await anna.composer.pressSequentially('hello @');
  await options(anna).filter({ hasText: ben.user }).click();
  await expect(anna.composer).toHaveValue(`hello @${ben.user} `);
  await expect(anna.composer).toBeFocused();
});

test('what a moderator removes is gone for all, and its place says so', { tag: '@chromium' }, async ({ join }) => {
  const [anna, ben] = [await join('anna'), await join('ben', { phone: true })];
  await gather(anna, [ben]);
  const address = addressOf(anna);
  await ben.send('not for this group');
  await anna.message('not for this group').locator('.bubble').click({ button: 'right' });
  const menu = anna.page.getByRole('menu', { name: 'Message actions' });
  for (const name of ['Copy', `Mention ${ben.user}`, `Message ${ben.user}`])
    await expect(menu.getByRole('menuitem', { name })).toBeVisible();
  await menu.getByRole('menuitem', { name: 'Remove for everyone' }).click();
  const question = anna.page.getByRole('dialog', { name: 'Remove this message for everyone?' });
  await question.getByRole('button', { name: 'Remove for everyone' }).click();
  await expect(question).toBeHidden();
  for (const person of [anna, ben]) {
    await expect(person.message('Message removed by a moderator')).toBeVisible();
    await expect(person.message('not for this group')).toBeHidden();
    expect(await person.stored(address)).not.toContain('not for this group');
  }
  await expect(anna.row(GROUP)).toContainText('Message removed');
});

test('a private message to somebody whose address a channel hides', { tag: '@chromium' }, async ({ join }) => {
  const [anna, ben] = [await join('anna'), await join('ben')];
  await anna.page.goto(`${anna.url}new/group`);
  await anna.page.getByRole('textbox', { name: 'Name of the group' }).fill(CHANNEL);
  await anna.page.getByRole('switch', { name: 'Public channel' }).click();
  await anna.page.getByRole('button', { name: 'Create' }).click();
  await expect(anna.composer).toBeVisible();
  await ben.page.goto(`${ben.url}new/join/${encodeURIComponent(addressOf(anna))}`);
  await ben.page.getByRole('button', { name: 'Join' }).click();
  await expect(ben.composer).toBeVisible();
  await expect(anna.about(CHANNEL)).toContainText('2 people');
  await anna.send('hello all of you');
  await ben.message('hello all of you').locator('.bubble').click({ button: 'right' });
  await ben.page.getByRole('menuitem', { name: `Private message to ${anna.user}` }).click();
  await expect(ben.page.getByText(`Only ${anna.user} can read this.`)).toBeVisible();
  await ben.send('psst');
  expect(await violations(ben.page)).toEqual([]);
  await expect(anna.row(ben.user)).toContainText(`in ${CHANNEL}`);
  await anna.open(ben.user);
  await expect(anna.message('psst')).toBeVisible();
  await anna.send('what is it?');
  await expect(ben.message('what is it?')).toBeVisible();
});

test('a group that shall tell nothing counts quietly', { tag: '@chromium' }, async ({ join }) => {
  const [anna, ben] = [await join('anna', { phone: true }), await join('ben')];
  await gather(anna, [ben]);
  await anna.about(GROUP).click();
  await anna.page.getByRole('button', { name: /^Notifications/ }).click();
  const sheet = anna.page.getByRole('dialog', { name: 'Notifications' });
  expect(await violations(anna.page)).toEqual([]);
  await sheet.getByRole('radio', { name: 'Nothing' }).check();
  await expect(sheet.getByText('Mute for a while')).toBeHidden();
  await anna.page.keyboard.press('Escape');
  await anna.page.goto(anna.url);
  await expect(anna.row(GROUP).getByRole('img', { name: 'Muted' })).toBeVisible();
  await ben.send('look at this!');
  await expect(anna.row(GROUP).getByText('1 unread')).toBeAttached();
  await expect(anna.page).toHaveTitle('Chats · Kith');
});

test(
  'the picture of a group is seen by who joins it, in the list and above the conversation',
  { tag: '@chromium' },
  async ({ join }) => {
    const [anna, ben] = [await join('anna'), await join('ben')];
    const picture = fileURLToPath(new URL('../../static/icons/kith-192.png', import.meta.url));
    await gather(anna, [ben], picture);
    await ben.page.getByRole('button', { name: 'All', exact: true }).click();
    for (const person of [anna, ben]) {
      await expect(person.about(GROUP).locator('img')).toHaveJSProperty('naturalWidth', 256);
      await expect(person.row(GROUP).locator('img')).toHaveCount(1);
    }
  }
);
