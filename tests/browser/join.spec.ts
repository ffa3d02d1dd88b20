import { rowsOf } from './database';
import { archived, expect, test } from './fixtures';

test('an invitation makes an account, contacts of both, and a conversation', async ({ join, visitor, servers }) => {
  const alice = await join('alice', { phone: true });
  const { link, token } = await servers.invite({ from: alice.user });
  const bob = await visitor({ phone: true });
  bob.user = `bob.${alice.user}`;

  await bob.page.goto(link);
  await expect(bob.page.getByRole('heading', { name: /invites you to Kith/ })).toBeVisible();
  await expect.poll(() => bob.page.evaluate(() => location.hash)).toBe('');
  expect(await bob.page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  await bob.fillInvitation();
  await expect(bob.page.getByRole('heading', { name: 'Chats', exact: true })).toBeVisible();
  await bob.page.goBack();
  expect(await bob.page.evaluate(() => location.href)).not.toContain(token);
  expect(bob.seen.requests.filter((url) => url.includes(token))).toEqual([]);
  await bob.page.goto(bob.url);

  await bob.open(alice.user);
  await bob.send('I am in');
  await alice.open(bob.user);
  await expect(alice.message('I am in')).toBeVisible();
  await alice.send('welcome');
  await expect(bob.message('welcome')).toBeVisible();

  await expect.poll(() => rowsOf(bob.page, 'people')).toMatchObject([{ address: alice.address, subscription: 'both' }]);
  await expect.poll(() => rowsOf(alice.page, 'people')).toMatchObject([{ address: bob.address, subscription: 'both' }]);
  expect(await alice.stored(bob.address)).toEqual(['I am in', 'welcome']);
  expect(await archived(servers, bob.user)).toEqual(['I am in', 'welcome']);

  const late = await visitor();
  late.user = `late.${alice.user}`;
  await late.page.goto(link);
  await late.fillInvitation();
  await expect(late.page.getByText('This invitation was already used')).toBeVisible();
  expect(await rowsOf(late.page, 'accounts')).toEqual([]);
});

test('an invitation that is broken or unknown says so', async ({ visitor, servers }) => {
  const someone = await visitor();
  await someone.page.goto(`${someone.url}invite#t=&type=register&jid=`);
  await expect(someone.page.getByRole('heading', { name: 'This link is not complete' })).toBeVisible();
  const { link, token } = await servers.invite();
  await someone.page.goto(link.replace(token, 'never-given-out'));
  someone.user = 'nobody.at.all';
  await someone.fillInvitation();
  await expect(someone.page.getByText('This invitation was already used')).toBeVisible();
  expect(await rowsOf(someone.page, 'accounts')).toEqual([]);
});

test('a name that somebody has is refused, and another one taken', async ({ join, visitor, servers }) => {
  const alice = await join('alice');
  const { link } = await servers.invite();
  const other = await visitor({ phone: true });
  other.user = alice.user;
  await other.page.goto(link);
  await other.fillInvitation();
  await expect(other.page.getByText('Somebody has this address already')).toBeVisible();
  other.user = `other.${alice.user}`;
  await other.fillInvitation();
  await expect(other.page.getByRole('heading', { name: 'Chats', exact: true })).toBeVisible();
  expect(await rowsOf(other.page, 'accounts')).toMatchObject([{ account: other.address }]);
});

test('a wrong password is told, the right one logs in, and logging out leaves nothing', async ({ join }) => {
  const alice = await join('alice', { loggedOut: true });
  await alice.page.goto(alice.url);
  await alice.fillLogin('not my password');
  await expect(alice.page.getByText('The address or the password is wrong')).toBeVisible();
  expect(await rowsOf(alice.page, 'accounts')).toEqual([]);
  await alice.fillLogin();
  await expect(alice.page.getByRole('heading', { name: 'Chats', exact: true })).toBeVisible();
  const secrets = JSON.stringify(await rowsOf(alice.page, 'secrets'));
  expect(secrets).toContain(alice.address);
  expect(secrets).not.toContain(alice.password);

  await alice.page.getByRole('button', { name: 'More' }).click();
  await alice.page.getByRole('menuitem', { name: 'Settings' }).click();
  await alice.page.getByRole('button', { name: 'Log out' }).click();
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();
  await expect(alice.page.getByRole('button', { name: 'Log in' })).toBeVisible();
  for (const store of ['accounts', 'secrets', 'streams', 'chats', 'messages', 'coverage', 'people', 'outbox'] as const)
    expect(await rowsOf(alice.page, store), store).toEqual([]);
  expect(await alice.context.storageState()).toEqual({ cookies: [], origins: [] });
  await alice.page.reload();
  await expect(alice.page.getByRole('button', { name: 'Log in' })).toBeVisible();
});
