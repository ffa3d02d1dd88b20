import type { AccountRow } from '../store/account';
import type { MessageRow } from '../store/messages';
import { isTrusted } from '../store/people';
import { isPrivate } from '../store/rooms';
import type { Database } from '../store/schema';
import { settingsOf } from './settings-desk';

/** What some browsers tell of the network, also to workers. */
interface NetworkFacts {
  saveData?: boolean;
  type?: string;
  effectiveType?: string;
}

/** Whether the network is one that somebody pays for by what goes over it, or a slow one; where it is not known, it is neither. */
export function isMetered(
  facts: NetworkFacts | undefined = (globalThis.navigator as { connection?: NetworkFacts } | undefined)?.connection
): boolean {
  const { saveData = false, type, effectiveType } = facts ?? {};
  return saveData || type === 'cellular' || effectiveType === 'slow-2g' || effectiveType === '2g';
}

/** Whether a file may be fetched though nobody asked for it (decision 8, rule 4). */
export async function mayFetchUnasked(db: Database, row: MessageRow): Promise<boolean> {
  const { account, chat, file, mine } = row;
  const holder: AccountRow | undefined = await db.get('accounts', account);
  const { lowData, fetchUpTo } = settingsOf(holder);
  if (lowData || isMetered()) return false;
  if (!file?.url || file.kind === 'file' || file.size === undefined || file.size > fetchUpTo) return false;
  if (mine) return true;
  const [chatRow, room] = await Promise.all([db.get('chats', [account, chat]), db.get('rooms', [account, chat])]);
  // Everybody in a private group was let in by it, as the user was. In any other the room alone says who somebody is, and whoever
  // wants to know where the user is would only have to call themselves a contact (SECURITY 8, 12).
  if (chatRow?.kind === 'room') {
    if (!isPrivate(room) || !room?.bookmark) return false;
    const person = row.person === undefined ? undefined : await db.get('people', [account, row.person]);
    return person?.blocked !== true;
  }
  if (chatRow?.kind === 'private') return false;
  return isTrusted(await db.get('people', [account, chat]), chatRow?.kind === 'contact' && chatRow.accepted);
}
