import type { Page } from '@playwright/test';
import { text as textOf } from '../../src/lib/xmpp/xml';
import { rowsOf } from '../browser/database';
import { expect } from '../browser/fixtures';
import type { Person } from '../browser/person';
import type { Bare } from './bare-page';
import { duration, median, note } from './figures';
import { MESSAGES, shownAt, smoothness, watchSmoothness, type Smoothness } from './screen';
import { BARE, bench as test } from './setting';
import { fillArchive, rawSession, write } from './wire';

const ARCHIVED = 10_000;
const BURST = 1000;
const SENT = 20;
const TYPED = 150;

declare global {
  interface Window {
    bare: Bare;
  }
}

const numbered = (word: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1} of ${count}, and some more to read`);
const rate = (count: number, milliseconds: number): string => `${Math.round((count * 1000) / milliseconds)} / s`;
const tasksOf = ({ longest, tasks }: Smoothness): string => `${tasks} long tasks, longest ${duration(longest)}`;

/** A bare page of somebody, beside whatever else they have open. */
async function barePage(person: Person): Promise<Page> {
  const page = await person.context.newPage();
  await page.goto(person.url + BARE);
  await page.waitForFunction(() => 'bare' in window);
  return page;
}

/** What can be handed to a page. */
const identityOf = ({ user, password }: Person) => ({ user, password });

async function listenBarely(person: Person): Promise<Page> {
  const page = await barePage(person);
  await page.evaluate(({ user, password }) => window.bare.listen(user, password), identityOf(person));
  return page;
}

const waitForRows = (page: Page, count: number): Promise<void> =>
  expect.poll(async () => (await rowsOf(page, 'chats'))[0]?.unread, { timeout: 300_000, intervals: [200] }).toBe(count);

test('catch up with the archive @4', async ({ join, servers }) => {
  const person = await join('archive', { loggedOut: true });
  // The device knows the first one, so it knows what it missed.
  await fillArchive(servers, person.user, 1, 1, ARCHIVED);
  await person.logIn();
  await waitForRows(person.page, 1);
  await person.page.goto('about:blank');
  await fillArchive(servers, person.user, 2, ARCHIVED, ARCHIVED);
  // A stream that could be resumed would have brought all of it.
  await servers.restart();

  const page = await barePage(person);
  const began = performance.now();
  const count = await page.evaluate(
    ({ user, password }) => window.bare.readArchive(user, password),
    identityOf(person)
  );
  const barely = performance.now() - began;
  await page.close();

  const started = performance.now();
  await person.page.goto(person.url);
  await watchSmoothness(person.page);
  await waitForRows(person.page, ARCHIVED);
  const took = performance.now() - started;
  note({
    what: `4 catch up with ${ARCHIVED} archived messages`,
    kith: `${rate(ARCHIVED, took)}, ${tasksOf(await smoothness(person.page))}`,
    bare: rate(count, barely)
  });
});

test('live messages into the open chat @5', async ({ join, servers }) => {
  const friend = await rawSession(servers, 'chatter', { make: true });
  const texts = numbered('live', BURST);
  const last = texts.at(-1) ?? '';

  const measure = async (person: Person, page: Page): Promise<{ late: number; seen: Smoothness; took: number }> => {
    const witness = await rawSession(servers, person.user, { make: false });
    witness.send('<presence xmlns="jabber:client"/>');
    await watchSmoothness(page);
    const shown = shownAt(page, MESSAGES, 5, last);
    const began = Date.now();
    const arrived = witness.next((stanza) => textOf(stanza.getChild('body') ?? stanza) === last).then(() => Date.now());
    await write(friend, person.address, texts);
    const [at, came] = [await shown, await arrived];
    witness.close();
    return { late: at - came, seen: await smoothness(page), took: came - began };
  };

  const other = await join('barely', { loggedOut: true });
  const bare = await measure(other, await listenBarely(other));
  const person = await join('reader');
  await person.visit('chatter@localhost');
  await person.send('hello');
  const kith = await measure(person, person.page);
  note({
    what: `5 ${BURST} live messages: from the last one's arrival to the screen`,
    kith: `${duration(kith.late)}, ${tasksOf(kith.seen)} (burst ${duration(kith.took)})`,
    bare: `${duration(bare.late)}, ${tasksOf(bare.seen)} (burst ${duration(bare.took)})`,
    goal: '300 ms, longest 50 ms'
  });
});

test('send to the other screen @6', async ({ join }) => {
  const [one, two] = [await join('one'), await join('two')];
  await one.visit(two.address);
  await one.send('hello');
  await two.page.goto(`${two.url}chat/${encodeURIComponent(one.address)}`);
  await two.page.getByRole('button', { name: 'Accept' }).click();
  await two.send('hello to you');
  await expect(one.message('hello to you')).toBeVisible();
  const kith: number[] = [];
  for (let number = 1; number <= SENT; number++) {
    const shown = shownAt(two.page, MESSAGES, 1, `word ${number}.`);
    await one.composer.fill(`word ${number}.`);
    kith.push(await sendNow(one.page).then(async (at) => (await shown) - at));
  }

  const began = Date.now();
  const shown = shownAt(two.page, MESSAGES, 1, `typed ${TYPED}.`);
  for (let number = 1; number <= TYPED; number++) {
    await one.page.keyboard.insertText(`typed ${number}.`);
    await one.page.keyboard.press('Enter');
  }
  const typed = Date.now();
  const all = await shown;

  const [three, four] = [await join('three', { loggedOut: true }), await join('four', { loggedOut: true })];
  const [from, to] = [await listenBarely(three), await listenBarely(four)];
  const barely: number[] = [];
  for (let number = 1; number <= SENT; number++) {
    const seen = shownAt(to, MESSAGES, 1, `word ${number}.`);
    const at = await from.evaluate(
      ({ address, text }) => {
        const now = performance.timeOrigin + performance.now();
        window.bare.say(address, text);
        return now;
      },
      { address: four.address, text: `word ${number}.` }
    );
    barely.push((await seen) - at);
  }
  note({ what: '6 send to the other screen', kith: duration(median(kith)), bare: duration(median(barely)) });
  note({
    what: `  ${TYPED} messages typed in ${duration(typed - began)}: the last on the other screen`,
    kith: `${duration(all - typed)} later`
  });
});

function sendNow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const button = document.querySelector<HTMLButtonElement>('form button[type=submit]');
    const now = performance.timeOrigin + performance.now();
    button?.click();
    return now;
  });
}
