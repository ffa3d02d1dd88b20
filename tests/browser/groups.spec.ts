import type { Locator } from '@playwright/test';
import { violations } from './axe';
import { expect, test } from './fixtures';
import type { Person } from './person';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC';

const button = (person: Person, name: string | RegExp): Locator =>
  person.page.getByRole('button', { name, exact: true });
const dialog = (person: Person, name: string | RegExp): Locator => person.page.getByRole('dialog', { name });
const content = (person: Person): Locator => person.page.getByRole('region', { name: 'Content' });
const member = (person: Person, name: string): Locator =>
  person.page.getByRole('list', { name: 'People' }).getByRole('listitem').filter({ hasText: name });

/** Two people become contacts. */
async function meet(one: Person, other: Person): Promise<void> {
  await one.add(other.address);
  await other.page.goto(`${other.url}people`);
  await button(other, `Accept ${one.user}`).click();
  await expect(content(other).getByRole('link', { name: one.user })).toBeVisible();
}

/** Makes a group with these people, from the list of chats on. */
async function makeGroup(host: Person, name: string, ...guests: Person[]): Promise<void> {
  const { page } = host;
  await page.goto(host.url);
  await page.getByRole('button', { name: 'New chat' }).filter({ visible: true }).click();
  await page.getByRole('link', { name: /^New group/ }).click();
  await page.getByRole('textbox', { name: 'Name of the group' }).fill(name);
  for (const { user } of guests) await page.getByRole('checkbox', { name: user }).check();
  await page
    .getByLabel('Choose a picture')
    .and(page.locator('input'))
    .setInputFiles({
      name: 'pixel.png',
      mimeType: 'image/png',
      buffer: Buffer.from(PIXEL, 'base64')
    });
  await expect(button(host, 'Change the picture')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await button(host, 'Create').click();
  await expect(host.composer).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Chats', exact: true })).toBeVisible();
  await host.open(name);
}

async function acceptInvitation(guest: Person, host: Person): Promise<void> {
  await guest.page.goto(guest.url);
  await guest.page.getByRole('button', { name: /^Requests/ }).click();
  await guest.row(`${host.user} invites you`).click();
  await guest.page.getByRole('button', { name: 'Accept' }).click();
  await expect(guest.composer).toBeVisible();
}

async function openInfo(person: Person, group: string): Promise<void> {
  await person.about(group).click();
  await expect(person.page.getByRole('heading', { name: 'Info', exact: true })).toBeVisible();
  await expect(person.page.getByRole('heading', { name: group })).toBeVisible();
}

/** Opens what can be done with somebody, and does it, with the answer to what is asked before. */
async function doTo(person: Person, whom: Person, action: string, answered = true): Promise<void> {
  await member(person, whom.user).getByRole('button').click();
  const sheet = dialog(person, whom.user);
  await sheet.getByRole('button', { name: action, exact: true }).click();
  if (answered) await person.page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
  await expect(person.page.getByRole('dialog')).toBeHidden();
}

async function closeSheet(person: Person): Promise<void> {
  // Firefox hears no key on a page that lies behind another.
  await person.look();
  await person.page.keyboard.press('Escape');
  await expect(person.page.getByRole('dialog')).toBeHidden();
}

test('a group is made, and led by who may', async ({ join }) => {
  test.slow();
  const [anna, ben, cleo] = [await join('anna', { phone: true }), await join('ben'), await join('cleo')];
  for (const guest of [ben, cleo]) await meet(anna, guest);
  await makeGroup(anna, 'Family', ben, cleo);
  for (const guest of [ben, cleo]) await acceptInvitation(guest, anna);
  for (const person of [anna, ben]) await expect(person.about('Family').locator('img')).toBeVisible();

  await openInfo(anna, 'Family');
  await expect(anna.page.getByText('Private group · 3 people')).toBeVisible();
  await expect(member(anna, anna.user)).toContainText('Owner');
  await expect(member(anna, anna.user)).toContainText('You');
  expect(await violations(anna.page)).toEqual([]);

  // Only the owner is offered what only the owner may do.
  await openInfo(ben, 'Family');
  await member(ben, cleo.user).getByRole('button').click();
  await expect(dialog(ben, cleo.user).getByRole('link', { name: 'Message' })).toBeVisible();
  await expect(dialog(ben, cleo.user).getByRole('button')).toHaveCount(0);
  await closeSheet(ben);
  await expect(button(ben, 'Delete for everyone')).toHaveCount(0);

  await doTo(anna, ben, 'Make admin', false);
  await expect(member(anna, ben.user)).toContainText('Admin');
  await expect(member(ben, ben.user)).toContainText('Admin');

  await doTo(ben, cleo, 'Stop them from writing', false);
  await expect(member(anna, cleo.user)).toContainText('Cannot write');
  await doTo(ben, cleo, 'Let them write', false);
  await expect(member(anna, cleo.user)).not.toContainText('Cannot write');

  await button(anna, 'Edit group').click();
  const edit = dialog(anna, 'Edit group');
  await edit.getByRole('textbox', { name: 'Name of the group' }).fill('Nagel family');
  await edit.getByRole('textbox', { name: 'Description' }).fill('Sundays and birthdays');
  expect(await violations(anna.page)).toEqual([]);
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit).toBeHidden();
  for (const person of [anna, ben]) {
    await expect(person.page.getByRole('heading', { name: 'Nagel family' })).toBeVisible();
    await expect(person.page.getByText('Sundays and birthdays')).toBeVisible();
  }

  await anna.page.getByRole('button', { name: /^Topic/ }).click();
  await dialog(anna, 'Topic').getByRole('textbox', { name: 'Topic' }).fill('Cake');
  await dialog(anna, 'Topic').getByRole('button', { name: 'Save' }).click();
  await expect(ben.page.getByText('Cake', { exact: true })).toBeVisible();
});

test(
  'people are put out of a group and let in again, and it is ended for everybody',
  { tag: '@chromium' },
  async ({ join }) => {
    test.slow();
    const [anna, ben, cleo] = [await join('anna'), await join('ben'), await join('cleo', { phone: true })];
    for (const guest of [ben, cleo]) await meet(anna, guest);
    await makeGroup(anna, 'Family', ben, cleo);
    for (const guest of [ben, cleo]) await acceptInvitation(guest, anna);
    for (const person of [anna, ben]) await openInfo(person, 'Family');

    await doTo(anna, cleo, 'Remove from group');
    await expect(member(anna, cleo.user)).toHaveCount(0);
    await expect(cleo.page.getByText(/You were removed from this group/)).toBeVisible();

    await doTo(anna, ben, 'Ban');
    await expect(member(anna, ben.user)).toHaveCount(0);
    await expect(ben.page.getByText(/You were banned from this group/)).toBeVisible();
    await button(anna, 'Banned people').click();
    await dialog(anna, 'Banned people').getByRole('button', { name: 'Lift ban' }).click();
    await expect(dialog(anna, 'Banned people')).toContainText('Nobody is banned.');
    await closeSheet(anna);

    await button(anna, 'Add people').click();
    await dialog(anna, 'Add people').getByRole('checkbox', { name: ben.user }).check();
    await dialog(anna, 'Add people').getByRole('button', { name: 'Add', exact: true }).click();
    await expect(member(anna, ben.user)).toBeVisible();
    await ben.page.getByRole('link', { name: 'Join again' }).click();
    await button(ben, 'Join').click();
    await expect(ben.composer).toBeVisible();

    await button(anna, 'Delete for everyone').click();
    await button(anna, 'Yes, delete it for everyone').click();
    await expect(anna.page.getByRole('heading', { name: 'Chats', exact: true })).toBeVisible();
    await expect(ben.page.getByText(/This group no longer exists/)).toBeVisible();
  }
);

test('who left a private group is asked to come back', { tag: '@chromium' }, async ({ join }) => {
  const [anna, ben] = [await join('anna'), await join('ben', { phone: true })];
  await meet(anna, ben);
  await makeGroup(anna, 'Family', ben);
  await acceptInvitation(ben, anna);
  await openInfo(ben, 'Family');
  await button(ben, 'Leave group').click();
  await dialog(ben, 'Leave Family?').getByRole('button', { name: 'Leave group' }).click();
  await expect(ben.row('Family')).toHaveCount(0);

  await openInfo(anna, 'Family');
  await expect(member(anna, ben.user)).not.toContainText('online');
  await doTo(anna, ben, 'Invite again', false);
  await acceptInvitation(ben, anna);
  await expect(member(anna, ben.user)).toContainText('online');
});

test('a channel is found by its name, and entered by its link', { tag: '@chromium' }, async ({ join }) => {
  const [anna, ben, cleo] = [await join('anna'), await join('ben', { phone: true }), await join('cleo')];
  const name = `Choir of ${anna.user}`;
  await anna.page.goto(`${anna.url}new/group`);
  await anna.page.getByRole('textbox', { name: 'Name of the group' }).fill(name);
  await anna.page.getByRole('switch', { name: 'Public channel' }).check();
  await button(anna, 'Create').click();
  await expect(anna.composer).toBeVisible();

  await ben.page.goto(`${ben.url}new`);
  await ben.page.getByRole('link', { name: /^Find groups/ }).click();
  await ben.page.getByRole('searchbox', { name: 'Search groups' }).last().fill(anna.user);
  await ben.page.getByRole('list', { name: 'Groups' }).getByRole('button', { name }).click();
  const card = dialog(ben, name);
  await expect(card.getByText(/^Public channel/)).toBeVisible();
  await card.getByRole('textbox', { name: 'Your name in this group' }).fill(anna.user);
  await card.getByRole('button', { name: 'Join' }).click();
  await expect(card.getByText(/has this name already/)).toBeVisible();
  await expect(card.getByRole('textbox', { name: 'Your name in this group' })).toHaveValue(anna.user);
  expect(await violations(ben.page)).toEqual([]);
  await card.getByRole('textbox', { name: 'Your name in this group' }).fill('Benno');
  await card.getByRole('button', { name: 'Join' }).click();
  await expect(ben.composer).toBeVisible();
  await ben.send('Do re mi');
  await expect(anna.message('Do re mi')).toBeVisible();

  const address = decodeURIComponent(new URL(anna.page.url()).pathname.split('/').at(-1) ?? '');
  await cleo.page.goto(`${cleo.url}new`);
  await button(cleo, /^Add by address/).click();
  const sheet = dialog(cleo, 'Add by address');
  await sheet.getByRole('textbox', { name: 'Address' }).fill(`xmpp:${address}?join`);
  await sheet.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(cleo.page.getByRole('heading', { name })).toBeVisible();
  await button(cleo, 'Join').click();
  await expect(cleo.composer).toBeVisible();
  await cleo.send('Fa sol la');
  await expect(anna.message('Fa sol la')).toBeVisible();

  await openInfo(cleo, name);
  await button(cleo, 'Leave group').click();
  await dialog(cleo, `Leave ${name}?`).getByRole('button', { name: 'Leave group' }).click();
  await expect(cleo.row(name)).toHaveCount(0);

  await openInfo(anna, name);
  await member(anna, 'Benno').getByRole('button').click();
  await dialog(anna, 'Benno').getByRole('button', { name: 'Send out' }).click();
  await anna.page.getByRole('dialog').getByRole('button', { name: 'Send out' }).click();
  await expect(ben.page.getByText(/You were sent out of this group/)).toBeVisible();
});

test('a group at an address that is none says so', { tag: '@chromium' }, async ({ join }) => {
  const anna = await join('anna');
  await anna.page.goto(`${anna.url}new/join/${encodeURIComponent('nothing@rooms.localhost')}`);
  await expect(anna.page.getByRole('alert')).toHaveText(/There is no group at this address/);
  expect(await violations(anna.page)).toEqual([]);
});
