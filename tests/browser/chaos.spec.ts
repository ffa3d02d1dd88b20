import { FaultProxy } from '../support/fault-proxy';
import { expect, test } from './fixtures';
import type { Person } from './person';

const MESSAGES = 40;
/** After so many the page is loaded anew. */
const RELOAD_EVERY = 8;

/** A fault comes after so many bytes: pages are few, so more often than by default. */
const BYTES: [number, number] = [1_000, 8_000];

const numbered = (name: string): string[] => Array.from({ length: MESSAGES }, (_, n) => `${name} ${n}`);

/** Writes as fast as the page takes it; some of it over a page that has just been loaded anew. */
async function write(person: Person, name: string, friend: Person): Promise<void> {
  for (const [n, text] of numbered(name).entries()) {
    if (n > 0 && n % RELOAD_EVERY === 0) await person.visit(friend.address);
    await person.send(text);
  }
}

// One browser is enough: what differs between them is tested without faults in the other files.
test(
  'brings everything once and in order over connections that fail, while pages are loaded anew',
  { tag: '@chromium' },
  async ({ join, servers }) => {
    test.setTimeout(180_000);
    const target = Number(new URL(servers.publicUrl).port);
    const proxies = [
      await FaultProxy.start({ target, seed: 11, bytes: BYTES }),
      await FaultProxy.start({ target, seed: 12, bytes: BYTES })
    ];
    try {
      const [alice, bob] = (await Promise.all(
        proxies.map(async ({ port }, n) => {
          const person = await join(n === 0 ? 'alice' : 'bob', { loggedOut: true, url: `http://localhost:${port}` });
          await person.page.goto(person.url);
          const more = person.page.locator('summary', { hasText: 'More' });
          await more.click();
          const server = person.page.getByRole('textbox', { name: /web address/ });
          await server.fill(`ws://localhost:${port}/xmpp-websocket`);
          await more.click();
          await person.fillLogin();
          await expect(person.page.getByRole('heading', { name: 'Chats', exact: true })).toBeVisible();
          return person;
        })
      )) as [Person, Person];
      // Pages come from the service worker from here on.
      for (const { page } of [alice, bob])
        await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      // Contacts, so that no request takes the composer's place while somebody writes.
      await alice.add(bob.address);
      await bob.add(alice.address);
      for (const proxy of proxies) proxy.misbehave();
      await Promise.all([write(alice, 'alice', bob), write(bob, 'bob', alice)]);
      for (const proxy of proxies) proxy.calm();
      for (const [person, friend] of [
        [alice, bob],
        [bob, alice]
      ] as const) {
        await expect(async () => {
          const texts = await person.stored(friend.address);
          for (const name of ['alice', 'bob'])
            expect(texts.filter((text) => text.startsWith(`${name} `))).toEqual(numbered(name));
        }).toPass({ timeout: 60_000 });
      }
      for (const { user } of [alice, bob]) {
        const archive = await servers.archiveOf(user);
        const texts = archive.flatMap((xml) => /<body>([^<]*)<\/body>/.exec(xml)?.[1] ?? []);
        for (const name of ['alice', 'bob'])
          expect(texts.filter((text) => text.startsWith(`${name} `))).toEqual(numbered(name));
      }
      expect(proxies.reduce((sum, { faults }) => sum + faults, 0)).toBeGreaterThan(3);
    } finally {
      for (const proxy of proxies) await proxy.stop();
    }
  }
);
