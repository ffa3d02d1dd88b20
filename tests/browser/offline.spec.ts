import type { Person } from './person';
import { rowsOf } from './database';
import { archived, expect, test } from './fixtures';
import { Door } from './door';

/** Two contacts in an open chat with each other, their app installed. */
async function meet(alice: Person, bob: Person): Promise<void> {
  await alice.add(bob.address);
  await bob.add(alice.address);
  await alice.send('hello');
  await expect(bob.message('hello')).toBeVisible();
  await alice.page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

const waiting = (person: Person, text: string) => person.message(text).getByRole('img', { name: 'Waiting to be sent' });

// In Chromium only: no way to take the network from a service worker; see the server test below.
test(
  'opens without a network, shows the history, and sends what was written once the network is back',
  { tag: '@chromium' },
  async ({ join, servers }) => {
    const alice = await join('alice', { phone: true });
    const bob = await join('bob');
    await meet(alice, bob);
    await expect.poll(() => rowsOf(alice.page, 'outbox')).toEqual([]);
    await alice.context.setOffline(true);
    await expect(alice.trouble).toHaveText('Waiting for network');
    await alice.page.reload();
    await expect(alice.message('hello')).toBeVisible();
    await expect(alice.trouble).toHaveText('Waiting for network');
    for (const text of ['one', 'two', 'three']) await alice.send(text);
    await expect(waiting(alice, 'three')).toBeVisible();
    await alice.page.reload();
    await expect(waiting(alice, 'three')).toBeVisible();
    expect((await rowsOf(alice.page, 'outbox')).filter(({ task }) => task.kind === 'message')).toHaveLength(3);
    expect(await archived(servers, alice.user)).toEqual(['hello']);

    await alice.context.setOffline(false);
    await expect(bob.message('three')).toBeVisible({ timeout: 15_000 });
    const said = ['hello', 'one', 'two', 'three'];
    await expect(bob.articles).toHaveCount(4);
    await expect(waiting(alice, 'three')).toBeHidden();
    expect(await bob.stored(alice.address)).toEqual(said);
    expect(await alice.stored(bob.address)).toEqual(said);
    expect(await archived(servers, bob.user)).toEqual(said);
    await expect.poll(() => rowsOf(alice.page, 'outbox')).toEqual([]);
  }
);

test('a reload goes on with the stream and asks for nothing again', async ({ join, servers }) => {
  const alice = await join('alice');
  const bob = await join('bob');
  await meet(alice, bob);
  await expect.poll(() => rowsOf(alice.page, 'streams')).toHaveLength(1);
  const [before] = await rowsOf(alice.page, 'streams');
  await alice.page.reload();
  await bob.send('while you were away');
  await expect(alice.message('while you were away')).toBeVisible();
  const [after] = await rowsOf(alice.page, 'streams');
  expect(after).toMatchObject({ id: before?.id, jid: before?.jid });
  await expect(alice.articles).toHaveCount(2);
  expect(await alice.stored(bob.address)).toEqual(['hello', 'while you were away']);
  expect(await archived(servers, alice.user)).toEqual(['hello', 'while you were away']);
});

test('the server is killed and comes back', async ({ join, servers }) => {
  const alice = await join('alice');
  const bob = await join('bob', { phone: true });
  await meet(alice, bob);
  await servers.kill();
  await expect(alice.trouble).toHaveText('Waiting for network', { timeout: 20_000 });
  await alice.send('to a dead server');
  await expect(waiting(alice, 'to a dead server')).toBeVisible();
  await servers.restart();
  await expect(bob.message('to a dead server')).toBeVisible({ timeout: 30_000 });
  await bob.send('alive again');
  await expect(alice.message('alive again')).toBeVisible();
  const said = ['hello', 'to a dead server', 'alive again'];
  expect(await alice.stored(bob.address)).toEqual(said);
  expect(await bob.stored(alice.address)).toEqual(said);
  expect(await archived(servers, alice.user)).toEqual(said);
});

// In Chromium only: only Chromium can stall an open socket.
test(
  'a socket that stalls is noticed when something is sent, and the message still goes once',
  { tag: '@chromium' },
  async ({ join, servers }) => {
    const alice = await join('alice');
    const bob = await join('bob');
    await meet(alice, bob);
    await alice.context.setOffline(true);
    await alice.send('into the void');
    // SECURITY 6: a dead link is noticed within 15 s of sending anything.
    await expect(alice.trouble).toHaveText('Waiting for network', { timeout: 20_000 });
    await alice.context.setOffline(false);
    await expect(bob.message('into the void')).toBeVisible({ timeout: 15_000 });
    await expect(waiting(alice, 'into the void')).toBeHidden();
    expect(await bob.stored(alice.address)).toEqual(['hello', 'into the void']);
    expect(await archived(servers, bob.user)).toEqual(['hello', 'into the void']);
  }
);

test('talks over BOSH where the WebSocket answers 404', async ({ join, servers }) => {
  const door = await Door.open(servers.publicUrl);
  try {
    const bob = await join('bob');
    const alice = await join('alice', { loggedOut: true, url: door.url });
    await alice.logIn();
    await alice.add(bob.address);
    await alice.send('by the back door');
    await bob.page.getByRole('button', { name: 'Requests · 1' }).click();
    await bob.open(alice.user);
    await expect(bob.message('by the back door')).toBeVisible();
    await bob.page.getByRole('button', { name: 'Accept' }).click();
    await bob.send('heard');
    await expect(alice.message('heard')).toBeVisible();
    expect(door.refused).toBeGreaterThan(0);
    expect(await alice.stored(bob.address)).toEqual(['by the back door', 'heard']);
    expect(await rowsOf(alice.page, 'accounts')).toMatchObject([{ endpoint: { kind: 'bosh' } }]);
    expect(await archived(servers, alice.user)).toEqual(['by the back door', 'heard']);
  } finally {
    await door.close();
  }
});
