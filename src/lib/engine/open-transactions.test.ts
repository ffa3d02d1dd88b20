import { IDBDatabase as FakeDatabase, IDBFactory } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { countTransactions } from './open-transactions';

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no reason'));
  });

it('ends what is under way, and leaves alone what has ended', async () => {
  const transactions = countTransactions(FakeDatabase.prototype as unknown as IDBDatabase);
  const opening = new IDBFactory().open('kith');
  opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
  const db = await done<IDBDatabase>(opening);
  const first = db.transaction('rows', 'readwrite');
  await done(first.objectStore('rows').put('stored', 1));
  await new Promise((resolve) => (first.oncomplete = resolve));
  const second = db.transaction('rows', 'readwrite');
  const aborted = new Promise((resolve) => (second.onabort = resolve));
  await done(second.objectStore('rows').put('half', 2));
  transactions.abort();
  await aborted;
  expect(await done(db.transaction('rows').objectStore('rows').getAll())).toEqual(['stored']);
  transactions.abort();
});
