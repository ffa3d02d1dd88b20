import { resolve } from 'node:path';
import { test as base, expect, type Browser, type BrowserContextOptions } from '@playwright/test';
import { elements, parseFrame, text } from '../../src/lib/xmpp/xml';
import { startServers, type Servers } from '../support/servers';
import { Person } from './person';
import { watch } from './watch';

export { expect };

/** The screens that everything must work on. */
export const PHONE = { width: 375, height: 667 };
export const DESKTOP = { width: 1280, height: 800 };

const PASSWORD = 'correct horse battery';

interface Who {
  /** A phone with touch; a desktop if not. */
  phone?: boolean;
  /** Logs in nowhere: the account alone is made. */
  loggedOut?: boolean;
  /** Another address of the server than its own. */
  url?: string;
  context?: BrowserContextOptions;
}

interface Fixtures {
  /** A new account, with a browser of its own that is logged in to it. Names are unique, as tests share the server. */
  join: (name: string, who?: Who) => Promise<Person>;
  /** A browser of nobody. */
  visitor: (who?: Who) => Promise<Person>;
  /** Another browser of somebody, logged in. */
  device: (person: Person, who?: Who) => Promise<Person>;
}

interface WorkerFixtures {
  /** The built app that the web server shows. */
  build: string;
  servers: Servers;
}

/** How a context shows a phone: Firefox has no mobile mode, only touch. */
function screen(browser: Browser, phone: boolean): BrowserContextOptions {
  if (!phone) return { viewport: DESKTOP };
  const isFirefox = browser.browserType().name() === 'firefox';
  return { viewport: PHONE, hasTouch: true, ...(isFirefox ? {} : { isMobile: true, deviceScaleFactor: 2 }) };
}

let count = 0;

export const test = base.extend<Fixtures & { open: (user: string, who: Who) => Promise<Person> }, WorkerFixtures>({
  build: ['build', { scope: 'worker', option: true }],
  servers: [
    async ({ build }, use) => {
      const servers = await startServers({ root: resolve(build) });
      await use(servers);
      await servers.stop();
    },
    { scope: 'worker', timeout: 60_000 }
  ],
  open: async ({ browser, servers }, use) => {
    const people: Person[] = [];
    await use(async (user, { phone = false, url = servers.publicUrl, context: options }) => {
      const context = await browser.newContext({ ...screen(browser, phone), locale: 'en-GB', ...options });
      const page = await context.newPage();
      const person = new Person(user, PASSWORD, `${url}/`, context, page, watch(context, page));
      people.push(person);
      return person;
    });
    // Before the end: Playwright takes its pictures while a context closes, with a style that the policy forbids.
    const complaints = people.flatMap(({ seen, url }) => seen.complaints(new URL(url).origin));
    for (const person of people) await person.context.close();
    expect(complaints).toEqual([]);
  },
  join: async ({ open, servers }, use) => {
    await use(async (name, who = {}) => {
      const person = await open(`${name}${++count}`, who);
      // SQLite refuses the command line while the server writes.
      await expect(() => servers.createAccount(person.user, person.password)).toPass({ timeout: 10_000 });
      if (!who.loggedOut) await person.logIn();
      return person;
    });
  },
  visitor: async ({ open }, use) => {
    await use((who = {}) => open('nobody', who));
  },
  device: async ({ open }, use) => {
    await use(async (person, who = {}) => {
      const other = await open(person.user, who);
      await other.logIn();
      return other;
    });
  }
});

/** The texts of a person's messages in the server's archive, oldest first. */
export async function archived(servers: Servers, user: string): Promise<string[]> {
  const bodies = (await servers.archiveOf(user)).map((xml) =>
    elements(parseFrame(xml)).find((element) => element.getName() === 'body')
  );
  return bodies.flatMap((body) => (body ? [text(body)] : []));
}
