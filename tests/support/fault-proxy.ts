import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Random } from './random';

/** What may happen to a connection. */
export type Fault =
  /** It ends in order, in the middle of whatever was on its way. */
  | 'fin'
  /** It is torn down. */
  | 'rst'
  /** What the other side sends vanishes for a while, acknowledgements too; then it is torn down. */
  | 'swallow-down'
  /** What we send vanishes for a while, and what the other side sends still comes; then it is torn down. */
  | 'swallow-up'
  /** The socket stays and nothing passes; then it is torn down. */
  | 'half-open'
  /** Nothing passes for a while; then it all does. */
  | 'stall';

export interface FaultOptions {
  /** Port on this machine that the connections go on to. */
  target: number;
  seed: number;
  weights?: Record<Fault, number>;
  /** How many bytes pass before the next fault. */
  bytes?: [low: number, high: number];
  /** How long a connection is left hanging, milliseconds. */
  hang?: [low: number, high: number];
}

const WEIGHTS: Record<Fault, number> = {
  fin: 2,
  rst: 3,
  'swallow-down': 3,
  'swallow-up': 2,
  'half-open': 2,
  stall: 3
};

/**
 * A TCP proxy that misbehaves. What happens to its n-th connection, and after how many bytes, depends on the seed and on n
 * alone; faults count bytes, so they cut frames, logins and handshakes wherever they like.
 */
export class FaultProxy {
  /** How often each fault came. */
  readonly counts: Record<Fault, number> = {
    fin: 0,
    rst: 0,
    'swallow-down': 0,
    'swallow-up': 0,
    'half-open': 0,
    stall: 0
  };
  #connections = 0;
  #calm = true;
  readonly #open = new Set<Connection>();

  private constructor(
    private readonly options: FaultOptions,
    private readonly server: Server
  ) {
    server.on('connection', (socket) => this.#accept(socket));
  }

  /** Listens on a free port of this machine; harmless until {@link misbehave}. */
  static async start(options: FaultOptions): Promise<FaultProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return new FaultProxy(options, server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How many faults came. */
  get faults(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** Faults come from now on. */
  misbehave(): void {
    this.#calm = false;
    for (const connection of this.#open) connection.plan();
  }

  /** No more faults; those that are under way come to their end. */
  calm(): void {
    this.#calm = true;
  }

  /** Tears all connections down. */
  cutAll(): void {
    for (const connection of [...this.#open]) connection.reset();
  }

  async stop(): Promise<void> {
    this.cutAll();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  #accept(client: Socket): void {
    const { target, seed, weights = WEIGHTS, bytes = [3_000, 180_000], hang = [200, 2_000] } = this.options;
    const random = new Random(seed * 1_000_003 + this.#connections++);
    const connection = new Connection(client, target, {
      draw: () => ({
        fault: random.pick(weights),
        after: random.between(...bytes),
        hang: random.between(...hang)
      }),
      happened: (fault) => void this.counts[fault]++,
      mayHappen: () => !this.#calm,
      ended: () => void this.#open.delete(connection)
    });
    this.#open.add(connection);
    if (!this.#calm) connection.plan();
  }
}

interface Plan {
  fault: Fault;
  /** Bytes, both directions together. */
  after: number;
  hang: number;
}

interface Fate {
  draw(): Plan;
  happened(fault: Fault): void;
  mayHappen(): boolean;
  ended(): void;
}

/** One connection and what is in store for it. */
class Connection {
  readonly #server: Socket;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #swallowed = new Set<Socket>();
  #held: (() => void)[] | undefined;
  #plan: Plan | undefined;
  #over = false;

  constructor(
    private readonly client: Socket,
    target: number,
    private readonly fate: Fate
  ) {
    this.#server = createConnection({ port: target, host: 'localhost' });
    this.#pass(client, this.#server);
    this.#pass(this.#server, client);
  }

  /** Decides what happens next. */
  plan(): void {
    this.#plan = this.fate.draw();
  }

  /** Tears both sides down. */
  reset(): void {
    this.#end();
    this.client.resetAndDestroy();
    this.#server.destroy();
  }

  #pass(from: Socket, to: Socket): void {
    from.on('data', (chunk: Buffer) => this.#forward(chunk, from, to));
    from.on('end', () => this.#whenFree(() => to.end()));
    from.on('error', () => this.reset());
    from.on('close', () => {
      this.#whenFree(() => {
        to.destroySoon();
        this.#end();
      });
    });
  }

  #forward(chunk: Buffer, from: Socket, to: Socket): void {
    const plan = this.#plan;
    if (this.#over || this.#swallowed.has(from)) return;
    if (this.#held) return this.#whenFree(() => this.#forward(chunk, from, to));
    if (!plan || chunk.length < plan.after) {
      if (plan) plan.after -= chunk.length;
      return void to.write(chunk);
    }
    this.#plan = undefined;
    if (!this.fate.mayHappen()) return void to.write(chunk);
    this.fate.happened(plan.fault);
    to.write(chunk.subarray(0, plan.after));
    this.#strike(plan, () => this.#forward(chunk.subarray(plan.after), from, to));
  }

  #strike({ fault, hang }: Plan, rest: () => void): void {
    const wait = (then: () => void): void => {
      const timer = setTimeout(() => (this.#timers.delete(timer), then()), hang);
      this.#timers.add(timer);
    };
    switch (fault) {
      case 'fin':
        this.client.end();
        this.#server.end();
        return;
      case 'rst':
        return this.reset();
      case 'swallow-down':
        this.#swallowed.add(this.#server);
        wait(() => this.reset());
        return rest();
      case 'swallow-up':
        this.#swallowed.add(this.client);
        wait(() => this.reset());
        return rest();
      case 'half-open':
        this.#held = [];
        return wait(() => this.reset());
      case 'stall':
        this.#held = [rest];
        return wait(() => {
          const held = this.#held ?? [];
          this.#held = undefined;
          if (this.fate.mayHappen()) this.plan();
          for (const release of held) release();
        });
    }
  }

  #whenFree(action: () => void): void {
    if (this.#held) this.#held.push(action);
    else action();
  }

  #end(): void {
    this.#over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.fate.ended();
  }
}
