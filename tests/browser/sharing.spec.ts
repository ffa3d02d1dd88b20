import { rowsOf } from './database';
import { expect, test } from './fixtures';

const CAROL = 'carol@localhost';

// In Chromium only: the place is the browser's own business.
test('a place and a contact are shared as cards', { tag: '@chromium' }, async ({ join }) => {
  const alice = await join('alice', {
    context: { geolocation: { latitude: 52.520008, longitude: 13.404954, accuracy: 12 } }
  });
  const bob = await join('bob', { phone: true });
  await alice.add(CAROL, 'Carol');
  await bob.add(alice.address);
  await alice.add(bob.address);
  const { page } = alice;
  const attach = async (what: string) => {
    await page.getByRole('button', { name: 'Attach' }).click();
    await page.getByRole('menuitem', { name: what }).click();
    return page.getByRole('dialog', { name: what });
  };

  const refused = await attach('Location');
  await expect(refused).toContainText('Allow it in the settings of your browser');
  await alice.context.grantPermissions(['geolocation']);
  await refused.getByRole('button', { name: 'Try again' }).click();
  await expect(refused).toContainText('Accurate to about 12 m');
  await refused.getByRole('button', { name: 'Send this location' }).click();
  for (const person of [alice, bob]) {
    const card = person.articles.getByRole('group', { name: 'Location' });
    await expect(card).toContainText('52.52001, 13.40495');
    await expect(card).toContainText('Accurate to about 12 m');
  }
  const [place] = await rowsOf(bob.page, 'messages');
  expect(place).toMatchObject({ text: '', location: { lat: 52.520008, lon: 13.404954, accuracy: 12 } });

  const contacts = await attach('Contact');
  await contacts.getByRole('checkbox', { name: 'Carol' }).check({ force: true });
  await contacts.getByRole('button', { name: 'Send' }).click();
  const card = bob.articles.getByRole('group', { name: 'Contact' });
  await expect(card).toContainText(CAROL);
  await expect.poll(() => bob.stored(alice.address)).toContain(`xmpp:${CAROL}`);
  await card.getByRole('button', { name: 'Add' }).tap();
  await expect(card.getByRole('button', { name: 'Add' })).toBeHidden();
  await expect.poll(async () => (await rowsOf(bob.page, 'people')).map(({ address }) => address)).toContain(CAROL);
  await card.getByRole('link', { name: 'Chat' }).tap();
  await expect(bob.page).toHaveURL(/carol%40localhost$/);
});
