import { describe, expect, it } from 'vitest';
import { provideWebSocket } from '../support/websocket';
import { runChaos, type Found } from './two-people';

provideWebSocket();

const seed = Number(process.env['CHAOS_SEED'] ?? 1);
const messages = Number(process.env['CHAOS_MESSAGES'] ?? 500);
const isLoud = process.env['CHAOS_MESSAGES'] !== undefined;
/** Milliseconds, for writing and for coming to rest. */
const LIMIT = 60_000 + messages * 120;

const numbered = (name: string): string[] => Array.from({ length: messages }, (_, n) => `${name} ${n}`);
const by = (texts: string[], name: string): string[] => texts.filter((text) => text.startsWith(`${name} `));

/** What differs, in few words: thousands of lines help nobody. */
function differences(found: string[], wanted: string[]): string {
  const seen = new Set(found);
  const lost = wanted.filter((text) => !seen.has(text));
  const doubled = found.filter((text, at) => found.indexOf(text) !== at);
  const late = found.filter((text, at) => at > 0 && number(text) < number(found[at - 1] ?? ''));
  return `lost [${lost.slice(0, 20)}] doubled [${doubled.slice(0, 20)}] late [${late.slice(0, 20)}]`;
}
const number = (text: string): number => Number(text.split(' ')[1]);
const NOTHING = 'lost [] doubled [] late []';

describe('a conversation over a connection that fails', () => {
  it(
    `brings ${messages} messages each way once and in order (seed ${seed})`,
    async () => {
      const report = await runChaos({
        seed,
        messages,
        rest: LIMIT / 2,
        kill: process.env['CHAOS_KILL'] === 'yes',
        ...(isLoud && { log: (line: string) => process.stdout.write(`${line}\n`) })
      });
      const { people, ...figures } = report;
      process.stdout.write(`seed ${seed}, ${messages} each way: ${JSON.stringify(figures)}\n`);
      expect.soft(Object.values(figures.faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(messages / 100);
      for (const person of people) check(person, person.name === 'alice' ? 'bob' : 'alice');
    },
    LIMIT
  );
});

function check(found: Found, friend: string): void {
  const { name } = found;
  expect.soft(differences(found.own, numbered(name)), `${name}'s own`).toBe(NOTHING);
  expect.soft(differences(found.theirs, numbered(friend)), `${friend}'s at ${name}'s`).toBe(NOTHING);
  expect.soft(differences(by(found.archived, name), numbered(name)), `own in ${name}'s archive`).toBe(NOTHING);
  expect.soft(differences(by(found.archived, friend), numbered(friend)), `theirs in ${name}'s archive`).toBe(NOTHING);
  const { waiting = 0, failed = 0, ...arrived } = found.statuses;
  expect.soft({ waiting, failed, outbox: found.waiting }, name).toEqual({ waiting: 0, failed: 0, outbox: 0 });
  expect.soft(Object.values(arrived).reduce((sum, count) => sum + count, 0)).toBe(messages);
  expect.soft(found.unread, `${name}'s unread`).toBe(found.counted);
  expect.soft(found.unreadAfterReading).toBe(0);
}
