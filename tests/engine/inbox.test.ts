import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Actions } from '../../src/lib/engine/actions';
import { Inbox, SETTLE } from '../../src/lib/engine/inbox';
import type { Incoming } from '../../src/lib/engine/incoming';
import { newChat } from '../../src/lib/store/chats';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from './memory-account';

const from = (text: string, more: Partial<Incoming> = {}): Incoming => ({
  ...{ chat: JULIET, sender: JULIET, archive: ROMEO, mine: false, markable: false, wantsReceipt: false },
  ...{ text, wireId: text, archiveId: `a-${text}`, time: Date.now(), stamp: Date.now() },
  ...more
});

describe('the inbox', () => {
  let account: MemoryAccount;
  let inbox: Inbox;
  let failures: unknown[];
  let now: number;

  beforeEach(async () => {
    account = await memoryAccount();
    failures = [];
    now = Date.now();
    const { context, lease } = account;
    inbox = new Inbox({ ...context, now: () => now }, lease, () => 0, {
      receipts: () => undefined,
      failed: (thrown) => void failures.push(thrown)
    });
    inbox.open();
  });

  const shown = async () => (await account.db.getAllFromIndex('messages', 'place')).map(({ text }) => text);
  const cursor = async () => (await account.db.get('coverage', [ROMEO, ROMEO, '']))?.intervals.at(-1)?.to.id;
  const coverFromHere = () => {
    const edge = { id: 'a-0', order: 1, time: 0 };
    return account.db.put('coverage', {
      account: ROMEO,
      archive: ROMEO,
      filter: '',
      intervals: [{ from: edge, to: edge }]
    });
  };
  const take = async (...messages: Incoming[]) => {
    for (const message of messages) inbox.push(message);
    await inbox.idle();
  };

  it('stores in the order of arrival, and a repeat once', async () => {
    await take(from('1'), from('2'), from('2'), from('3'));
    expect(await shown()).toEqual(['1', '2', '3']);
  });

  it('counts nothing as received while the disk is full, and takes it when it comes again', async () => {
    const full = vi.spyOn(account.db, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    inbox.push(from('1'));
    inbox.push(from('2'));
    await expect(inbox.idle()).rejects.toMatchObject({ code: 'storage-full' });
    full.mockRestore();
    expect(failures).toMatchObject([{ code: 'storage-full' }]);
    inbox.push(from('3'));
    await expect(inbox.idle()).rejects.toMatchObject({ code: 'storage-full' });
    inbox.recover();
    await take(from('1'), from('2'), from('3'));
    expect(await shown()).toEqual(['1', '2', '3']);
  });

  it('sets a message aside that breaks, and keeps its neighbours', async () => {
    const broken = from('2');
    Object.defineProperty(broken, 'text', {
      get: () => {
        throw new Error('broken');
      }
    });
    await take(from('1'), broken, from('3'));
    expect(await shown()).toEqual(['1', '3']);
    expect(account.logged).toMatchObject([['a message was set aside', { message: 'broken' }]]);
  });

  it('stops for good when another has the lease', async () => {
    const row = await account.db.get('accounts', ROMEO);
    await account.db.put('accounts', { ...row!, lease: 2 });
    inbox.push(from('1'));
    await inbox.idle();
    expect(failures).toMatchObject([{ name: 'LeaseLost' }]);
    expect(await shown()).toEqual([]);
  });

  it('moves the cursor to what has been here for a while', async () => {
    await coverFromHere();
    await take(from('1'));
    now += SETTLE;
    await take(from('2'));
    expect(await cursor()).toBe('a-1');
  });

  it('leaves the cursor below own messages that may stand in the archive already', async () => {
    await coverFromHere();
    await new Actions(account.context).send(JULIET, 'mine');
    await take(from('1'));
    now += SETTLE;
    await take(from('2'));
    expect(await cursor()).toBe('a-0');
    for (const key of await account.db.getAllKeys('outbox')) await account.db.delete('outbox', key);
    now += SETTLE;
    await take(from('3'));
    expect(await cursor()).toBe('a-2');
  });

  it('moves the cursor past what waits for a room', async () => {
    const room = 'club@muc.example.org';
    await coverFromHere();
    await account.db.put('chats', newChat(ROMEO, room, 'room'));
    await new Actions(account.context).send(room, 'mine');
    await take(from('1'));
    now += SETTLE;
    await take(from('2'));
    expect(await cursor()).toBe('a-1');
  });
});
