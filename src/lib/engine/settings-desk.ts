import { AppError } from '../base/errors';
import { changeAccount, type AccountRow, type SettingsRow } from '../store/account';
import { noUsage } from '../store/files';
import { write } from '../store/write';
import type { SettingsApi, SettingsView } from './api-settings';
import type { Context } from './context';
import { monthOf } from './usage';

const MB = 1024 * 1024;
const FETCH_UP_TO = 5 * MB;
const KEEP_UP_TO = 500 * MB;
/** What part of the browser's room the files may take. */
const SHARE = 0.2;

/** What the user chose, with what is usual where they did not. */
export function settingsOf(row: Pick<AccountRow, 'settings'> | undefined): SettingsView {
  const { settings = {} } = row ?? {};
  const { lowData = false, quality = 'standard', fetchUpTo = FETCH_UP_TO, keepUpTo = KEEP_UP_TO } = settings;
  const { recentEmoji = [], skinTone = 0, previews = true, encrypts = false } = settings;
  return { lowData, quality, fetchUpTo, keepUpTo, recentEmoji, skinTone, previews, encrypts };
}

/** How much room the browser has, and how much of it is used, bytes; nothing where it does not say. */
export async function browserRoom(): Promise<{ quota?: number; usage?: number }> {
  const storage = (globalThis.navigator as { storage?: Partial<StorageManager> } | undefined)?.storage;
  const { quota, usage } = (await storage?.estimate?.().catch(() => undefined)) ?? {};
  return { ...(quota !== undefined && { quota }), ...(usage !== undefined && { usage }) };
}

/** How much of what was fetched is kept, bytes. */
export function keepLimit(row: AccountRow | undefined, quota?: number): number {
  return Math.min(settingsOf(row).keepUpTo, quota === undefined ? Infinity : quota * SHARE);
}

/** What a page may do with settings. */
export function settingsDesk(context: () => Context): SettingsApi {
  return {
    async settings() {
      const { db, account } = context();
      return settingsOf(await db.get('accounts', account));
    },

    async saveSettings(change) {
      const { db, account, announce } = context();
      await write(db, announce, undefined, ['accounts'], async (tx, topics) => {
        const row = await tx.objectStore('accounts').get(account);
        if (!row) throw new AppError('unknown', 'logged out');
        await changeAccount(tx, account, { settings: { ...row.settings, ...(change as SettingsRow) } });
        topics.add('account');
        if (change.encrypts) topics.add('encrypts');
      });
    },

    async usage() {
      const { db, account, now } = context();
      const month = monthOf(now());
      const { sent, received } = (await db.get('usage', [account, month])) ?? noUsage(account, month);
      return { month, sent, received };
    }
  };
}
