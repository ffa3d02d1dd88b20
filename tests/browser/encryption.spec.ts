import { rowsOf, seed } from './database';
import { archived, expect, test } from './fixtures';
import type { Person } from './person';

/** Turns it on for all chats, and waits until others can know of this device. */
async function encrypts({ page, url }: Person): Promise<void> {
  await page.goto(`${url}settings/encryption`);
  await page.getByRole('switch', { name: 'Encrypt chats by itself' }).check();
  await expect(page.getByRole('button', { name: 'Code of this device' })).toBeVisible();
  await expect.poll(async () => Object.keys((await rowsOf(page, 'ownDevices'))[0]?.published ?? {})).toHaveLength(2);
  await expect
    .poll(async () => (await rowsOf(page, 'deviceLists')).map(({ devices }) => devices['omemo:2']?.length))
    .toContain(1);
}

test('two people encrypt, see that they do, and one turns it off', { tag: '@chromium' }, async ({ join, servers }) => {
  const alice = await join('alice');
  const bob = await join('bob', { phone: true });
  await alice.add(bob.address);
  await bob.page.getByRole('link', { name: 'People' }).click();
  await bob.page.getByRole('button', { name: `Accept ${alice.user}` }).click();
  await expect(bob.page.getByRole('link', { name: alice.user })).toBeVisible();
  await encrypts(alice);
  await encrypts(bob);

  const lock = alice.about(bob.user).getByRole('img', { name: 'Encrypted' });
  await alice.visit(bob.address);
  await expect(lock).toHaveCount(0);
  await alice.send('for you alone');
  await expect(lock).toBeVisible();
  await bob.look();
  await bob.visit(alice.address);
  await expect(bob.message('for you alone')).toBeVisible();
  await expect(bob.about(alice.user).getByRole('img', { name: 'Encrypted' })).toBeVisible();
  for (const { page } of [alice, bob]) expect((await rowsOf(page, 'messages'))[0]?.sealed?.version).toBe('omemo:2');
  expect((await archived(servers, bob.user)).join()).not.toContain('for you alone');

  await bob.page.goto(`${bob.url}chat/${encodeURIComponent(alice.address)}/encryption`);
  await bob.page
    .getByRole('region', { name: `Devices of ${alice.user}` })
    .getByRole('button')
    .click();
  const sheet = bob.page.getByRole('dialog', { name: `Device of ${alice.user}` });
  const [own] = await rowsOf(alice.page, 'ownDevices');
  const key = [...(own?.identity ?? [])].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  await expect(sheet).toContainText(key);
  await sheet.getByRole('button', { name: 'All digits are the same' }).click();
  await expect(bob.page.getByText('Compared', { exact: true })).toBeVisible();

  const encrypt = bob.page.getByRole('switch', { name: 'Encrypt this chat' });
  const question = bob.page.getByRole('dialog', { name: 'Turn off encryption?' });
  await encrypt.uncheck();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(encrypt).toBeChecked();
  await encrypt.uncheck();
  await question.getByRole('button', { name: 'Turn off' }).click();
  await expect(encrypt).not.toBeChecked();
  await bob.visit(alice.address);
  await expect(bob.about(alice.user)).toBeVisible();
  await expect(bob.about(alice.user).getByRole('img', { name: 'Encrypted' })).toHaveCount(0);
  await bob.send('for everybody');
  await expect(alice.message('for everybody')).toContainText('Not encrypted');
});

test('what can not be read says why, once', { tag: '@chromium' }, async ({ join }) => {
  const carol = await join('carol', { phone: true });
  const [account, chat] = [carol.address, 'dora@localhost'];
  const rows = (['before', 'before', 'before', 'broken', 'forged', undefined] as const).map((unreadable, at) => ({
    ...{ account, id: `row${at}`, chat, sender: chat, mine: false, text: unreadable ? '' : 'now I read you' },
    ...{ order: (at + 1) * 1000, time: Date.UTC(2026, 0, 1 + Math.min(at, 4)), arrived: 1 },
    ...(unreadable && { unreadable })
  }));
  await seed(carol.page, 'messages', rows);
  await carol.visit(chat);
  await expect(carol.message('now I read you')).toBeVisible();
  await expect(carol.articles).toHaveCount(3);
  await expect(carol.log.getByText('Messages from before you used Kith here')).toHaveCount(1);
  await expect(carol.articles.first()).toContainText('This message could not be read');
  await expect(carol.articles.nth(1)).toContainText('was changed on its way');
});
