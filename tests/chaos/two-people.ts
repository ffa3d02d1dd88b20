import { setTimeout as pass } from 'node:timers/promises';
import { Random } from '../support/random';
import { startServers, type Servers } from '../support/servers';
import { Person } from './person';

export interface ChaosOptions {
  seed: number;
  /** How many each of the two writes. */
  messages: number;
  /** How long it may take to come to rest at the end, milliseconds. */
  rest: number;
  /** The server is killed instead of ended in order. */
  kill?: boolean;
  log?: (line: string) => void;
}

/** What happened, and what was found in the end. */
export interface ChaosReport {
  faults: Record<string, number>;
  events: Record<Event, number>;
  seconds: number;
  people: Found[];
}

/** What one of the two has, and what the server has of them. */
export interface Found {
  name: string;
  /** Own messages as they stand in the own database. */
  own: string[];
  /** What the friend wrote, as it stands here. */
  theirs: string[];
  /** Both people's messages in this one's archive on the server. */
  archived: string[];
  /** Own messages by status. */
  statuses: Record<string, number>;
  waiting: number;
  /** As the chat list states it, and as counted. */
  unread: number;
  counted: number;
  unreadAfterReading: number;
}

type Event = 'reload' | 'move' | 'restart' | 'calm';
const EVENTS: Record<Event, number> = { reload: 4, move: 3, restart: 1, calm: 8 };
/** How long it stays quiet between two events, milliseconds. */
const BETWEEN: [number, number] = [200, 1_200];

/** Lets two people write to each other while everything goes wrong that can, and counts. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, messages, rest, kill = false, log = () => undefined } = options;
  const servers = await startServers();
  const people: Person[] = [];
  try {
    for (const [name, friend, n] of [
      ['alice', 'bob', 0],
      ['bob', 'alice', 1]
    ] as const)
      people.push(await Person.start(servers, name, friend, 2 * seed + n));
    const [alice, bob] = people as [Person, Person];
    await befriend(alice, bob);
    const started = Date.now();
    const events: Record<Event, number> = { reload: 0, move: 0, restart: 0, calm: 0 };
    for (const { proxy } of people) proxy.misbehave();
    let writing = true;
    const restart = async (): Promise<void> => {
      if (kill) await servers.kill();
      await servers.restart();
    };
    const disturb = disturbAll(people, restart, new Random(seed), events, () => writing);
    await Promise.all(people.map((person) => writeAll(person, messages, log)));
    writing = false;
    await disturb;
    for (const { proxy } of people) proxy.calm();
    log(`all is written after ${Math.round((Date.now() - started) / 1000)} s`);
    await settle(people, messages, rest);
    const seconds = Math.round((Date.now() - started) / 1000);
    const found = [];
    for (const person of people) found.push(await examine(person, servers));
    return { faults: addCounts(people.map(({ proxy }) => proxy.counts)), events, seconds, people: found };
  } finally {
    for (const person of people) await person.stop();
    await servers.stop();
  }
}

async function befriend(alice: Person, bob: Person): Promise<void> {
  await alice.tab.engine.addContact(alice.address);
  await until(async () => (await bob.tab.engine.people())[0]?.asks === true, 10_000);
  await bob.tab.engine.acceptContact(bob.address);
  for (const { tab } of [alice, bob])
    await until(async () => (await tab.engine.people())[0]?.relation === 'both', 10_000);
}

async function writeAll(person: Person, messages: number, log: (line: string) => void): Promise<void> {
  while (person.written < messages) {
    const before = person.written;
    await person.write();
    if (person.written === before) await pass(20);
    else if (person.written % 500 === 0) log(`${person.name} wrote ${person.written}`);
  }
}

async function disturbAll(
  people: Person[],
  restart: () => Promise<void>,
  random: Random,
  events: Record<Event, number>,
  goesOn: () => boolean
): Promise<void> {
  while (goesOn()) {
    await pass(random.between(...BETWEEN));
    const event = random.pick(EVENTS);
    const person = people[random.between(0, 1)] as Person;
    events[event]++;
    if (event === 'reload') await person.reload();
    else if (event === 'move') await person.moveTab();
    else if (event === 'restart') await restart();
    for (const one of people) one.hurry();
  }
}

async function settle(people: Person[], messages: number, limit: number): Promise<void> {
  const isDone = async (person: Person): Promise<boolean> =>
    (await person.tab.db.count('outbox')) === 0 && (await person.texts(person.friend)).length >= messages;
  try {
    for (const person of people) {
      person.hurry();
      await until(() => isDone(person), limit);
    }
  } catch (thrown) {
    if (!(thrown instanceof OutOfTime)) throw thrown;
  }
}

async function examine(person: Person, servers: Servers): Promise<Found> {
  const { tab, name, friend, address } = person;
  const account = `${name}@localhost`;
  const archive = await servers.archiveOf(name);
  const rows = await tab.db.getAll('messages');
  const statuses: Record<string, number> = {};
  for (const { mine, status = 'none' } of rows) if (mine) statuses[status] = (statuses[status] ?? 0) + 1;
  const { messages, readUpTo, unread } = await tab.engine.conversation(address, { limit: 100_000 });
  const waiting = await tab.db.count('outbox', IDBKeyRange.bound([account], [account, []]));
  const last = messages.at(-1);
  if (last) await tab.engine.markRead(address, last.order);
  return {
    name,
    own: await person.texts(name),
    theirs: await person.texts(friend),
    archived: archive.flatMap((xml) => /<body>([^<]*)<\/body>/.exec(xml)?.[1] ?? []),
    statuses,
    waiting,
    unread,
    counted: messages.filter(({ mine, order }) => !mine && order > readUpTo).length,
    unreadAfterReading: (await tab.engine.chats())[0]?.unread ?? -1
  };
}

class OutOfTime extends Error {}

async function until(check: () => Promise<boolean>, limit: number): Promise<void> {
  const end = Date.now() + limit;
  while (!(await check())) {
    if (Date.now() > end) throw new OutOfTime(`nothing after ${limit} ms`);
    await pass(50);
  }
}

function addCounts(all: Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [name, count] of all.flatMap((one) => Object.entries(one))) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
