import { addUsage } from '../store/files';
import { write } from '../store/write';
import type { Context } from './context';
import { monthOf } from './usage';

/** How often it is written down what a stream moved, milliseconds: a page may end at any time. */
const EVERY = 20_000;
/** Less than that waits for more, bytes. */
const LEAST = 500;

/** Counts what a stream moves as the bytes of messages, until it is told to stop. */
export function countTraffic(
  { db, account, announce, now, log }: Context,
  stream: { readonly traffic: { sent: number; received: number } }
): () => void {
  const counted = { sent: 0, received: 0 };
  const count = (least: number): void => {
    const { sent, received } = stream.traffic;
    const more = { sent: sent - counted.sent, received: received - counted.received };
    if (more.sent + more.received < least) return;
    Object.assign(counted, { sent, received });
    write(db, announce, undefined, ['usage', 'accounts'], async (tx) => {
      // Nothing of an account that has logged out comes back.
      if ((await tx.objectStore('accounts').getKey(account)) === undefined) return;
      await addUsage(tx, account, monthOf(now()), 'messages', more);
    }).catch((thrown: unknown) => log('what went over the network was not counted', thrown));
  };
  const timer = setInterval(() => count(LEAST), EVERY);
  return () => {
    clearInterval(timer);
    count(1);
  };
}
