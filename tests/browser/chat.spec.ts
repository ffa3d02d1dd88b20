import type { Person } from './person';
import { rowsOf } from './database';
import { BrowserLike } from '../support/browser-like';
import { provideWebSocket } from '../support/websocket';
import { archived, expect, test } from './fixtures';

provideWebSocket();

async function befriend(alice: Person, bob: Person): Promise<void> {
  await alice.add(bob.address);
  await bob.add(alice.address);
  await expect.poll(() => rowsOf(bob.page, 'people')).toMatchObject([{ subscription: 'both' }]);
}

const status = (person: Person, text: string, name: string) => person.message(text).getByRole('img', { name });
const chatOf = async (person: Person, address: string) =>
  (await rowsOf(person.page, 'chats')).find((row) => row.chat === address);

test('drafts, unread counts, the line above what is new, typing and read ticks', async ({ join, servers }) => {
  const alice = await join('alice');
  const bob = await join('bob', { phone: true });
  await befriend(alice, bob);

  await alice.composer.fill('not yet');
  await expect.poll(async () => (await chatOf(alice, bob.address))?.draft).toBe('not yet');
  await expect(bob.about(alice.user)).toContainText('typing…');
  await alice.page.reload();
  await expect(alice.composer).toHaveValue('not yet');
  await bob.page.getByRole('button', { name: 'Back' }).click();

  for (const text of ['one', 'two']) await alice.send(text);
  await expect(bob.row(alice.user)).toContainText('2 unread');
  await expect(status(alice, 'two', 'Delivered')).toBeVisible();
  await expect.poll(async () => (await chatOf(bob, alice.address))?.unread).toBe(2);
  await bob.look();
  await bob.open(alice.user);
  await expect(bob.log.getByText('New messages')).toBeVisible();
  await expect(status(alice, 'two', 'Read')).toBeVisible();
  await expect.poll(async () => (await chatOf(bob, alice.address))?.unread).toBe(0);
  expect((await rowsOf(alice.page, 'messages')).map((row) => row.status)).toEqual(['read', 'read']);
  expect(await archived(servers, bob.user)).toEqual(['one', 'two']);
});

test('Enter sends on a desktop and makes a line on a phone', async ({ join, servers, browserName }) => {
  const alice = await join('alice');
  const bob = await join('bob', { phone: true });
  await befriend(alice, bob);
  await alice.composer.fill('first');
  await alice.composer.press('Shift+Enter');
  await alice.composer.pressSequentially('second');
  await alice.composer.press('Enter');
  await expect(alice.composer).toHaveValue('');
  await expect(bob.message('first')).toBeVisible();
  // Firefox cannot be told to be a phone.
  if (browserName === 'chromium') {
    await bob.composer.fill('third');
    await bob.composer.press('Enter');
    await bob.composer.pressSequentially('fourth');
    await expect(bob.composer).toHaveValue('third\nfourth');
    await bob.page.getByRole('button', { name: 'Send' }).click();
  } else await bob.send('third\nfourth');
  await expect(alice.message('fourth')).toBeVisible();
  expect(await alice.stored(bob.address)).toEqual(['first\nsecond', 'third\nfourth']);
  expect(await archived(servers, alice.user)).toEqual(['first\nsecond', 'third\nfourth']);
});

test('a second device has the history, sees what the first sends, and shares what was read', async ({
  join,
  device,
  servers
}) => {
  const alice = await join('alice');
  const bob = await join('bob');
  await befriend(alice, bob);
  await bob.send('before');
  await expect(alice.message('before')).toBeVisible();
  const phone = await device(alice, { phone: true });
  await phone.open(bob.user);
  await expect(phone.message('before')).toBeVisible();
  await alice.send('from the desktop');
  await expect(phone.message('from the desktop')).toBeVisible();
  await phone.page.getByRole('button', { name: 'Back' }).click();
  await alice.look();
  await bob.send('to all');
  await expect(alice.message('to all')).toBeVisible();
  await expect.poll(async () => (await chatOf(phone, bob.address))?.unread).toBe(0);
  await expect(phone.row(bob.user)).not.toContainText('unread');
  const said = ['before', 'from the desktop', 'to all'];
  expect(await phone.stored(bob.address)).toEqual(said);
  expect(await archived(servers, alice.user)).toEqual(said);
});

test('a stranger waits among the requests, hears nothing, and is accepted, blocked or removed', async ({
  join,
  servers
}) => {
  const alice = await join('alice', { phone: true });
  const bob = await join('bob');
  await bob.visit(alice.address);
  await bob.send('you do not know me');
  await expect(status(bob, 'you do not know me', 'Sent')).toBeVisible();
  await alice.page.getByRole('button', { name: 'Requests · 1' }).click();
  await alice.open(bob.user);
  await expect(alice.page.getByText('is not in your contacts')).toBeVisible();
  await expect(alice.composer).toBeHidden();
  expect(await archived(servers, alice.user)).toEqual(['you do not know me']);
  expect((await servers.archiveOf(bob.user)).filter((xml) => /received|displayed/.test(xml))).toEqual([]);

  await alice.page.getByRole('button', { name: 'Accept' }).click();
  await expect(alice.composer).toBeVisible();
  await alice.look();
  await bob.send('so?');
  await expect(status(bob, 'so?', 'Read')).toBeVisible();

  await alice.about(bob.user).click();
  await alice.page.getByRole('button', { name: 'Block' }).click();
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  await expect(alice.page.getByRole('button', { name: 'Unblock' })).toBeVisible();
  await expect.poll(() => rowsOf(alice.page, 'outbox')).toEqual([]);
  await bob.send('blocked?');
  await expect(bob.message('blocked?').getByText('Not sent.')).toBeVisible();
  await bob.message('so?').locator('.bubble').click({ button: 'right' });
  await bob.page.getByRole('menuitem', { name: 'Delete' }).click();
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Delete for everyone' }).click();
  const gone = bob.articles.filter({ hasText: 'Others can still see it' });
  await gone.getByRole('button', { name: 'Close' }).click();
  await expect(gone).toBeHidden();
  expect(await alice.stored(bob.address)).toEqual(['you do not know me', 'so?']);
  expect(await archived(servers, alice.user)).toEqual(['you do not know me', 'so?']);
});

test('a contact is renamed and removed, at the server too', { tag: '@chromium' }, async ({ join, device }) => {
  const alice = await join('alice');
  const bob = await join('bob');
  await befriend(alice, bob);
  await alice.about(bob.user).click();
  await alice.page.getByRole('button', { name: 'Change name' }).click();
  const sheet = alice.page.getByRole('dialog', { name: 'Change name' });
  await sheet.getByRole('textbox', { name: 'Name' }).fill('Bobby');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(alice.row('Bobby')).toBeVisible();
  const phone = await device(alice);
  await expect(phone.row('Bobby')).toBeVisible();
  expect(await rowsOf(phone.page, 'people')).toMatchObject([{ address: bob.address, name: 'Bobby' }]);

  await alice.page.getByRole('button', { name: 'Remove from contacts' }).click();
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Remove from contacts' }).click();
  await expect(alice.row('Bobby')).toBeHidden();
  await expect.poll(() => rowsOf(alice.page, 'people')).toEqual([]);
  await expect.poll(() => rowsOf(phone.page, 'people')).toEqual([]);
  await expect.poll(async () => (await rowsOf(bob.page, 'people'))[0]?.subscription).not.toBe('both');
});

test('scrolls up through the archive without a jump', async ({ join, device, servers }) => {
  // The server stores each message three times, some 20 a second.
  test.setTimeout(120_000);
  const alice = await join('alice', { loggedOut: true });
  const bob = await join('bob', { loggedOut: true });
  const said = Array.from({ length: 220 }, (_, i) => `line ${String(i + 1).padStart(3, '0')}`);
  const writer = await new BrowserLike(alice.user, { origin: servers.publicUrl }).openTab();
  await writer.engine.logIn({ address: alice.address, password: alice.password });
  for (const text of said) await writer.engine.send(bob.address, text);
  await expect.poll(() => writer.db.count('outbox'), { timeout: 60_000 }).toBe(0);
  writer.close();
  expect(await archived(servers, alice.user)).toEqual(said);

  const phone = await device(alice, { phone: true });
  await phone.open(bob.user);
  await expect(phone.message('line 220')).toBeVisible();
  await phone.log.hover();
  const jumps: number[] = [];
  const first = phone.message('line 001');
  for (let i = 0; i < 150 && !(await first.isVisible()); i++) {
    await phone.page.mouse.wheel(0, -400);
    jumps.push(await drift(phone));
  }
  await expect(first).toBeVisible();
  expect(Math.max(...jumps)).toBeLessThanOrEqual(1);
  expect(await phone.stored(bob.address)).toEqual(said);
  await phone.page.getByRole('button', { name: /To the newest message/ }).click();
  await expect(phone.message('line 220')).toBeVisible();
});

/** How far the message in the middle moves by itself within some frames, in pixels, when nobody scrolls. */
function drift(person: Person): Promise<number> {
  return person.log.evaluate(async (log) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const { top, height } = log.getBoundingClientRect();
    let last = NaN;
    for (let i = 0; i < 60 && last !== log.scrollTop; i++) {
      last = log.scrollTop;
      await frame();
    }
    const middle = [...log.querySelectorAll('article')].find(
      (one) => one.getBoundingClientRect().top > top + height / 3
    );
    if (!middle) return 0;
    const before = middle.getBoundingClientRect().top;
    for (let i = 0; i < 5; i++) await frame();
    return middle.isConnected ? Math.abs(middle.getBoundingClientRect().top - before) : 0;
  });
}
