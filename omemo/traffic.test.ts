import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { OmemoDevice, type Wire } from '../tests/support/omemo-device';
import { Random } from '../tests/support/random';
import { createPreKeys, type Version } from '.';

const MESSAGES = 5000;
/** Messages that are further behind than this have been delivered. */
const WINDOW = 30;

interface Travelling {
  readonly text: string;
  readonly message: Wire;
}

/** The same bytes as another realm's: what comes from a database, a worker or a test runner may be of one. */
const Foreign = runInNewContext('Uint8Array') as Uint8ArrayConstructor;

/** One of two devices that talk, with what is on its way to it and what it has read. */
class Side {
  readonly inbox: Travelling[] = [];
  readonly read = new Set<string>();
  readonly device: OmemoDevice;
  #preKeys = 1;

  constructor(
    version: Version,
    readonly name: string,
    seed: number
  ) {
    this.device = new OmemoDevice(version, seed, 0);
  }

  /** Starts a session with a pre key that nobody else was given. */
  startWith(other: Side): void {
    const { device } = other;
    const fresh = createPreKeys(other.#preKeys++, 1, device.random);
    const { preKeys } = device;
    device.preKeys = fresh;
    this.device.start(device.bundle());
    device.preKeys = [...preKeys, ...fresh];
  }
}

/** Talk of two over a network that loses, doubles, reorders and forges, between devices that sometimes die before they have stored. */
class Traffic {
  readonly sent: string[] = [];
  readonly lost = new Set<string>();
  readonly wrong: string[] = [];
  readonly #sides: readonly [Side, Side];

  constructor(
    version: Version,
    readonly random: Random
  ) {
    this.#sides = [new Side(version, 'a', 1), new Side(version, 'b', 2)];
    this.startBoth();
  }

  run(): void {
    while (this.sent.length < MESSAGES) this.step();
    for (const side of this.#sides) while (side.inbox.length > 0) this.deliver(side, 0);
  }

  step(): void {
    const [one, other] = this.random.next() < 0.5 ? this.#sides : ([...this.#sides].reverse() as [Side, Side]);
    const what = this.random.pick({ send: 50, deliver: 100, start: 0.4, startBoth: 0.4 });
    if (what === 'send') for (let left = this.random.between(1, 4); left > 0; left--) this.send(one, other);
    else if (what === 'start') one.startWith(other);
    else if (what === 'startBoth') this.startBoth();
    else if (one.inbox.length > 0) this.deliver(one, this.random.between(0, Math.min(one.inbox.length - 1, WINDOW)));
    while (one.inbox.length > WINDOW) this.deliver(one, 0);
  }

  startBoth(): void {
    const [one, other] = this.#sides;
    one.startWith(other);
    other.startWith(one);
  }

  send(from: Side, to: Side): void {
    const text = `${from.name} ${this.sent.length}`;
    const travelling = { text, message: from.device.send(text) };
    this.sent.push(text);
    const fate = this.random.pick({ arrives: 88, lost: 6, twice: 6 });
    if (fate === 'lost') this.lost.add(text);
    else to.inbox.push(travelling, ...(fate === 'twice' ? [travelling] : []));
  }

  deliver(side: Side, index: number): void {
    const [travelling] = side.inbox.splice(index, 1);
    if (!travelling) return;
    const { device } = side;
    const message = { ...travelling.message, wire: Foreign.from(travelling.message.wire) };
    const fate = this.random.pick({ well: 90, forged: 3, dies: 3 });
    if (fate === 'forged') {
      message.wire.set([message.wire.at(-8)! ^ 4], message.wire.length - 8);
      if (device.open(message).ok) this.wrong.push(`${travelling.text} was read though it was forged`);
    } else if (fate === 'dies') {
      device.open(message);
    }
    if (fate !== 'well') {
      side.inbox.push(travelling);
      return;
    }
    device.sessions = structuredClone(device.sessions);
    const said = device.receive(message);
    const isNew = !side.read.has(travelling.text);
    if (isNew !== (said === travelling.text)) this.wrong.push(`${travelling.text} was read as ${said}`);
    side.read.add(travelling.text);
    for (const { skipped, left } of device.sessions)
      if (skipped.length > 1000 || left.length > 40) this.wrong.push('a session grew too far');
    if (device.sessions.length > 8) this.wrong.push('too many sessions');
  }

  get read(): number {
    return this.#sides.reduce((sum, side) => sum + side.read.size, 0);
  }
}

describe('5,000 messages over a bad network', () => {
  it.each(['legacy', 'omemo:2'] satisfies Version[])(
    'in %s: none is lost that arrived, none is read twice, nothing grows',
    (version) => {
      const traffic = new Traffic(version, new Random(20_261_120));
      traffic.run();
      expect(traffic.wrong).toEqual([]);
      expect(traffic.lost.size).toBeGreaterThan(100);
      expect(traffic.read).toBe(traffic.sent.length - traffic.lost.size);
    },
    60_000
  );
});
