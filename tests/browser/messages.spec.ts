import type { Locator } from '@playwright/test';
import { rowsOf, seed } from './database';
import { archived, expect, test } from './fixtures';
import type { Person } from './person';

async function meet(one: Person, other: Person): Promise<void> {
  await one.add(other.address);
  await other.add(one.address);
  await expect.poll(() => rowsOf(other.page, 'people')).toMatchObject([{ subscription: 'both' }]);
}

/** Opens what can be done with a message: by a right click, or by a long press. */
async function actionsOf(person: Person, text: string): Promise<Locator> {
  await person.message(text).locator('.bubble').first().click({ button: 'right' });
  const name = 'Message actions';
  const menu = person.page.getByRole('menu', { name }).or(person.page.getByRole('dialog', { name }));
  await expect(menu.first()).toBeVisible();
  return menu.first();
}

async function choose(person: Person, text: string, action: string): Promise<void> {
  const menu = await actionsOf(person, text);
  const named = { name: action, exact: true };
  const line = menu.getByRole('menuitem', named).or(menu.getByRole('menuitemcheckbox', named));
  await line.or(menu.getByRole('button', named)).click();
}

const rowOf = async (person: Person, text: string) =>
  (await rowsOf(person.page, 'messages')).find((row) => row.text === text);

/** Pulls a message aside with a finger. */
async function pull(person: Person, text: string, by: number): Promise<void> {
  const box = await person.message(text).locator('.bubble').first().boundingBox();
  if (!box) throw new Error('it is not on the screen');
  const touch = await person.context.newCDPSession(person.page);
  const y = box.y + box.height / 2;
  const at = (x: number) => [{ x: box.x + 40 + x, y, id: 1 }];
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (const part of [0.25, 0.5, 0.75, 1])
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(by * part) });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test('what people say about messages: replies, reactions, edits', { tag: '@chromium' }, async ({ join, servers }) => {
  const anna = await join('anna', { phone: true });
  const ben = await join('ben');
  await meet(anna, ben);
  await ben.send('Did you see the garden?');
  await expect(anna.message('Did you see the garden?')).toBeVisible();

  await pull(anna, 'Did you see the garden?', 40);
  await pull(anna, 'Did you see the garden?', 120);
  await expect(anna.page.getByRole('group', { name: `Reply to ${ben.user}` })).toContainText('Did you see the garden?');
  await expect(anna.composer).toBeFocused();
  await anna.composer.fill('Just now');
  await expect.poll(async () => (await rowsOf(anna.page, 'chats'))[0]).toMatchObject({ draft: 'Just now' });
  await anna.page.reload();
  await expect(anna.page.getByRole('group', { name: `Reply to ${ben.user}` })).toBeVisible();
  await anna.send('Just now!');
  await expect(anna.page.getByRole('group', { name: /^Reply to/ })).toBeHidden();
  const answer = ben.message('Just now!');
  await expect(answer).toHaveAccessibleName(/reply to You/);
  await expect(answer.getByRole('button', { name: /You Did you see the garden/ })).toBeVisible();
  expect((await rowOf(ben, 'Just now!'))?.reply).toBeDefined();

  await choose(ben, 'Just now!', '👍');
  const chip = anna.message('Just now!').getByRole('button', { name: new RegExp(`👍.*${ben.user}`) });
  await expect(chip).toBeVisible();
  await chip.click();
  await expect(ben.message('Just now!').getByRole('button', { name: /👍/ })).toContainText('2');
  await ben.message('Just now!').getByRole('button', { name: /👍/ }).click({ button: 'right' });
  const info = ben.page.getByRole('dialog', { name: 'Info' });
  await expect(info.getByRole('list', { name: 'Reactions' }).getByRole('listitem')).toHaveCount(2);
  await expect(info.getByRole('list', { name: 'Reactions' })).toContainText(anna.user);
  await ben.page.keyboard.press('Escape');
  await ben.message('Just now!').getByRole('button', { name: /👍/ }).click();
  await expect(anna.message('Just now!').getByRole('button', { name: /👍 You/ })).toBeVisible();
  await expect
    .poll(async () => (await rowOf(anna, 'Just now!'))?.reactions?.filter((one) => one.emoji.length > 0))
    .toHaveLength(1);

  await ben.composer.press('ArrowUp');
  await expect(ben.composer).toHaveValue('Did you see the garden?');
  await ben.composer.press('Escape');
  await expect(ben.composer).toHaveValue('');
  await ben.composer.press('ArrowUp');
  await ben.composer.fill('Did you see our garden?');
  await ben.composer.press('Enter');
  await expect(anna.message('Did you see our garden?').first()).toHaveAccessibleName(/edited/);
  await expect(anna.message('Just now!')).toContainText('Did you see our garden?');
  await choose(anna, 'Did you see our garden?', 'Info');
  const told = anna.page.getByRole('dialog', { name: 'Info' });
  await expect(told.getByRole('list', { name: 'What it said before' })).toContainText('Did you see the garden?');
  expect(await archived(servers, anna.user)).toContain('Did you see our garden?');

  // What is answered lies far above: it is loaded, and has the focus.
  const original = await rowOf(anna, 'Did you see our garden?');
  if (!original) throw new Error('the message is not stored');
  const later = Array.from({ length: 150 }, (_, at) => {
    const time = original.time + (at + 1) * 60_000;
    const row = { account: anna.address, id: `later${at}`, chat: ben.address, mine: false, sender: ben.address };
    const answer = at === 149 ? { reply: { id: original.wireId ?? '', to: ben.address } } : {};
    return { ...row, order: time * 1_000, time, arrived: time, text: `later ${at}`, ...answer };
  });
  await seed(anna.page, 'messages', later);
  await anna.page.reload();
  await expect(anna.message('later 149')).toBeVisible();
  await expect(anna.message('Just now!')).toBeHidden();
  await anna
    .message('later 149')
    .getByRole('button', { name: /garden/ })
    .click();
  await expect(anna.message('Just now!')).toBeVisible();
  await expect(
    anna.articles.filter({ hasNot: anna.page.getByRole('button', { name: /garden/ }) }).and(anna.message('our garden'))
  ).toBeFocused();
});

test('deleted for all and for me, forwarded, selected', { tag: '@chromium' }, async ({ join, servers }) => {
  const anna = await join('anna', { phone: true });
  const ben = await join('ben');
  await meet(anna, ben);
  for (const text of ['one', 'two', 'three', 'four']) await ben.send(text);
  await expect(anna.message('four')).toBeVisible();

  await choose(ben, 'one', 'Delete');
  await ben.page.getByRole('dialog').getByRole('button', { name: 'Delete for everyone' }).click();
  await expect(ben.log.getByText('You deleted this message')).toBeVisible();
  await expect(anna.log.getByText('This message was deleted')).toBeVisible();
  expect(await anna.stored(ben.address)).toEqual(['', 'two', 'three', 'four']);

  await choose(anna, 'two', 'Delete');
  await expect(anna.page.getByRole('button', { name: 'Delete for everyone' })).toBeHidden();
  await anna.page.getByRole('button', { name: 'Delete for me' }).click();
  await expect(anna.message('two')).toBeHidden();
  await expect(ben.message('two')).toBeVisible();

  const cleo = 'cleo@localhost';
  await ben.add(cleo);
  await ben.page.goBack();
  await choose(ben, 'three', 'Select');
  await ben.message('four').click();
  await expect(ben.page.getByText('2 selected')).toBeVisible();
  await expect(ben.message('four').getByRole('checkbox')).toBeChecked();
  await ben.page.getByRole('button', { name: 'Forward' }).click();
  const chooser = ben.page.getByRole('dialog', { name: 'Forward to' });
  await chooser.getByRole('searchbox').fill('cle');
  await chooser.getByRole('checkbox', { name: 'cleo' }).check({ force: true });
  await chooser.getByRole('button', { name: 'Send' }).click();
  await expect(ben.page.getByText('Forwarded')).toBeVisible();
  await expect(ben.page.getByText('2 selected')).toBeHidden();
  expect(await ben.stored(cleo)).toEqual(['three', 'four']);
  await expect
    .poll(() => archived(servers, ben.user))
    .toEqual(expect.arrayContaining(['three', 'four', 'three', 'four']));

  await ben.open('cleo');
  await ben.open(anna.user);
  await choose(ben, 'three', 'Select');
  await ben.page.goBack();
  await expect(ben.page.getByText('1 selected')).toBeHidden();
  await expect(ben.about(anna.user)).toBeVisible();
});
