import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { JULIET, memoryAccount, ROMEO } from '../../../tests/engine/memory-account';
import { addUsage, evictFiles, keepBlob, measureFiles, noUsage } from './files';
import type { MessageRow } from './messages';
import type { Database } from './schema';
import { write } from './write';

/** A message with a file of so many bytes, shown at that time. */
async function put(db: Database, id: string, size: number, used: number): Promise<void> {
  const row: MessageRow = {
    ...{ account: ROMEO, id, chat: JULIET, order: 1, time: 1, arrived: 1, mine: false, sender: JULIET, text: '' }
  };
  await write(
    db,
    () => undefined,
    undefined,
    ['blobs', 'messages'],
    async (tx) => {
      const blob = new Blob(['x'.repeat(size)]);
      const file = await keepBlob(tx, row, { kind: 'file', name: id, type: 'text/plain', size }, blob, used);
      await tx.objectStore('messages').put({ ...row, file });
    }
  );
}
const evict = (db: Database, limit: number, except?: string) =>
  write(
    db,
    () => undefined,
    undefined,
    ['blobs', 'messages'],
    (tx) => evictFiles(tx, ROMEO, limit, except)
  );
const here = async (db: Database): Promise<string[]> =>
  (await db.getAll('messages')).filter(({ file }) => file?.key).map(({ id }) => id);

describe('the files on this device', () => {
  it('go when there are too many: who was shown longest ago first, what waits for its upload never', async () => {
    const { db } = await memoryAccount();
    await put(db, 'new', 10, 300);
    await put(db, 'old', 10, 100);
    await put(db, 'middle', 10, 200);
    await put(db, 'waits', 10, 0);
    expect(await measureFiles(db, ROMEO)).toEqual({ files: 40, count: 4 });
    expect(await evict(db, 40)).toEqual(new Set());
    expect(await evict(db, 35)).toEqual(new Set([JULIET]));
    expect(await here(db)).toEqual(['middle', 'new', 'waits']);
    expect(await evict(db, 20)).toEqual(new Set([JULIET]));
    expect(await here(db)).toEqual(['new', 'waits']);
    await evict(db, 0);
    expect(await here(db)).toEqual(['waits']);
    expect(await measureFiles(db, ROMEO)).toEqual({ files: 10, count: 1 });
  });

  it('stay while one of them is the one that is wanted now', async () => {
    const { db } = await memoryAccount();
    await put(db, 'old', 10, 100);
    await put(db, 'large', 50, 200);
    await evict(db, 40, (await db.get('messages', [ROMEO, 'large']))!.file!.key);
    expect(await here(db)).toEqual(['large']);
  });

  it('are no longer of a message that has another', async () => {
    const { db } = await memoryAccount();
    await put(db, 'a', 10, 100);
    const row = (await db.get('messages', [ROMEO, 'a']))!;
    await db.put('messages', { ...row, file: { ...row.file!, key: 'another' } });
    expect(await evict(db, 0)).toEqual(new Set());
    expect(await here(db)).toEqual(['a']);
  });
});

it('what went over the network is counted by month and kind', async () => {
  const { db } = await memoryAccount();
  const add = (month: string, bytes: { sent?: number; received?: number }) =>
    write(
      db,
      () => undefined,
      undefined,
      ['usage'],
      (tx) => addUsage(tx, ROMEO, month, 'pictures', bytes)
    );
  await add('2026-10', { sent: 1 });
  await add('2026-11', { sent: 10 });
  await add('2026-11', { sent: 5, received: 7 });
  const none = noUsage(ROMEO, '2026-11');
  const [sent, received] = [
    { ...none.sent, pictures: 15 },
    { ...none.received, pictures: 7 }
  ];
  expect(await db.get('usage', [ROMEO, '2026-11'])).toEqual({ ...none, sent, received });
});
