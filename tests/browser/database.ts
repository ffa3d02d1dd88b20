import type { Page } from '@playwright/test';
import type { KithSchema, StoreName } from '../../src/lib/store/schema';

export type Row<S extends StoreName> = KithSchema[S]['value'];

/** All rows of one of the app's stores in this browser; none while there is no database. */
export function rowsOf<S extends StoreName>(page: Page, store: S): Promise<Row<S>[]> {
  return page.evaluate(async (name) => {
    const known = await indexedDB.databases();
    if (!known.some((one) => one.name === 'kith')) return [];
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('kith');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('the database did not open'));
    });
    try {
      return await new Promise<never[]>((resolve, reject) => {
        const request = db.transaction(name).objectStore(name).getAll();
        request.onsuccess = () => resolve(request.result as never[]);
        request.onerror = () => reject(request.error ?? new Error('the rows did not come'));
      });
    } finally {
      db.close();
    }
  }, store as string);
}

/** The texts that this browser holds of a chat, in their order. */
export async function storedTexts(page: Page, chat: string): Promise<string[]> {
  const rows = await rowsOf(page, 'messages');
  return rows
    .filter((row) => row.chat === chat)
    .sort((a, b) => a.order - b.order)
    .map((row) => row.text);
}

/** Puts rows straight into a store of the app's database. */
export async function seed<S extends StoreName>(page: Page, store: S, rows: Row<S>[]): Promise<void> {
  await page.evaluate(
    async ({ name, values }) => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('kith');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('the database did not open'));
      });
      try {
        const tx = db.transaction(name, 'readwrite');
        for (const value of values) tx.objectStore(name).put(value);
        await new Promise<void>((resolve, reject) => {
          tx.oncomplete = () => resolve();
          tx.onerror = () => reject(tx.error ?? new Error('the rows were not taken'));
        });
      } finally {
        db.close();
      }
    },
    { name: store as string, values: rows as unknown[] }
  );
}
