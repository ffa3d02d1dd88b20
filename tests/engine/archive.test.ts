import { beforeEach, describe, expect, it } from 'vitest';
import type { Archive } from '../../src/lib/engine/archive';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from './memory-account';
import { archiveOn, MemoryArchive } from './memory-archive';

const NOON = Date.UTC(2026, 10, 20, 12);

describe('the archive', () => {
  let account: MemoryAccount;
  let server: MemoryArchive;
  let archive: Archive;

  beforeEach(async () => {
    account = await memoryAccount();
    server = new MemoryArchive();
    archive = archiveOn(server, account);
  });

  const texts = async () => (await account.db.getAllFromIndex('messages', 'place')).map(({ text }) => text);
  const all = () => server.items.map(({ text }) => text);
  const intervals = async () => (await account.db.get('coverage', [ROMEO, ROMEO, '']))?.intervals ?? [];
  const read = async () => {
    await archive.catchUp();
    await archive.fillGaps();
  };

  it.each([
    ['within one second', 0],
    ['within a minute', 60_000],
    ['a second before, by a clock that was set back', -1000]
  ])('closes a gap of several pages whose messages came %s', async (_, later) => {
    server.add(30, NOON);
    await read();
    server.add(300, NOON + later);
    await read();
    expect(await texts()).toEqual(all());
    expect(await intervals()).toMatchObject([{ from: { id: 'id-0' }, to: { id: 'id-329' }, start: true }]);
  });

  it('reads again what is stored already, and finds the start of everything', async () => {
    server.add(2, NOON);
    await read();
    const known = await intervals();
    server.add(220, NOON + 5000);
    await read();
    for (const one of known) delete one.start;
    await account.db.put('coverage', { account: ROMEO, archive: ROMEO, filter: '', intervals: known });
    await read();
    expect(await texts()).toEqual(all());
    expect(await intervals()).toMatchObject([{ from: { id: 'id-0' }, to: { id: 'id-221' }, start: true }]);
  });

  it('makes room in a gap for what comes before a message that is stored there already', async () => {
    server.add(30, NOON);
    await read();
    server.add(300, NOON + 60_000);
    // The first page ends below these, the newest one stands above.
    const low = (NOON + 60_000) * 1000 + 60;
    const row = { account: ROMEO, chat: JULIET, mine: false, sender: JULIET, time: NOON, arrived: NOON };
    for (let n = 0; n < 5; n++) {
      const { id, text } = server.items[n + 200]!;
      const archived = { wireId: `${id}-wire`, archive: ROMEO, archiveId: id };
      await account.db.put('messages', { ...row, ...archived, id, text, order: low + n });
    }
    await read();
    expect(await texts()).toEqual(all());
    const orders = (await account.db.getAllFromIndex('messages', 'place')).map(({ order }) => order);
    expect(new Set(orders).size).toBe(orders.length);
  });

  it('puts all that came live since the archive was empty in its place, however much that is', async () => {
    await read();
    server.add(600, NOON);
    const row = { account: ROMEO, chat: JULIET, mine: false, sender: JULIET, time: NOON, arrived: NOON };
    for (const [n, { id, text }] of server.items.entries()) {
      const archived = { wireId: `${id}-wire`, archive: ROMEO, archiveId: id };
      // By our own clock the first came in the middle of the others.
      const order = NOON * 1000 + (n === 0 ? 300.5 : n);
      await account.db.put('messages', { ...row, ...archived, id, text, order });
    }
    await archive.catchUp();
    await read();
    expect(await texts()).toEqual(all());
    expect(await intervals()).toMatchObject([{ from: { id: 'id-0' }, start: true }]);
  });

  it('goes on from the newest page when the server has forgotten the cursor', async () => {
    server.add(20, NOON);
    await read();
    server.items.splice(0, 20);
    server.add(10, NOON + 60_000);
    server.items.forEach((item, n) => Object.assign(item, { id: `new-${n}`, text: `new ${n}` }));
    await read();
    expect((await texts()).slice(20)).toEqual(all());
  });
});
