import { expect, vi } from 'vitest';
import type { Tab } from '../support/browser-like';
import { checkSaid, sayAll } from './kill-said';

const until = (check: () => Promise<void>, timeout = 20_000) => vi.waitFor(check, { timeout, interval: 15 });
/** How many of bob's messages alice comes back to: in the first rounds two pages of the archive and more. */
const MANY = 105;
const FIRST = 6;

/** The group of a lane: alice, who is killed again and again, bob, and alice's phone. */
export class LaneRoom {
  #address = '';
  #round = 0;
  #talkative = false;
  /** What this round's texts are: alice's two, and all of bob's. */
  #texts = { alice: ['', ''], bob: [] as string[] };
  #before: string[] = [];
  #answered: Promise<void> | undefined;

  constructor(
    private readonly bob: () => Tab,
    private readonly phone: () => Tab
  ) {}

  async make(alice: Tab, bob: string): Promise<void> {
    this.#address = await alice.engine.rooms.createRoom({ name: 'Lane', people: [bob], isPublic: false });
    await until(async () => expect((await this.bob().engine.rooms.room(this.#address)).state).toBe('invited'));
    await this.bob().engine.rooms.joinRoom(this.#address);
    await until(async () => expect((await this.phone().engine.rooms.room(this.#address)).state).toBe('in'));
    await this.bob().engine.send(this.#address, 'first');
    for (const tab of [alice, this.phone()])
      await until(async () => expect(await textsOf(tab, this.#address)).toEqual(['first']));
  }

  /** Bob writes while alice is away; `away`: for long. `talkative`: something is said about messages as well. */
  async before(round: number, away: boolean, talkative: boolean): Promise<void> {
    this.#round = round;
    this.#talkative = talkative;
    this.#answered = undefined;
    const many = round <= FIRST || away ? MANY : 1;
    this.#before = Array.from({ length: many }, (_, n) => `${round} s${n}`);
    this.#texts = { alice: [`${round} r1`, `${round} r2`], bob: [...this.#before, `${round} late`] };
    for (const text of this.#before) await this.bob().engine.send(this.#address, text);
    await until(async () => expect(await this.bob().db.count('outbox')).toBe(0));
  }

  /** Nothing is known of the group's archive any more, though there are messages of it. */
  async forgetArchive({ db }: Tab, account: string): Promise<void> {
    await db.delete('coverage', [account, this.#address, '']);
  }

  /** A life in the group: writing before it is entered, reading, writing, taking back, choosing what rings; `all`: and in other groups. */
  async act(tab: Tab, all: boolean): Promise<void> {
    const { engine } = tab;
    const room = this.#address;
    await engine.start();
    await engine.send(room, this.#texts.alice[0] ?? '');
    await until(async () => expect(await textsOf(tab, room)).toEqual(expect.arrayContaining(this.#before)));
    await this.#answer();
    await until(async () => expect(await textsOf(tab, room)).toContain(`${this.#round} late`));
    await readAll(tab, room);
    await readAll(this.bob(), room);
    await engine.rooms.setNotify(room, { rule: this.#round % 2 ? 'all' : 'mentions' });
    await engine.send(room, this.#texts.alice[1] ?? '');
    engine.look(room);
    await this.#say(tab);
    await this.#retract(tab);
    if (!all) return;
    await this.#useOther(tab);
    await this.#invite(tab);
  }

  /** The next life: what was not stored is written again by the person. */
  async comeBack(tab: Tab): Promise<void> {
    const { engine } = tab;
    await engine.start();
    for (const text of this.#texts.alice) {
      if (!(await textsOf(tab, this.#address)).includes(text)) await engine.send(this.#address, text);
    }
    await this.#answer();
    await this.#say(tab);
    await until(async () => expect(await tab.db.count('outbox')).toBe(0));
    await readAll(tab, this.#address);
    for (const one of [tab, this.bob()]) await this.#leaveOthers(one);
  }

  /** Each text of the round is at all three once, and in the same order. */
  async check(tab: Tab): Promise<void> {
    const wanted = [...this.#texts.alice, ...this.#texts.bob].toSorted();
    const [here, ...others] = await Promise.all([tab, this.bob(), this.phone()].map((one) => this.#ofRound(one)));
    expect(here?.toSorted()).toEqual(wanted);
    for (const other of others) expect(other).toEqual(here);
    expect(await tab.db.getAll('outbox')).toEqual([]);
    if (!this.#talkative) return;
    for (const one of [tab, this.bob(), this.phone()])
      await checkSaid(one, this.#address, this.#round, `${this.#round} late`);
  }

  /** Everything that was ever written in the group is at all three, once and in one order. */
  async finish(tab: Tab): Promise<void> {
    const said = (text: string): boolean => !text.startsWith('never mind') && !/^\d+ w$/.test(text);
    const all = (await textsOf(this.bob(), this.#address)).filter(said);
    expect(new Set(all).size).toBe(all.length);
    for (const one of [tab, this.phone()]) expect((await textsOf(one, this.#address)).filter(said)).toEqual(all);
  }

  /** Another group is made on the phone and left there: the list changes here, and goes back. */
  async #useOther(tab: Tab): Promise<void> {
    const other = await this.phone().engine.rooms.createRoom({ name: 'Other', people: [], isPublic: false });
    await until(async () => expect((await tab.engine.rooms.room(other)).state).toBe('in'));
    await this.phone().engine.rooms.leaveRoom(other);
    await until(async () => expect((await tab.engine.rooms.room(other)).state).toBe('outside'));
  }

  /** What a life that was cut short has left of other groups would be entered at every login from then on. */
  async #leaveOthers({ engine }: Tab): Promise<void> {
    for (const { address, kind } of await engine.chats())
      if (kind === 'room' && address !== this.#address) await engine.rooms.leaveRoom(address);
  }

  /** Bob says something that alice, whose group it is, takes back. */
  async #retract(tab: Tab): Promise<void> {
    const text = `never mind ${this.#round}`;
    await this.bob().engine.send(this.#address, text);
    const find = async () => (await messagesOf(tab, this.#address)).find((message) => message.text === text);
    await until(async () => expect(await find()).toMatchObject({ named: true }));
    await until(async () => expect(tab.live.rooms?.get(this.#address)?.state).toBe('in'));
    await tab.engine.rooms.retractMessage(this.#address, (await find())?.id ?? '');
    await until(async () => expect(await textsOf(tab, this.#address)).not.toContain(text));
  }

  /** Each of the two invites the other into a group of their own, and does not want to go there. */
  async #invite(tab: Tab): Promise<void> {
    const [alice, bob] = await Promise.all([tab, this.bob()].map(async (one) => (await one.engine.start())?.address));
    for (const [host, guest, address] of [
      [tab, this.bob(), bob],
      [this.bob(), tab, alice]
    ] as const) {
      const room = await host.engine.rooms.createRoom({ name: 'Aside', people: [address ?? ''], isPublic: false });
      await until(async () => expect((await guest.engine.rooms.room(room)).state).toBe('invited'));
      await guest.engine.rooms.declineInvitation(room);
      await host.engine.rooms.destroyRoom(room);
    }
  }

  async #say(tab: Tab): Promise<void> {
    if (this.#talkative) await sayAll(tab, this.#address, this.#round, `${this.#round} late`);
  }

  #answer(): Promise<void> {
    this.#answered ??= this.bob().engine.send(this.#address, `${this.#round} late`);
    return this.#answered;
  }

  async #ofRound(tab: Tab): Promise<string[]> {
    const all = await textsOf(tab, this.#address);
    return all.filter((text) => text.startsWith(`${this.#round} `) && !/ [ew]\d?$/.test(text));
  }
}

async function messagesOf(tab: Tab, room: string) {
  const { messages } = await tab.engine.conversation(room, { limit: 100_000 });
  return messages.filter(({ event }) => !event);
}

async function textsOf(tab: Tab, room: string): Promise<string[]> {
  return (await messagesOf(tab, room)).flatMap(({ text }) => text || []);
}

async function readAll(tab: Tab, room: string): Promise<void> {
  const { messages } = await tab.engine.conversation(room, { limit: 1 });
  const [last] = messages;
  if (last) await tab.engine.markRead(room, last.order);
}
