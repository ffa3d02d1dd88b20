import type { Page } from '@playwright/test';
import { CHANNEL, type ChannelMessage } from '../../src/lib/engine/api';
import { expect } from '../browser/fixtures';
import type { Person } from '../browser/person';
import type { Servers } from '../support/servers';
import { duration, note } from './figures';
import { heapOf } from './heap';
import { shownAt, smoothness, watchSmoothness } from './screen';
import { bench as test } from './setting';
import { bookmarkRooms, enterBarely, fillRooms, rawSession } from './wire';

const ROOMS = 60;
const PEOPLE = 3000;
/** How many people the info shows at first. */
const SHOWN = 50;

/** What a page heard while somebody logged in, milliseconds since 1970. */
interface Heard {
  clicked: number;
  online: number;
  inAll: number;
  inLarge: number;
  /** Live messages about rooms. */
  told: number;
}

declare global {
  interface Window {
    heard?: Heard;
  }
}

/** Listens to what the worker tells the page. */
function listen(page: Page, rooms: number, people: number): Promise<void> {
  return page.evaluate(
    (wanted) => {
      const heard: Heard = { clicked: NaN, online: NaN, inAll: NaN, inLarge: NaN, told: 0 };
      const now = (): number => performance.timeOrigin + performance.now();
      const inside = new Set<string>();
      window.heard = heard;
      new BroadcastChannel(wanted.channel).addEventListener('message', ({ data }: MessageEvent<ChannelMessage>) => {
        if (data.type !== 'live') return;
        if (data.state.connection === 'online' && Number.isNaN(heard.online)) heard.online = now();
        if (data.state.rooms) heard.told++;
        for (const [address, { state, count }] of data.state.rooms ?? []) {
          if (state === 'in') inside.add(address);
          if (state === 'in' && count > wanted.people && Number.isNaN(heard.inLarge)) heard.inLarge = now();
        }
        if (inside.size === wanted.rooms && Number.isNaN(heard.inAll)) heard.inAll = now();
      });
      document.addEventListener('click', () => (heard.clicked = now()), { capture: true, once: true });
    },
    { channel: CHANNEL, rooms, people }
  );
}

async function logIn(person: Person, rooms: number, people: number): Promise<Heard> {
  const { page } = person;
  await page.goto(person.url);
  await listen(page, rooms, people);
  await watchSmoothness(page);
  await person.fillLogin();
  await page.waitForFunction(
    (isMany) => window.heard && !Number.isNaN(isMany ? window.heard.inLarge + window.heard.inAll : window.heard.online),
    rooms > 0,
    { timeout: 300_000 }
  );
  const heard = await page.evaluate(() => window.heard);
  if (!heard) throw new Error('nobody listened');
  return heard;
}

/** Makes the rooms of somebody. Returns how long the server takes to let a bare session into the large one, milliseconds. */
async function prepare(servers: Servers, user: string): Promise<number> {
  await fillRooms(servers, user, ROOMS, PEOPLE);
  const session = await rawSession(servers, user, { make: false });
  await bookmarkRooms(session, ROOMS);
  const began = performance.now();
  await enterBarely(session, 'bench01');
  const took = performance.now() - began;
  session.close();
  return took;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

test('log in with many rooms @8', async ({ join, servers }) => {
  const few = await join('few', { loggedOut: true });
  const without = await logIn(few, 0, 0);
  const calm = await smoothness(few.page);
  const before = await heapOf(few.page);

  const many = await join('many', { loggedOut: true });
  const barely = await prepare(servers, many.user);
  const heard = await logIn(many, ROOMS, PEOPLE);
  const seen = await smoothness(many.page);
  const after = await heapOf(many.page);
  note({
    what: `8 log in with ${ROOMS} rooms, one of ${PEOPLE} people: online`,
    kith: `${duration(heard.online - heard.clicked)} (${duration(without.online - without.clicked)} without rooms)`
  });
  note({
    what: '  inside the large one, inside all',
    kith: `${duration(heard.inLarge - heard.clicked)}, ${duration(heard.inAll - heard.clicked)}`,
    bare: duration(barely)
  });
  note({
    what: '  the page meanwhile',
    kith: `${seen.tasks} long tasks, longest ${duration(seen.longest)} (${calm.tasks}, ${duration(calm.longest)} without rooms); ${heard.told} times told of rooms`
  });
  note({
    what: '  heap of page and worker',
    kith: `${megabytes(after.page)} and ${megabytes(after.worker)} (${megabytes(before.page)} and ${megabytes(before.worker)} without rooms)`
  });

  await many.open('Bench room 01');
  await expect(many.about('Bench room 01')).toBeVisible();
  await watchSmoothness(many.page);
  const shown = shownAt(many.page, 'ul[aria-label=People] > li', SHOWN);
  const clicked = await many.page.evaluate(() => {
    const link = document.querySelector<HTMLAnchorElement>('a[href$="/info"]');
    const now = performance.timeOrigin + performance.now();
    link?.click();
    return now;
  });
  const took = (await shown) - clicked;
  const { longest } = await smoothness(many.page);
  note({ what: '  open the info of the large room', kith: `${duration(took)}, longest task ${duration(longest)}` });
});
