import { AsyncLocalStorage } from 'node:async_hooks';
import { wrap } from 'idb';
import ts from 'typescript';
import { createServer, type Plugin } from 'vite';
import { connectWebSocket } from '../../src/lib/xmpp/connect';
import type { Connector } from '../../src/lib/xmpp/transport';
import type * as BrowserLikeModule from '../support/browser-like';
import type { Tab } from '../support/browser-like';
import { ROOT } from '../support/sources';

/** The files at whose every `await` the engine is killed. */
export const KILLED_IN = [
  ...[
    'inbox',
    'outbox',
    'acknowledge',
    'annotate',
    'archive',
    'commit',
    'stanza-router',
    'stream-service',
    'errands',
    'displayed',
    'contacts',
    'private-node',
    'bookmarks',
    'room-marks',
    'room-service',
    'room-catch-up',
    'room-errands'
  ].map((name) => `src/lib/engine/${name}.ts`),
  'src/lib/store/write.ts',
  'src/lib/store/sending.ts'
];

/** `begun`: what is awaited has begun. `done`: it is done, and the next line has not run. */
export type Phase = 'begun' | 'done';

/** Where and when to kill: the n-th time that the `await` of this name is reached. */
export interface Aim {
  site: string;
  phase: Phase;
  nth: number;
}

/** One life of an engine, which ends where it is aimed at. */
export class Victim {
  /** How often each `await` was reached. */
  readonly reached = new Map<string, number>();
  readonly died: Promise<void>;
  isDead = false;
  readonly #transactions = new Set<IDBTransaction>();
  readonly #databases = new Set<IDBDatabase>();
  readonly #drops: (() => void)[] = [];
  #settle = (): void => undefined;

  constructor(private readonly aim: Aim | undefined) {
    this.died = new Promise((resolve) => (this.#settle = resolve));
  }

  /** Everything that begins inside belongs to this life. */
  live<T>(work: () => T): T {
    return lives.run(this, work);
  }

  /** The real network, until death. */
  readonly connect: Connector = (endpoint, sink) => {
    const transport = connectWebSocket(endpoint, {
      element: (element) => !this.isDead && sink.element(element),
      closed: (why) => !this.isDead && sink.closed(why)
    });
    this.#drops.push(() => transport.drop());
    return transport;
  };

  /** The connection goes away, and it is told. */
  cut(): void {
    for (const drop of this.#drops.splice(0)) drop();
  }

  /** Ends it on the spot: open transactions are undone, nothing more is read, written or sent. */
  kill(): void {
    if (this.isDead) return;
    this.isDead = true;
    for (const tx of this.#transactions) {
      wrap(tx).done.catch(() => undefined);
      abort(tx);
    }
    for (const db of this.#databases) db.close();
    this.cut();
    this.#settle();
  }

  note(tx: IDBTransaction): void {
    this.#transactions.add(tx);
    this.#databases.add(tx.db);
  }

  reach<T>(site: string, phase: Phase, value: T): T | Promise<never> {
    const count = (this.reached.get(site) ?? 0) + (phase === 'begun' ? 1 : 0);
    this.reached.set(site, count);
    const { aim } = this;
    if (aim && aim.site === site && aim.phase === phase && count >= aim.nth) this.kill();
    if (!this.isDead) return value;
    Promise.resolve(value).catch(() => undefined);
    return new Promise<never>(() => undefined);
  }
}

const lives = new AsyncLocalStorage<Victim>();
const reach = <T>(site: string, phase: Phase, value: T) => lives.getStore()?.reach(site, phase, value) ?? value;

function abort(tx: IDBTransaction): void {
  try {
    tx.abort();
  } catch (thrown) {
    // It was over already.
    if (!(thrown instanceof DOMException)) throw thrown;
  }
}

/** The names of a file's `await`s in the order of the text: what is awaited, numbered where that repeats. */
export function sitesOf(path: string, text: string): { name: string; node: ts.AwaitExpression }[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const seen = new Map<string, number>();
  const sites: { name: string; node: ts.AwaitExpression }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isAwaitExpression(node)) {
      const words = node.expression.getText().replace(/\s+/g, ' ').slice(0, 60);
      const base = `${path.split('/').at(-1)}: ${words}`;
      const count = (seen.get(base) ?? 0) + 1;
      seen.set(base, count);
      sites.push({ name: count === 1 ? base : `${base} (${count})`, node });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return sites;
}

/** Puts a point before and behind every `await` of the engine and the store. */
const killPoints: Plugin = {
  name: 'kill-points',
  enforce: 'pre',
  transform(text, id) {
    const path = id.startsWith(ROOT) ? id.slice(ROOT.length) : '';
    if (!/^src\/lib\/(engine|store)\/[\w.-]+\.ts$/.test(path)) return undefined;
    const changes: { at: number; skip: number; add: string }[] = [];
    for (const { name, node } of sitesOf(path, text)) {
      const [start, inner] = [node.getStart(), node.expression.getStart()];
      const site = JSON.stringify(name);
      const add = `(await kithReach(${site}, 'done', await kithReach(${site}, 'begun', (`;
      changes.push({ at: start, skip: inner - start, add }, { at: node.end, skip: 0, add: '))))' });
    }
    let [code, from] = ['', 0];
    for (const { at, skip, add } of changes.sort((a, b) => a.at - b.at)) {
      code += text.slice(from, at) + add;
      from = at + skip;
    }
    return { code: code + text.slice(from), map: null };
  }
};

/** The same object, whose methods belong to that life. */
function inLife<T extends object>(victim: Victim, object: T, parts: ReadonlyMap<unknown, object> = new Map()): T {
  return new Proxy(object, {
    get: (target, key) => {
      const part = parts.get(key);
      if (part) return part;
      const method: unknown = Reflect.get(target, key, target);
      return typeof method === 'function'
        ? (...args: unknown[]) => victim.live(() => Reflect.apply(method, target, args) as unknown)
        : method;
    }
  });
}

/** Loads tabs whose engines die where they are aimed at. */
export async function loadMortalTabs() {
  Object.assign(globalThis, { kithReach: reach });
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof begin>) {
    const tx = begin.apply(this, args);
    lives.getStore()?.note(tx);
    return tx;
  };
  const server = await createServer({
    configFile: false,
    root: ROOT,
    appType: 'custom',
    logLevel: 'error',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    plugins: [killPoints]
  });
  const { BrowserLike } = (await server.ssrLoadModule('/tests/support/browser-like.ts')) as typeof BrowserLikeModule;
  return {
    /** Opens a tab of a browser that exists for this one life. */
    async open(victim: Victim, name: string): Promise<Tab> {
      const tab = await victim.live(() => new BrowserLike(name, { connect: victim.connect }).openTab());
      const { rooms, messages } = tab.engine;
      const parts = Object.entries({ rooms, messages }).map(([key, part]) => [key, inLife(victim, part)] as const);
      return { ...tab, engine: inLife(victim, tab.engine, new Map<unknown, object>(parts)) };
    },
    /** Loads a part of the engine, whose awaits are of the life in which it is called. */
    load: async <T>(path: string): Promise<T> => (await server.ssrLoadModule(path)) as T,
    async stop(): Promise<void> {
      IDBDatabase.prototype.transaction = begin;
      await server.close();
    }
  };
}
