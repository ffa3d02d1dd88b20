import { rowsOf } from './database';
import { archived, expect, test } from './fixtures';

test('two people on phones become contacts and talk both ways', async ({ join, servers }) => {
  const alice = await join('alice', { phone: true });
  const bob = await join('bob', { phone: true });
  await alice.add(bob.address);
  await bob.page.getByRole('link', { name: 'People' }).click();
  await bob.page.getByRole('button', { name: `Accept ${alice.user}` }).click();
  await expect(bob.page.getByRole('link', { name: alice.user })).toBeVisible();

  await alice.send('hello');
  await bob.look();
  await bob.visit(alice.address);
  await expect(bob.message('hello')).toBeVisible();
  await bob.send('hello to you');
  await expect(alice.message('hello to you')).toBeVisible();
  await expect(alice.message('hello').first().getByRole('img', { name: 'Read' })).toBeVisible();

  const said = ['hello', 'hello to you'];
  expect(await alice.stored(bob.address)).toEqual(said);
  expect(await bob.stored(alice.address)).toEqual(said);
  expect(await archived(servers, alice.user)).toEqual(said);
  expect(await archived(servers, bob.user)).toEqual(said);
  expect(await rowsOf(alice.page, 'people')).toMatchObject([{ address: bob.address, subscription: 'both' }]);
  expect(await rowsOf(bob.page, 'people')).toMatchObject([{ address: alice.address, subscription: 'both' }]);
  await expect.poll(() => rowsOf(alice.page, 'outbox')).toEqual([]);
});
