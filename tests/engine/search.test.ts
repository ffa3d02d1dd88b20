import { beforeEach, describe, expect, it } from 'vitest';
import type { SearchHit, SearchPlace, SearchQuery } from '../../src/lib/engine/api-search';
import { Search } from '../../src/lib/engine/search';
import { newChat } from '../../src/lib/store/chats';
import type { FileKind } from '../../src/lib/store/files';
import type { MessageRow } from '../../src/lib/store/messages';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from './memory-account';

const NURSE = 'nurse@example.org';
const HALL = 'hall@rooms.example.org';
const NOON = Date.UTC(2026, 10, 20, 12);

describe('searching what is stored', () => {
  let account: MemoryAccount;
  let search: Search;
  let last: number;

  beforeEach(async () => {
    account = await memoryAccount();
    search = new Search(account.context);
    last = 0;
  });

  /** Stores a message a second after the one before. */
  const say = async (chat: string, text: string, more: Partial<MessageRow> = {}): Promise<MessageRow> => {
    const time = NOON + ++last * 1000;
    const row: MessageRow = {
      ...{ account: ROMEO, id: `m${last}`, chat, order: time * 1000, time, arrived: time, mine: false },
      ...{ sender: chat, text },
      ...more
    };
    await account.db.put('messages', row);
    const kind = chat === HALL ? 'room' : 'contact';
    if (!Number.isNaN(row.order))
      await account.db.put('chats', { ...newChat(ROMEO, chat, kind), lastOrder: row.order });
    return row;
  };
  const file = (kind: FileKind, name: string): Partial<MessageRow> => ({ file: { kind, name, type: 'x/y' } });

  /** All that is found, page by page. */
  const find = async (query: Partial<SearchQuery>, name = 'a'): Promise<SearchHit[]> => {
    const hits: SearchHit[] = [];
    let after: SearchPlace | undefined;
    do {
      const page = await search.page(name, { text: '', limit: 3, ...query }, after);
      hits.push(...page.hits);
      after = page.next;
    } while (after);
    return hits;
  };
  const texts = async (query: Partial<SearchQuery>) => (await find(query)).map(({ text }) => text);

  it('finds all words in any order and case, newest first over all chats', async () => {
    for (const chat of [JULIET, NURSE, JULIET, NURSE, NURSE, JULIET]) await say(chat, `${last} At the LAKE on Sunday`);
    await say(JULIET, 'The lake on Monday');
    expect(await texts({ text: 'sunday läke' })).toEqual([5, 4, 3, 2, 1, 0].map((n) => `${n} At the LAKE on Sunday`));
    expect(await texts({ text: 'lake', chat: NURSE })).toHaveLength(3);
    expect(await texts({ text: '"lake on monday"' })).toEqual(['The lake on Monday']);
    expect(await find({})).toEqual([]);
  });

  it('reads more than one part of a chat, and of many chats in the order of what was said', async () => {
    for (let n = 0; n < 700; n++) await say(n % 7 === 0 ? NURSE : JULIET, `${n} of many`);
    const found = await texts({ text: 'many', limit: 100 });
    expect(found).toEqual(Array.from({ length: 700 }, (_, n) => `${699 - n} of many`));
  });

  it('marks what was found in what is shown', async () => {
    await say(JULIET, `${'so far '.repeat(50)}the Café is open ${'for long '.repeat(50)}`);
    const [hit] = await find({ text: 'cafe' });
    expect(hit?.marks.map(([start, end]) => hit.text.slice(start, end))).toEqual(['Café']);
    expect(hit?.text.length).toBeLessThan(250);
  });

  it('finds by kind and by file name', async () => {
    await say(JULIET, 'see https://example.org/a');
    await say(JULIET, '', file('image', 'beach.jpg'));
    await say(JULIET, 'the plan', file('file', 'Plan für Juli.pdf'));
    await say(JULIET, '', file('voice', 'voice.ogg'));
    await say(JULIET, '', { location: { lat: 1, lon: 2, label: 'Harbour' } });
    expect(await texts({ kind: 'links' })).toEqual(['see https://example.org/a']);
    expect((await find({ kind: 'media' })).map((hit) => hit.file?.name)).toEqual(['beach.jpg']);
    expect((await find({ kind: 'voice' })).map((hit) => hit.file?.kind)).toEqual(['voice']);
    expect((await find({ kind: 'places', text: 'harb' })).map((hit) => hit.location)).toEqual([true]);
    const [plan] = await find({ kind: 'files', text: 'fur plan' });
    expect(plan?.file?.marks.map(([start, end]) => plan.file?.name.slice(start, end))).toEqual(['Plan', 'für']);
  });

  it('finds by person, in a group by who they are and by what they call themselves', async () => {
    const from = (nick: string, person?: string) => ({ sender: `${HALL}/${nick}`, nick, ...(person && { person }) });
    await say(HALL, 'one', from('Jule', JULIET));
    await say(HALL, 'two', from('Nurse'));
    await say(HALL, 'three', { mine: true, sender: ROMEO });
    await say(JULIET, 'four');
    await say(JULIET, 'five', { mine: true, sender: ROMEO });
    expect(await texts({ from: { person: JULIET } })).toEqual(['four', 'one']);
    expect(await texts({ from: { nick: 'Nurse' }, chat: HALL })).toEqual(['two']);
    expect(await texts({ from: { mine: true } })).toEqual(['five', 'three']);
  });

  it('finds no event, nothing that was taken back or removed here', async () => {
    await say(HALL, 'lake', { event: { kind: 'subject', text: 'lake' } });
    await say(JULIET, 'lake', { retracted: { self: true } });
    await say(JULIET, 'lake', { order: NaN });
    await say(JULIET, 'lake!');
    expect(await texts({ text: 'lake' })).toEqual(['lake!']);
  });

  it('follows what is said, changed, taken back and fetched from below', async () => {
    const rows: MessageRow[] = [];
    for (let n = 0; n < 600; n++) rows.push(await say(JULIET, `${n} lake`));
    expect(await find({ text: 'lake' })).toHaveLength(600);
    const [first, second, third] = rows as [MessageRow, MessageRow, MessageRow];
    await account.db.put('messages', { ...first, text: 'river' });
    await account.db.put('messages', { ...second, text: '', retracted: { self: true } });
    await account.db.delete('messages', [ROMEO, third.id]);
    await account.db.put('messages', { ...first, id: 'old', order: first.order - 5, text: 'river, long ago' });
    await say(JULIET, 'the newest river');
    await say(NURSE, 'a new river');
    search.changed([`chat:${JULIET}`, `chat:${NURSE}`]);
    await expect
      .poll(() => texts({ text: 'river' }), { timeout: 10_000 })
      .toEqual(['a new river', 'the newest river', 'river', 'river, long ago']);
    await expect.poll(() => find({ text: 'lake', brief: true, limit: 1000 }), { timeout: 10_000 }).toHaveLength(597);
  }, 30_000);

  it('lets go of a conversation that was deleted', async () => {
    await say(JULIET, 'lake');
    expect(await find({ text: 'lake', brief: true })).toHaveLength(1);
    await account.db.clear('messages');
    search.changed([`chat:${JULIET}`]);
    await expect.poll(() => find({ text: 'lake', brief: true })).toEqual([]);
  });

  it('ends an older question when a newer one comes, and leaves other searches alone', async () => {
    for (let n = 0; n < 600; n++) await say(JULIET, `${n} lake`);
    const [older, newer, other] = await Promise.all([
      search.page('a', { text: 'lak', limit: 1000 }),
      search.page('a', { text: '599', limit: 1000 }),
      find({ text: 'lake', chat: JULIET, limit: 1000 }, 'b')
    ]);
    expect(older.next).toBeDefined();
    expect(newer.hits.length + (newer.next ? 1 : 0)).toBeGreaterThan(0);
    expect(other).toHaveLength(600);
  });

  it('says why when what is stored cannot be read', async () => {
    account.db.close();
    await expect(search.page('a', { text: 'lake', limit: 10 })).rejects.toMatchObject({ name: 'AppError' });
  });
});
