import { beforeEach, describe, expect, it } from 'vitest';
import type { SearchBackPage } from '../../src/lib/engine/api-search';
import type { Archive } from '../../src/lib/engine/archive';
import { searchBack } from '../../src/lib/engine/search-back';
import { newRoom } from '../../src/lib/store/rooms';
import { queryConversation } from '../../src/lib/engine/queries';
import type { Stream } from '../../src/lib/xmpp/stream';
import { StanzaError } from '../../src/lib/xmpp/requests';
import { RSM } from '../../src/lib/xmpp/xep/0059-result-sets';
import { child } from '../../src/lib/xmpp/xml';
import { answering } from '../support/requests';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from './memory-account';
import { archiveOn, MemoryArchive } from './memory-archive';

const NOON = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;
type Archives = Parameters<typeof searchBack>[2];

const HALL = 'hall@rooms.example.org';
const info = (...features: string[]) =>
  `<query xmlns='http://jabber.org/protocol/disco#info'>${features.map((name) => `<feature var='${name}'/>`).join('')}</query>`;

describe('searching further back', () => {
  let account: MemoryAccount;
  let server: MemoryArchive;
  let archive: Archive;
  let features: string[];

  beforeEach(async () => {
    account = await memoryAccount();
    server = new MemoryArchive();
    archive = archiveOn(server, account);
    features = [];
    for (let n = 0; n < 700; n++) server.add(1, NOON + n * MINUTE);
    await archive.catchUp();
  });

  const ask = (query: { text: string; chat?: string }, from?: string, of: Archives = archiveAt) => {
    const stream = answering(ROMEO, info(...features)) as unknown as Stream;
    return searchBack(account.context, () => stream, of, query, from);
  };
  const archiveAt = (chat: string) => (chat === HALL ? undefined : archive);
  const all = async (query: { text: string; chat?: string }): Promise<SearchBackPage[]> => {
    const pages: SearchBackPage[] = [];
    for (let next: string | undefined, n = 0; n === 0 || next !== undefined; n++) {
      const page = await ask(query, next);
      pages.push(page);
      next = page.next;
    }
    return pages;
  };
  const texts = async () => (await account.db.getAllFromIndex('messages', 'place')).map(({ text }) => text);

  it('reads page by page where the server does not search, and tells how far it came', async () => {
    const pages = await all({ text: 'text 3' });
    expect(await texts()).toEqual(server.items.map(({ text }) => text));
    const until = pages.map((page) => page.until ?? NaN);
    expect(until).toEqual([...until].sort((a, b) => b - a));
    expect(until.at(-1)).toBe(NOON);
    expect(pages.reduce((sum, { fetched }) => sum + fetched, 0)).toBe(650);
    expect(await ask({ text: 'more' })).toEqual({ until: NOON, fetched: 0 });
  });

  it('closes the gaps of one chat first', async () => {
    for (let n = 0; n < 300; n++) server.add(1, NOON + (700 + n) * MINUTE);
    await archive.catchUp();
    await all({ text: 'x', chat: JULIET });
    expect(await texts()).toEqual(server.items.map(({ text }) => text));
  });

  it('fetches only what the server finds where it searches, each in its place among gaps', async () => {
    features.push('urn:xmpp:fulltext:0');
    const pages = await all({ text: 'text 10', chat: JULIET });
    expect(pages).toHaveLength(1);
    expect((await texts()).slice(0, 11)).toEqual([
      'text 10',
      ...Array.from({ length: 10 }, (_, n) => `text ${100 + n}`)
    ]);
    expect(await texts()).toHaveLength(61);
    const { messages, gaps } = await queryConversation(account.db, ROMEO, JULIET, { limit: 100 });
    expect(messages.map(({ text }) => text)).toEqual(await texts());
    expect(gaps.length).toBeGreaterThan(1);
    // What is found twice is stored once, and the chat is whole when all of it was read.
    await all({ text: 'text 10' });
    features.length = 0;
    await all({ text: '', chat: JULIET });
    expect(await texts()).toEqual(server.items.map(({ text }) => text));
    const orders = (await account.db.getAllFromIndex('messages', 'place')).map(({ order }) => order);
    expect(new Set(orders).size).toBe(orders.length);
  });

  it('goes on with the groups that can be asked, when it is about all chats', async () => {
    const bookmark = { autojoin: true, nick: 'me', extensions: '' };
    await account.db.put('rooms', { ...newRoom(ROMEO, HALL), bookmark });
    const asked: (string | undefined)[] = [];
    const room = { readBack: async (chat?: string) => (asked.push(chat), { done: true, fetched: 7 }) };
    const of = (chat: string) =>
      chat === HALL ? { ...room, searchWords: () => Promise.reject(new Error()) } : archive;
    const end = JSON.stringify({ archive: ROMEO });
    let page = await ask({ text: 'x' }, end, of);
    while (page.next === end) page = await ask({ text: 'x' }, end, of);
    expect(await ask({ text: 'x' }, page.next, of)).toEqual({ fetched: 7 });
    expect(await ask({ text: 'x', chat: HALL }, undefined, of)).toEqual({ fetched: 7 });
    expect(asked).toEqual([undefined, HALL]);
  });

  it('says that it is offline, and stops at an archive that repeats itself', async () => {
    await expect(searchBack(account.context, () => undefined, archiveAt, { text: 'x' })).rejects.toMatchObject({
      code: 'offline'
    });
    const answer = server.request.bind(server);
    server.request = (type, to, payload) => {
      // It gives the newest page, whatever was asked for.
      child(child(payload, 'set', RSM)!, 'before', RSM)!.children = [];
      return answer(type, to, payload);
    };
    await expect(ask({ text: 'x' })).rejects.toMatchObject({ code: 'server-refused' });
    server.request = () => Promise.reject(new StanzaError('timeout'));
    await expect(ask({ text: 'x' })).rejects.toMatchObject({ code: 'timeout' });
  });
});
