import { afterEach, describe, expect, it, vi } from 'vitest';
import { SessionLock } from '../../src/lib/engine/lease';
import { MemoryLocks } from '../support/browser-like';
import { memoryAccount, ROMEO, type MemoryAccount } from './memory-account';

describe('the lock of the session', () => {
  const ended: SessionLock[] = [];
  afterEach(() => {
    for (const lock of ended.splice(0)) lock.end();
  });

  const lockOf = ({ db }: MemoryAccount, locks: MemoryLocks) => {
    const held: { number: number; signal: AbortSignal }[] = [];
    const lock = new SessionLock({
      ...{ account: ROMEO, db, locks },
      announce: () => undefined,
      post: () => undefined,
      held: ({ number }, signal) => void held.push({ number, signal })
    });
    ended.push(lock);
    return { lock, held };
  };

  it('fences who lost it by a higher lease', async () => {
    const account = await memoryAccount();
    const locks = new MemoryLocks();
    const first = lockOf(account, locks);
    await vi.waitFor(() => expect(first.held).toHaveLength(1));
    const second = lockOf(account, locks);
    await second.lock.steal();
    expect(first.held[0]?.signal.aborted).toBe(true);
    expect(first.lock.holds).toBe(false);
    expect(second.held[0]?.number).toBe((first.held[0]?.number ?? 0) + 1);
  });

  it('does not believe to hold it when it was stolen before it could begin, and waits again', async () => {
    const account = await memoryAccount();
    const locks = new MemoryLocks();
    const first = lockOf(account, locks);
    const second = lockOf(account, locks);
    await second.lock.steal();
    await vi.waitFor(() => expect(second.held).toHaveLength(1));
    expect(first.lock.holds).toBe(false);
    expect(first.held.filter(({ signal }) => !signal.aborted)).toEqual([]);
    second.lock.end();
    await vi.waitFor(() => expect(first.lock.holds).toBe(true));
  });
});
