import { AppError } from '../base/errors';
import { serve } from '../base/rpc';
import { openDatabase } from '../store/schema';
import { CHANNEL, LEAVE, type EngineApi } from './api';
import { Engine } from './engine';
import { countTransactions } from './open-transactions';

declare const self: DedicatedWorkerGlobalScope;

async function open(): Promise<Engine> {
  // Without its database it is of no use: the page notices and starts another.
  const db = await openDatabase('kith', () => self.close()).catch((thrown: unknown) => {
    throw new AppError('storage-failed', String(thrown), { cause: thrown });
  });
  const engine = new Engine({
    db,
    locks: navigator.locks,
    channel: new BroadcastChannel(CHANNEL),
    network: { origin: self.location.origin },
    version: __KITH_VERSION__,
    log: (what, detail) => console.debug(`kith: ${what}`, detail)
  });
  for (const type of ['online', 'offline']) self.addEventListener(type, () => engine.setOnline(type === 'online'));
  return engine;
}

const transactions = countTransactions(IDBDatabase.prototype);
self.addEventListener('message', ({ data }) => data === LEAVE && transactions.abort());
const opening = open();
// Each call waits for the database and fails with the reason when there is none.
opening.catch(() => undefined);
const methods = new Proxy({} as EngineApi, {
  get:
    (_, method: keyof EngineApi) =>
    async (...args: never[]) => {
      const engine = await opening;
      const desks = [
        engine.rooms,
        engine.messages,
        engine.search,
        engine.profile,
        engine.links,
        engine.choices,
        engine.files,
        engine.stickers,
        engine.keys
      ];
      const target = desks.find((desk) => method in desk) ?? engine;
      return (target[method as never] as (...args: never[]) => unknown).apply(target, args);
    }
});
serve(self, methods);
