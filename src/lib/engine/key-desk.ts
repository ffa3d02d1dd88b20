import type { KeyApi } from './api-keys';
import type { Context } from './context';
import { loadedLater } from './loaded-later';
import type { AskHolder } from './message-desk';

/** What a page may do about encryption. */
export function keyDesk(context: () => Context, ask: AskHolder): KeyApi {
  return loadedLater<KeyApi>(
    {
      encryption: true,
      setEncrypts: true,
      setTrust: true,
      waitingKeys: true,
      ownKeys: true,
      learnDevices: true,
      removeOwnDevice: true
    },
    async () => (await import('./key-work')).keyWork(context, ask)
  );
}
