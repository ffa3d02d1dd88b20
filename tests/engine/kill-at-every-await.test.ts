import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/sources';
import { startServers, type Servers } from '../support/servers';
import { provideWebSocket } from '../support/websocket';
import { Lane, type Scenario } from './kill-lane';
import { KILLED_IN, loadMortalTabs, sitesOf, type Aim, type Phase } from './kill-points';
import { RARELY_REACHED } from './kill-exceptions';

provideWebSocket();

const LANES = 4;
/** How often everything is lived through before an await counts as one that nothing reaches. */
const LIVES = 5;
/** `npm run kill` also kills between the end of what was awaited and the line behind it, and at the later times. */
const ALL = process.env.KITH_KILL === 'all';
const PHASES: Phase[] = ALL ? ['begun', 'done'] : ['begun'];
const SCENARIOS: Scenario[] = ['resumed', 'gap', 'unsure', 'people', 'room', 'seat'];
/** These awaits serve every write: what they belong to differs from time to time. */
const EVERY_TIME = /^(write|commit)\.ts/;
const MOST = 3;
/**
 * Where `begun` says all: inside a transaction the end of one request is the same to others as the beginning of the next,
 * and what is told of people is told again whole.
 */
const ONCE = /^(commit|contacts|displayed|errands)\.ts|: \(?(this\.)?tx\.(?!done)|: \w+\((this\.)?tx,/;

const sites = KILLED_IN.flatMap((path) =>
  sitesOf(path, readFileSync(join(ROOT, path), 'utf8')).map(({ name }) => name)
);

describe('the engine is killed at every await', () => {
  let servers: Servers;
  let mortal: Awaited<ReturnType<typeof loadMortalTabs>>;
  const lanes: Lane[] = [];
  const reached = new Map<string, { scenario: Scenario; times: number }>();

  beforeAll(async () => {
    servers = await startServers();
    mortal = await loadMortalTabs();
    for (let n = 1; n <= LANES; n++) lanes.push(new Lane(n, servers, mortal));
    for (const lane of lanes) await lane.createAccounts();
    await Promise.all(lanes.map((lane) => lane.start()));
  }, 120_000);
  afterAll(async () => {
    await mortal?.stop();
    await servers?.stop();
  });

  it('reaches each of them, but for those that are named with their reason', async () => {
    const [lane] = lanes;
    const missed = () => sites.filter((site) => !reached.has(site) && !RARELY_REACHED.has(site));
    // What another person does may come too late to be part of one life.
    for (let lives = 0; lives < LIVES && (lives < 2 || missed().length > 0); lives++) {
      const again = new Map<string, { scenario: Scenario; times: number }>();
      for (const scenario of SCENARIOS) {
        const { reached: counts, died } = await lane!.live(scenario);
        expect(died).toBe(false);
        for (const [site, times] of counts) if (!again.has(site)) again.set(site, { scenario, times });
      }
      // What only a first life comes to can't be aimed at where it was: the later one tells where it is come to again.
      for (const [site, found] of again) reached.set(site, found);
    }
    expect(missed()).toEqual([]);
    expect([...RARELY_REACHED.keys()].filter((site) => !sites.includes(site))).toEqual([]);
  }, 120_000);

  it(
    'and loses, doubles and misplaces nothing',
    async () => {
      const aims = sites.flatMap((site) => aimsAt(site, reached.get(site)));
      const failures: string[] = [];
      let deaths = 0;
      const work = async (lane: Lane): Promise<void> => {
        for (let next = aims.shift(); next; next = aims.shift()) {
          const { scenario, ...aim } = next;
          try {
            // Not every life comes to the same awaits in the same number.
            const died = (await lane.live(scenario, aim)).died || (await lane.live(scenario, { ...aim, nth: 1 })).died;
            if (died) deaths++;
            else process.stdout.write(`lived on: ${aim.site} (${scenario})\n`);
          } catch (thrown) {
            const failure = `${aim.site} ${aim.phase} ${aim.nth} (${scenario}): ${String(thrown)}`;
            failures.push(failure);
            process.stdout.write(`${failure}\n`);
          }
        }
      };
      const started = Date.now();
      const planned = aims.length;
      await Promise.all(lanes.map(work));
      process.stdout.write(`${deaths} deaths of ${planned} in ${Math.round((Date.now() - started) / 1000)} s\n`);
      expect(failures).toEqual([]);
      expect(deaths).toBeGreaterThan(planned * 0.9);
      for (const lane of lanes) await lane.finish();
    },
    ALL ? 1_800_000 : 540_000
  );
});

function aimsAt(
  site: string,
  found: { scenario: Scenario; times: number } | undefined
): (Aim & { scenario: Scenario })[] {
  if (!found) return [];
  const { scenario, times } = found;
  // The last times are not the same in every life.
  const most = ALL && EVERY_TIME.test(site) ? Math.min(Math.ceil(times / 2), MOST) : 1;
  return Array.from({ length: most }, (_, n) => 1 + Math.floor((n * times) / (2 * most))).flatMap((nth) =>
    PHASES.slice(0, ONCE.test(site) ? 1 : 2).map((phase) => ({ site, phase, nth, scenario }))
  );
}
