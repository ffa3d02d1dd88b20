import { AppError } from '../base/errors';
import { under } from '../store/schema';
import type { Stream } from '../xmpp/stream';
import { fetchInfo } from '../xmpp/xep/0030-disco';
import { isFullTextSearch } from '../xmpp/xep/0431-full-text-search';
import type { SearchBackPage, SearchBackQuery } from './api-search';
import type { Archive } from './archive';
import { archiveError } from './archive-error';
import type { Context } from './context';

/** Where a search in archives goes on: behind a result of the account's server, or in this archive. */
type Step = { words: string } | { archive: string };

/** Does one step of `SearchApi.searchBack` for whichever tab asks. */
export async function searchBack(
  context: Context,
  connected: () => Stream | undefined,
  archiveOf: (chat: string) => Pick<Archive, 'readBack' | 'searchWords'> | undefined,
  { text, chat }: SearchBackQuery,
  from?: string
): Promise<SearchBackPage> {
  const stream = connected();
  if (!stream) throw new AppError('offline');
  const { account } = context;
  const words = text.replace(/["“”„«»]/g, ' ').trim();
  try {
    const step = from === undefined ? await first() : (JSON.parse(from) as Step);
    const own = 'words' in step ? archiveOf(account) : undefined;
    if ('words' in step && own) {
      const { next, ...page } = await own.searchWords(words, chat, step.words);
      return { ...page, ...goOn(next !== undefined ? { words: next } : await archiveAfter(account)) };
    }
    const archive = 'archive' in step ? step.archive : account;
    const { done, ...page } = (await archiveOf(archive)?.readBack(chat)) ?? { done: true, fetched: 0 };
    return { ...page, ...goOn(done ? await archiveAfter(archive) : { archive }) };
  } catch (thrown) {
    throw archiveError(thrown);
  }

  async function first(): Promise<Step> {
    const isRoom = chat !== undefined && (await context.db.get('rooms', [account, chat])) !== undefined;
    if (isRoom) return { archive: chat };
    if (!words || !stream || !isFullTextSearch(await fetchInfo(stream, account))) return { archive: account };
    return { words: '' };
  }

  /** One conversation is in one archive; all are in the account's and in those of the user's groups. */
  async function archiveAfter(archive: string): Promise<Step | undefined> {
    if (chat !== undefined) return undefined;
    const rows = await context.db.getAll('rooms', under(account));
    const rooms = rows.filter(({ room, bookmark }) => bookmark && archiveOf(room)).map(({ room }) => room);
    const next = rooms[archive === account ? 0 : rooms.indexOf(archive) + 1];
    return next === undefined ? undefined : { archive: next };
  }
}

function goOn(step: Step | undefined): { next?: string } {
  return step ? { next: JSON.stringify(step) } : {};
}
