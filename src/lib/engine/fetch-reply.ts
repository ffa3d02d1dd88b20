import { AppError } from '../base/errors';
import { isRemoved } from '../store/messages';
import { findAnswered } from './answered';
import { archiveError } from './archive-error';
import type { Context } from './context';

/** How many pages of the archive are read for one answer: who answers what is years old has quoted it. */
const MOST_PAGES = 40;

/** Reads a page of a chat's archive below a place. */
type FetchHistory = (chat: string, before: number) => Promise<void>;

/**
 * Reads a chat's archive back until the message is stored that the one of this id answers. Returns its place; `undefined`: it is
 * nowhere. Fails with `offline`, `timeout`, `server-refused`: then nobody knows.
 */
export async function fetchReply(
  context: Context,
  history: FetchHistory | undefined,
  chat: string,
  id: string
): Promise<number | undefined> {
  const { db, account } = context;
  for (let page = 0; page <= MOST_PAGES; page++) {
    const row = await db.get('messages', [account, id]);
    if (!row?.reply) return undefined;
    const original = await findAnswered(db, row);
    if (original) return isRemoved(original) ? undefined : original.order;
    if (!history) throw new AppError('offline');
    const known = await stateOf(context, chat);
    await history(chat, row.order).catch((thrown: unknown) => {
      throw archiveError(thrown);
    });
    if ((await stateOf(context, chat)) === known) return undefined;
  }
  return undefined;
}

/** What is known of a chat's archive: when a page changes nothing, nothing more is there. */
async function stateOf({ db, account }: Context, chat: string): Promise<string> {
  const keys = [
    [account, account, ''],
    [account, account, chat],
    [account, chat, '']
  ] as const;
  return JSON.stringify(await Promise.all(keys.map((key) => db.get('coverage', [...key]))));
}
