import type { Page } from '@playwright/test';
import type { ChatRow } from '../../src/lib/store/chats';
import type { MessageRow } from '../../src/lib/store/messages';

/** How much is stored. */
export interface Amount {
  chats: number;
  messages: number;
}

/** The address of a chat; the first is the largest. */
export const chatAt = (index: number): string => `friend${String(index).padStart(3, '0')}@localhost`;

/**
 * Fills the app's database, on a page of its origin that does not run the app: a fifth of the messages is in the first
 * chat, the rest in the others alike. Each text begins with its number in its chat.
 */
export async function fill(page: Page, account: string, { chats, messages }: Amount): Promise<void> {
  const largest = Math.floor(messages / 5);
  const each = Math.floor((messages - largest) / (chats - 1));
  for (let index = 0; index < chats; index++)
    await page.evaluate(fillChat, { account, chat: chatAt(index), index, count: index === 0 ? largest : each });
}

interface Part {
  account: string;
  chat: string;
  index: number;
  count: number;
}

// Runs in the page, so it knows nothing from here.
async function fillChat({ account, chat, index, count }: Part): Promise<void> {
  const WORDS = 'we could meet at the lake on Sunday if it does not rain and bring the big blanket again '.repeat(3);
  const newest = Date.now() - index * 60_000;
  const rowAt = (n: number): MessageRow => {
    const time = newest - (count - n) * 400_000;
    const mine = n % 3 === 0;
    return {
      ...{ account, chat, id: `${chat}${n}`, order: time * 1000, time, arrived: time, mine },
      sender: mine ? account : chat,
      text: `${n} ${WORDS.slice(0, 10 + ((n * 37) % 200))}`,
      wireId: `wire${n}`,
      ...{ archive: account, archiveId: `${index}-${n}` },
      ...(mine && { status: 'read' as const })
    };
  };
  const last = rowAt(count);
  const { id, text, mine, time, order } = last;
  const row: ChatRow = {
    ...{ account, chat, kind: 'contact', lastOrder: order, readOrder: order, unread: 0, draft: '', accepted: true },
    preview: { id, text, mine, time }
  };
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('kith');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database did not open'));
  });
  const tx = db.transaction(['chats', 'messages'], 'readwrite');
  tx.objectStore('chats').put(row);
  for (let n = 1; n <= count; n++) tx.objectStore('messages').put(rowAt(n));
  await new Promise<void>((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error ?? new Error('the rows were not taken'));
  });
  db.close();
}
