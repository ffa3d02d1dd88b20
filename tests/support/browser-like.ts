import 'fake-indexeddb/auto';
import { Engine, type Surroundings } from '../../src/lib/engine/engine';
import type { ChannelMessage, LiveState } from '../../src/lib/engine/api';
import { openDatabase, type Database } from '../../src/lib/store/schema';
import type { Locks } from '../../src/lib/engine/lease';
import type { Network } from '../../src/lib/engine/connector';

type Listener = (event: MessageEvent<ChannelMessage>) => void;

/** Several channels of one name: what one posts, the others hear, one turn of the event loop later. */
export class Channels {
  readonly #all = new Set<Set<Listener>>();

  open(): Surroundings['channel'] & { close(): void } {
    const listeners = new Set<Listener>();
    this.#all.add(listeners);
    return {
      postMessage: (data: ChannelMessage) => {
        const copy = structuredClone(data);
        setImmediate(() => {
          for (const others of this.#all) {
            if (others !== listeners) for (const one of others) one(new MessageEvent('message', { data: copy }));
          }
        });
      },
      addEventListener: (_type: string, listener: unknown) => void listeners.add(listener as Listener),
      close: () => void this.#all.delete(listeners)
    };
  }
}

interface Holder {
  reject(error: Error): void;
}

/** Web Locks within one process: exclusive, first come first served, and may be stolen. */
export class MemoryLocks implements Locks {
  readonly #held = new Map<string, Holder>();
  readonly #waiting = new Map<string, (() => void)[]>();

  async request(
    name: string,
    { steal, signal }: { steal?: boolean; signal?: AbortSignal },
    callback: () => Promise<void>
  ): Promise<void> {
    if (steal) this.#held.get(name)?.reject(new DOMException('stolen', 'AbortError'));
    while (!steal && this.#held.has(name)) {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), resolve]);
        signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
    }
    await new Promise<void>((resolve, reject) => {
      const holder: Holder = { reject };
      this.#held.set(name, holder);
      callback()
        .then(resolve, reject)
        .finally(() => {
          if (this.#held.get(name) === holder) this.#held.delete(name);
          for (const wake of this.#waiting.get(name)?.splice(0) ?? []) wake();
        });
    });
  }
}

/** What the tabs of one browser share. */
export class BrowserLike {
  readonly channels = new Channels();
  readonly locks = new MemoryLocks();

  constructor(
    readonly name: string,
    readonly network: Network
  ) {}

  /** Opens a tab: an engine of its own on the same database. */
  async openTab(): Promise<Tab> {
    const db = await openDatabase(this.name);
    const channel = this.channels.open();
    const engine = new Engine({
      db,
      locks: this.locks,
      channel,
      network: this.network,
      version: '0.0.0',
      log: (what, detail) => process.env.KITH_LOG && console.log(this.name, what, detail)
    });
    const page = this.channels.open();
    const live: Partial<LiveState> = {};
    page.addEventListener('message', (event: unknown) => {
      const { data } = event as MessageEvent<ChannelMessage>;
      if (data.type !== 'live') return;
      const { rooms, ...rest } = data.state;
      Object.assign(live, rest);
      live.rooms = new Map([...(live.rooms ?? []), ...(rooms ?? [])]);
    });
    engine.setVisible(true);
    return { engine, db, live, close: () => (engine.stop(), page.close(), channel.close()) };
  }
}

/** One tab. `live` is what its page has heard. */
export interface Tab {
  engine: Engine;
  db: Database;
  live: Partial<LiveState>;
  close(): void;
}
