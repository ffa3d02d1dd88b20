import { AppError, toAppError } from '../base/errors';
import type { Database, StoreName, WriteTx } from './schema';

/** Who may write as the session: the account and the lease number that was current when it took the lock. */
export interface Lease {
  account: string;
  number: number;
}

/** Thrown by a write whose lease is no longer the current one: another context holds the session now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Tells readers what changed. */
export type Announce = (topics: Iterable<string>) => void;

/**
 * One write transaction. `fn` may await nothing but its requests; the topics that it adds are announced after the
 * commit. With a lease the transaction aborts when the lease changed (decision 1, rule 7); without one it is something
 * that the user did. Anything thrown aborts all of it. `strict` waits for the disk (SECURITY: the outbox).
 */
export async function write<T>(
  db: Database,
  announce: Announce,
  lease: Lease | undefined,
  stores: StoreName[],
  fn: (tx: WriteTx, topics: Set<string>) => Promise<T>,
  durability: 'relaxed' | 'strict' = 'relaxed'
): Promise<T> {
  const names = lease && !stores.includes('accounts') ? [...stores, 'accounts' as const] : stores;
  const topics = new Set<string>();
  const tx = begin(db, names, durability);
  let result: T;
  try {
    if (lease) {
      const row = await tx.objectStore('accounts').get(lease.account);
      if (row?.lease !== lease.number) throw new LeaseLost();
    }
    result = await fn(tx, topics);
  } catch (thrown) {
    tx.done.catch(() => undefined);
    try {
      tx.abort();
    } catch {
      // It had aborted by itself: `thrown` says why.
    }
    throw storageError(thrown);
  }
  try {
    await tx.done;
  } catch (thrown) {
    throw storageError(thrown);
  }
  if (topics.size > 0) announce(topics);
  return result;
}

function begin(db: Database, names: StoreName[], durability: 'relaxed' | 'strict'): WriteTx {
  try {
    return db.transaction(names, 'readwrite', { durability }) as WriteTx;
  } catch (thrown) {
    throw storageError(thrown);
  }
}

function storageError(thrown: unknown): unknown {
  if (!(thrown instanceof DOMException)) return thrown;
  const error = toAppError(thrown);
  return error.code === 'unknown' ? new AppError('storage-failed', error.detail, { cause: thrown }) : error;
}
