import { expect, vi } from 'vitest';
import { BrowserLike, type Tab } from '../support/browser-like';
import type { CoverageRow } from '../../src/lib/store/coverage';
import type { Servers } from '../support/servers';
import type { Aim, loadMortalTabs } from './kill-points';
import { Victim } from './kill-points';
import { LaneRoom } from './kill-room';
import { checkSaid, sayAll } from './kill-said';

type Mortal = Awaited<ReturnType<typeof loadMortalTabs>>;

/**
 * `resumed`: the stream goes on, and once more after a cut. `gap`: it can't be resumed, and much is unknown of the archive.
 * `people`: it can't be resumed, contacts change and another device reads. `unsure`: it can't be resumed, and the life
 * before has sent a message without hearing of its arrival. `room`: all of it happens in a group, which is entered anew.
 * `seat`: the same on a stream that goes on, with the place in the group.
 */
export type Scenario = 'resumed' | 'gap' | 'people' | 'unsure' | 'room' | 'seat';

/** Where a life ends that was just told of a message's arrival. */
const TOLD: Aim = { site: "outbox.ts: tx.objectStore('outbox').get([account, seq]) (2)", phase: 'begun', nth: 1 };

/** What only a life comes to that has messages of the group and knows nothing of its archive. */
const OF_UNKNOWN_ARCHIVE = /^room-catch-up\.ts: (begin|write|commit\.finish|saveCoverage)\(/;

/** What a life was like. */
export interface Life {
  died: boolean;
  reached: ReadonlyMap<string, number>;
}

const until = (check: () => Promise<void>, timeout = 20_000) => vi.waitFor(check, { timeout, interval: 15 });

/** After so many rounds a later state of the archive is gone back to. */
const ROUNDS = 8;
/** With its receipts, more than two pages of the archive. */
const BACKLOG = 60;

/** Two people of whom the first is killed again and again and always comes back to the same database. */
export class Lane {
  readonly #tabs = new Map<string, Tab>();
  /** What alice knew of the archive before the backlog. */
  #coverage: CoverageRow | undefined;
  #round = 0;
  readonly #wanted = { alice: [] as string[], bob: [] as string[] };
  readonly #room: LaneRoom;

  constructor(
    private readonly number: number,
    private readonly servers: Servers,
    private readonly mortal: Mortal
  ) {
    this.#room = new LaneRoom(
      () => this.#tab('bob'),
      () => this.#tab('phone')
    );
  }

  /** One lane after the other: the server's tool does not share the database well. */
  async createAccounts(): Promise<void> {
    for (const name of ['alice', 'bob', 'carol', 'dave'])
      await this.servers.createAccount(`${name}${this.number}`, 'secret');
  }

  async start(): Promise<void> {
    for (const [device, who] of [
      ['bob', 'bob'],
      ['carol', 'carol'],
      ['phone', 'alice'],
      ['alice', 'alice']
    ] as const) {
      const tab = await this.#browser(device).openTab();
      this.#tabs.set(device, tab);
      await tab.engine.logIn({ address: this.#address(who), password: 'secret', server: this.servers.wsUrl });
    }
    const alice = this.#tab('alice');
    await alice.engine.addContact(this.#address('bob'));
    await until(async () => expect((await this.#tab('bob').engine.people())[0]?.asks).toBe(true));
    await this.#tab('bob').engine.acceptContact(this.#address('alice'));
    await until(async () => expect((await alice.engine.people())[0]?.relation).toBe('both'));
    await this.#bobSays('0 b');
    await this.#room.make(alice, this.#address('bob'));
    const seen = async () => expect(await textsOf(alice, this.#address('bob'))).toEqual(['0 b']);
    await until(async () => void (await Promise.all([seen(), this.#isEmpty(alice)])));
    close(alice);
    await this.#learnCoverage();
    await this.#bobSays(...Array.from({ length: BACKLOG }, (_, n) => `0 b${n}`));
  }

  /** Reads the archive from the start, and keeps what is known then: without the start, as on a device that is new. */
  async #learnCoverage(): Promise<void> {
    const tab = await this.#browser('alice').openTab();
    await tab.db.delete('streams', this.#address('alice'));
    await tab.engine.start();
    await until(async () => expect(tab.live.connection).toBe('online'));
    const account = this.#address('alice');
    this.#coverage = await tab.db.get('coverage', [account, account, '']);
    for (const interval of this.#coverage?.intervals ?? []) delete interval.start;
    close(tab);
  }

  async #bobSays(...texts: string[]): Promise<void> {
    this.#wanted.bob.push(...texts);
    for (const text of texts) await this.#tab('bob').engine.send(this.#address('alice'), text);
    await until(() => this.#isEmpty(this.#tab('bob')));
  }

  async #isEmpty({ db }: Tab): Promise<void> {
    expect(await db.count('outbox')).toBe(0);
  }

  /** One life of alice's engine and, when it was cut short, the next one, which finds everything in order. */
  async live(scenario: Scenario, aim?: Aim): Promise<Life> {
    const round = ++this.#round;
    this.#answered = undefined;
    if (scenario === 'room' || scenario === 'seat') return this.#liveInRoom(scenario, aim);
    const victim = new Victim(aim);
    const texts = { alice: [`${round} a1`, `${round} a2`], bob: [`${round} b1`, `${round} b2`] } as const;
    this.#wanted.alice.push(...texts.alice);
    await this.#bobSays(texts.bob[0]);
    this.#wanted.bob.push(texts.bob[1]);
    if (scenario === 'unsure') await this.#sendUnheard(texts.alice[0]);
    if (scenario === 'people') await readAll(this.#tab('phone'), this.#address('bob'));
    const tab = await this.mortal.open(victim, this.#name('alice'));
    if (scenario !== 'resumed') await tab.db.delete('streams', this.#address('alice'));
    if (scenario === 'people') await this.#forgetRoster(tab);
    if (scenario === 'gap') await this.#makeGap(tab);
    const life = this.#act(tab, victim, scenario, texts).then(() => until(() => this.#check(tab, scenario, texts)));
    // Who is dead has nothing to say.
    const mourned = life.catch((thrown: unknown) => (victim.isDead ? undefined : Promise.reject(thrown as Error)));
    await Promise.race([victim.died, mourned]);
    const died = victim.isDead;
    victim.kill();
    if (died) await this.#comeBack(scenario, texts);
    return { died, reached: victim.reached };
  }

  #wasUnknown = false;

  async #liveInRoom(scenario: Scenario, aim: Aim | undefined): Promise<Life> {
    const victim = new Victim(aim);
    const away = aim?.site.startsWith('archive.ts') === true;
    await this.#room.before(this.#round, away, isTalkative(scenario));
    const tab = await this.mortal.open(victim, this.#name('alice'));
    if (scenario === 'room') await tab.db.delete('streams', this.#address('alice'));
    // All of the archive is read then: only in the first life, which finds what is reached, and in those that end there.
    const isUnknown = aim ? OF_UNKNOWN_ARCHIVE.test(aim.site) : !this.#wasUnknown;
    if (scenario === 'room' && isUnknown) {
      this.#wasUnknown = true;
      await this.#room.forgetArchive(tab, this.#address('alice'));
    }
    const life = this.#room.act(tab, scenario === 'room').then(() => until(() => this.#room.check(tab)));
    const mourned = life.catch((thrown: unknown) => (victim.isDead ? undefined : Promise.reject(thrown as Error)));
    await Promise.race([victim.died, mourned]);
    const died = victim.isDead;
    victim.kill();
    if (died) {
      const again = await this.#browser('alice').openTab();
      await this.#room.comeBack(again);
      await until(() => this.#room.check(again));
      close(again);
    }
    return { died, reached: victim.reached };
  }

  /** Everything that was ever written is at both and in both archives, once and in order. */
  async finish(): Promise<void> {
    const alice = await this.#browser('alice').openTab();
    await alice.engine.start();
    await until(() => this.#room.finish(alice));
    for (const [tab, friend] of [
      [alice, 'bob'],
      [this.#tab('phone'), 'bob'],
      [this.#tab('bob'), 'alice']
    ] as const) {
      // The last life may have ended before the others heard of it.
      await until(async () => {
        const { messages } = await tab.engine.conversation(this.#address(friend), { limit: 100_000 });
        const all = messages.map(({ text }) => text);
        expect(writtenBy('a', all)).toEqual(this.#wanted.alice);
        expect(writtenBy('b', all)).toEqual(this.#wanted.bob);
      });
    }
    for (const name of ['alice', 'bob']) {
      const archive = await this.servers.archiveOf(this.#name(name));
      const all = archive.flatMap((xml) => /<body>([^<]*)<\/body>/.exec(xml)?.[1] ?? []);
      expect(writtenBy('a', all)).toEqual(this.#wanted.alice);
      expect(writtenBy('b', all)).toEqual(this.#wanted.bob);
    }
    close(alice);
    for (const device of ['bob', 'carol', 'phone']) close(this.#tab(device));
  }

  /** What is known of the archive is what was known some rounds ago: a gap of some pages, however long this goes on. */
  async #makeGap({ db }: Tab): Promise<void> {
    if (this.#round - this.#learnt > ROUNDS) {
      const account = this.#address('alice');
      const now = await db.get('coverage', [account, account, '']);
      for (const interval of now?.intervals ?? []) delete interval.start;
      [this.#coverage, this.#later, this.#learnt] = [this.#later ?? this.#coverage, now, this.#round];
    }
    if (this.#coverage) await db.put('coverage', this.#coverage);
  }
  /** What was known later; it takes the place of the other in turn. */
  #later: CoverageRow | undefined;
  #learnt = 0;

  #tab(device: string): Tab {
    const tab = this.#tabs.get(device);
    if (!tab) throw new Error(`${device} is not there`);
    return tab;
  }

  async #forgetRoster({ db }: Tab): Promise<void> {
    const row = await db.get('accounts', this.#address('alice'));
    if (row) await db.put('accounts', { ...row, rosterVersion: '' });
  }

  async #act(tab: Tab, victim: Victim, scenario: Scenario, texts: Texts): Promise<void> {
    const { engine } = tab;
    const bob = this.#address('bob');
    await engine.start();
    if (scenario !== 'unsure') await engine.send(bob, texts.alice[0]);
    await until(async () => expect(tab.live.connection).toBe('online'));
    await this.#answer(texts);
    await until(async () => expect(await textsOf(tab, bob)).toEqual(expect.arrayContaining([...texts.bob])));
    await readAll(this.#tab('bob'), this.#address('alice'));
    if (scenario === 'resumed') {
      victim.cut();
      engine.setOnline(true);
    }
    if (scenario === 'people') await this.#usePhone(texts.bob[1]);
    await readAll(tab, bob);
    await engine.send(bob, texts.alice[1]);
    if (isTalkative(scenario)) await sayAll(tab, bob, this.#round, texts.bob[0]);
    const { messages } = await engine.conversation(bob, { limit: 1 });
    if (scenario === 'gap') engine.fetchHistory(bob, messages[0]?.order ?? 0);
    if (scenario === 'people') await this.#meet(tab);
  }

  async #sendUnheard(text: string): Promise<void> {
    const victim = new Victim(TOLD);
    const { engine } = await this.mortal.open(victim, this.#name('alice'));
    await engine.start();
    await Promise.race([victim.died, engine.send(this.#address('bob'), text)]);
    await victim.died;
  }

  /** Bob's second message, once in each round. */
  #answer(texts: Texts): Promise<void> {
    this.#answered ??= this.#tab('bob').engine.send(this.#address('alice'), texts.bob[1]);
    return this.#answered;
  }
  #answered: Promise<void> | undefined;

  /** Alice reads and writes on another device. */
  async #usePhone(read: string): Promise<void> {
    const phone = this.#tab('phone');
    const bob = this.#address('bob');
    await until(async () => expect(await textsOf(phone, bob)).toContain(read));
    await readAll(phone, bob);
    await phone.engine.send(this.#address('carol'), 'from the phone');
  }

  /** Contacts come, are renamed and go, and somebody is blocked; each ends as it began. */
  async #meet(tab: Tab): Promise<void> {
    const { engine } = tab;
    const [alice, bob, carol, nobody] = ['alice', 'bob', 'carol', 'nobody'].map((who) => this.#address(who)) as Four;
    engine.look(bob);
    engine.setTyping(bob, true);
    await engine.renameContact(bob, `Bob ${this.#round}`);
    await this.#tab('carol').engine.addContact(alice);
    const asked = async () => {
      const people = await engine.people();
      const waiting = await this.#tab('carol').db.getAll('outbox');
      const state = JSON.stringify({ people, waiting, carol: await this.#tab('carol').engine.people() });
      expect(people.find(({ address }) => address === carol)?.asks, state).toBe(true);
    };
    await until(asked);
    await engine.declineContact(carol);
    await engine.addContact(carol);
    await engine.setBlocked(carol, true);
    await engine.setBlocked(carol, false);
    await engine.removeContact(carol);
    await this.#tab('carol').engine.removeContact(alice);
    await engine.send(this.#address('dave'), 'who is never there');
    await engine.send(nobody, 'is somebody there?');
    const returned = async () => (await engine.conversation(nobody, { limit: 1 })).messages[0]?.status;
    await until(async () => expect(await returned()).toBe('failed'));
    await until(() => this.#isEmpty(tab));
  }

  async #comeBack(scenario: Scenario, texts: Texts): Promise<void> {
    const tab = await this.#browser('alice').openTab();
    const bob = this.#address('bob');
    await tab.engine.start();
    // What was not stored is still in the composer, and goes out when the person tries again.
    for (const text of texts.alice) {
      const stored = await textsOf(tab, bob);
      if (!stored.includes(text)) await tab.engine.send(bob, text);
    }
    await this.#answer(texts);
    await until(async () => expect(await textsOf(tab, bob)).toEqual(expect.arrayContaining([...texts.bob])));
    if (isTalkative(scenario)) await sayAll(tab, bob, this.#round, texts.bob[0]);
    await readAll(tab, bob);
    // What the life before has begun with others comes to its end first.
    await until(() => this.#isEmpty(tab));
    if (scenario === 'people') {
      await tab.engine.setBlocked(this.#address('carol'), false);
      await tab.engine.removeContact(this.#address('carol'));
      await this.#tab('carol').engine.removeContact(this.#address('alice'));
      await until(async () => void (await Promise.all([this.#isEmpty(tab), this.#isEmpty(this.#tab('carol'))])));
      await this.#meet(tab);
    }
    // Who looks at the chat marks it again when the archive has moved a message while it was being marked.
    await until(async () => {
      await readAll(tab, bob);
      await this.#check(tab, scenario, texts);
    });
    close(tab);
  }

  async #check(tab: Tab, scenario: Scenario, { alice, bob }: Texts): Promise<void> {
    const own = this.#address('bob');
    const round = ` ${this.#round} `;
    const of = (all: string[]) => all.filter((text) => ` ${text}`.startsWith(round));
    const pick = (all: string[], letter: string) => of(all).filter((text) => text.includes(letter));
    const [here, there] = [await textsOf(tab, own), await textsOf(this.#tab('bob'), this.#address('alice'))];
    for (const all of [here, there]) {
      expect(pick(all, 'a'), all.join(', ')).toEqual(alice);
      expect(pick(all, 'b'), all.join(', ')).toEqual(bob);
    }
    expect(await tab.db.getAll('outbox')).toEqual([]);
    if (isTalkative(scenario)) {
      await checkSaid(tab, own, this.#round, bob[0]);
      await checkSaid(this.#tab('bob'), this.#address('alice'), this.#round, bob[0]);
    }
    const { messages } = await tab.engine.conversation(own, { limit: 20 });
    const statuses = messages.filter(({ mine }) => mine).map(({ status }) => status);
    expect(statuses.filter((status) => status === 'waiting' || status === 'failed')).toEqual([]);
    const { unread, readUpTo } = await tab.engine.conversation(own, { limit: 1 });
    expect(unread, JSON.stringify({ readUpTo, messages })).toBe(0);
  }

  #name(who: string): string {
    return `${who}${this.number}`;
  }
  #address(who: string): string {
    return `${this.#name(who)}@localhost`;
  }
  #browser(who: string): BrowserLike {
    return new BrowserLike(this.#name(who), {});
  }
}

/** Something is said about messages as well: on a stream that goes on, and on one that does not. */
function isTalkative(scenario: Scenario): boolean {
  return scenario === 'resumed' || scenario === 'gap' || scenario === 'room';
}

type Four = [string, string, string, string];

interface Texts {
  readonly alice: readonly [string, string];
  readonly bob: readonly [string, string];
}

/** The numbered messages of one of the two; others are written in passing. */
function writtenBy(letter: 'a' | 'b', texts: string[]): string[] {
  return texts.filter((text) => new RegExp(`^\\d+ ${letter}`).test(text));
}

async function textsOf(tab: Tab, address: string): Promise<string[]> {
  return (await tab.engine.conversation(address, { limit: 200 })).messages.map(({ text }) => text);
}

async function readAll(tab: Tab, address: string): Promise<void> {
  const { messages } = await tab.engine.conversation(address, { limit: 1 });
  const [last] = messages;
  if (last) await tab.engine.markRead(address, last.order);
}

function close(tab: Tab): void {
  tab.close();
  tab.db.close();
}
