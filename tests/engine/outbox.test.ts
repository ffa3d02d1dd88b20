import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Actions } from '../../src/lib/engine/actions';
import type { Closed } from '../../src/lib/engine/encryption';
import { forward } from '../../src/lib/engine/forward';
import { MESSAGE_STORES, MessageCommit } from '../../src/lib/engine/commit';
import { Outbox, type RoomGates } from '../../src/lib/engine/outbox';
import { newChat } from '../../src/lib/store/chats';
import type { FileRow } from '../../src/lib/store/files';
import type { MessageRow } from '../../src/lib/store/messages';
import { write } from '../../src/lib/store/write';
import type { Element } from '../../src/lib/xmpp/xml';
import { StanzaError } from '../../src/lib/xmpp/requests';
import { JULIET, memoryAccount, ROMEO, SilentSender, type MemoryAccount } from './memory-account';

const NO_ROOMS: RoomGates = {
  gate: () => ({ kind: 'contact' }),
  check: () => Promise.resolve(false),
  sync: () => undefined
};
const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 2_000, interval: 2 });

describe('the outbox', () => {
  let account: MemoryAccount;
  let outbox: Outbox;
  let failures: unknown[];

  beforeEach(async () => {
    account = await memoryAccount();
    failures = [];
    const { context, lease } = account;
    outbox = new Outbox(
      context,
      lease,
      () => Promise.resolve(),
      (thrown) => void failures.push(thrown),
      NO_ROOMS
    );
  });

  const say = (...texts: string[]) =>
    texts.reduce((done, text) => done.then(() => new Actions(account.context).send(JULIET, text)), Promise.resolve());
  const shown = async () => {
    const rows = await account.db.getAllFromIndex('messages', 'place');
    return rows.map(({ text, status }) => `${text} ${status ?? ''}`.trim());
  };
  const hear = async (text: string) => {
    const { db, context, lease } = account;
    await write(db, context.announce, lease, MESSAGE_STORES, async (tx, topics) => {
      const commit = new MessageCommit(tx, topics, ROMEO, 0, Date.now());
      const now = Date.now();
      const flags = { mine: false, markable: false, wantsReceipt: false };
      await commit.store(
        { chat: JULIET, sender: JULIET, archive: ROMEO, time: now, stamp: now, text, wireId: text, ...flags },
        'all'
      );
      await commit.finish();
    });
  };

  /** The archive has an own message, below a certain place. */
  const find = async ({ chat, sender, time, text, id }: MessageRow, above: number) => {
    const { db, context, lease } = account;
    await write(db, context.announce, lease, MESSAGE_STORES, async (tx, topics) => {
      const commit = new MessageCommit(tx, topics, ROMEO, 0, Date.now());
      const archived = { chat, sender, archive: ROMEO, time, stamp: time, text, wireId: id, archiveId: `a-${id}` };
      await commit.store({ ...archived, mine: true, markable: false, wantsReceipt: false }, 'new', { above });
      await commit.finish();
    });
  };

  it('waits with what is to be encrypted for people whose server is silent, and with nothing else', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { context, lease } = account;
    const sender = new SilentSender();
    let isSilent = true;
    const encryption: ConstructorParameters<typeof Outbox>[6] = {
      close: (_stanza, chat) =>
        isSilent && chat === JULIET ? Promise.reject(new StanzaError('timeout')) : Promise.resolve({ kind: 'plain' })
    };
    const errand = () => Promise.resolve();
    outbox = new Outbox(
      context,
      lease,
      errand,
      (thrown) => void failures.push(thrown),
      NO_ROOMS,
      undefined,
      encryption
    );
    await say('1', '2');
    await new Actions(context).send('nurse@example.org', 'is she there?');
    await outbox.run(sender, undefined);
    await until(() => expect(sender.sent).toEqual(['is she there?']));
    isSilent = false;
    vi.runOnlyPendingTimers();
    await until(() => expect(sender.sent).toEqual(['is she there?', '1', '2']));
    expect(failures).toEqual([]);
  });

  it('lets go of a message that the archive has, and does not call one sent that came back', async () => {
    await say('1', '2');
    const [first, second] = await account.db.getAllFromIndex('messages', 'place');
    await account.db.put('messages', { ...second!, status: 'failed', error: 'blocked' });
    await find(first!, 0);
    await find(second!, first!.order);
    expect(await shown()).toEqual(['1 sent', '2 failed']);
    expect(await account.db.count('outbox')).toBe(0);
  });

  it('sends in order and lets go of what is acknowledged', async () => {
    await say('1', '2', '3');
    const sender = new SilentSender();
    await outbox.run(sender, undefined);
    await until(() => expect(sender.sent).toEqual(['1', '2', '3']));
    await outbox.acked(2);
    expect(await shown()).toEqual(['1 sent', '2 sent', '3 waiting']);
    expect(await account.db.count('outbox')).toBe(1);
  });

  it('begins from the first again when the stream changes in the middle of a round', async () => {
    await say('1', '2', '3', '4', '5');
    const { db } = account;
    const first = new SilentSender();
    const next = new SilentSender();
    const get = db.get.bind(db);
    const reading = vi.spyOn(db, 'get').mockImplementation(async (...args) => {
      const found = await get(...args);
      if (first.sent.length !== 2) return found;
      reading.mockRestore();
      outbox.pause();
      await outbox.run(next, 0);
      return found;
    });
    await outbox.run(first, undefined);
    await until(() => expect(next.sent.length).toBeGreaterThanOrEqual(5));
    expect(first.sent).toEqual(['1', '2']);
    expect(next.sent).toEqual(['1', '2', '3', '4', '5']);
  });

  it('sends nothing twice that is acknowledged while it looks for more', async () => {
    await say('1');
    const sender = new SilentSender();
    await outbox.run(sender, undefined);
    await until(() => expect(sender.sent).toEqual(['1']));
    await say('2');
    const { db } = account;
    const getAll = db.getAll.bind(db);
    vi.spyOn(db, 'getAll').mockImplementationOnce(async (...args) => {
      const found = await getAll(...args);
      void outbox.acked(1);
      return found;
    });
    outbox.wake();
    await until(async () => expect(await shown()).toEqual(['1 sent', '2 waiting']));
    await outbox.drained();
    expect(sender.sent).toEqual(['1', '2']);
  });

  it('does not take the count of a stream for that of an older one', async () => {
    await say('1', '2');
    const first = new SilentSender(7);
    await outbox.run(first, undefined);
    await until(() => expect(first.sent).toEqual(['1', '2']));
    outbox.pause();
    await outbox.begin(undefined);
    // The second stream ends before anything is sent on it, and is resumed: it had other stanzas with these numbers.
    expect(outbox.knows).toBe(false);
    const resumed = new SilentSender(9);
    await outbox.run(resumed, 9);
    await until(() => expect(resumed.sent).toEqual(['1', '2']));
  });

  it('learns from a refused resumption what had arrived', async () => {
    await say('1', '2');
    const first = new SilentSender(3);
    await outbox.run(first, undefined);
    await until(() => expect(first.sent).toEqual(['1', '2']));
    outbox.pause();
    await outbox.begin(4);
    expect(await shown()).toEqual(['1 sent', '2 waiting']);
  });

  it('keeps the own order when it is sent again with a message of theirs in between', async () => {
    const first = new SilentSender();
    await outbox.run(first, undefined);
    await say('1');
    await hear('theirs');
    await say('2');
    outbox.wake();
    await until(() => expect(first.sent).toEqual(['1', '2']));
    outbox.pause();
    const second = new SilentSender();
    await outbox.run(second, 0);
    await until(() => expect(second.sent).toEqual(['1', '2']));
    expect(await shown()).toEqual(['theirs', '1 waiting', '2 waiting']);
  });

  it('stays below an own message that the archive has pushed down', async () => {
    await say('1', '2');
    const [first] = await account.db.getAllFromIndex('messages', 'place');
    await find(first!, first!.order + 1e7);
    expect(await shown()).toEqual(['2 waiting', '1 sent']);
    const sender = new SilentSender();
    await outbox.run(sender, undefined);
    await until(() => expect(sender.sent).toEqual(['2']));
    expect(await shown()).toEqual(['1 sent', '2 waiting']);
  });

  it('goes on after the disk was full for a moment', async () => {
    await say('1', '2');
    const sender = new SilentSender();
    await outbox.run(sender, undefined);
    await until(() => expect(sender.sent).toEqual(['1', '2']));
    const { db } = account;
    const full = vi.spyOn(db, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await outbox.acked(1);
    full.mockRestore();
    expect(failures).toMatchObject([{ code: 'storage-full' }]);
    outbox.pause();
    const next = new SilentSender(2);
    await outbox.run(next, 2);
    await until(async () => expect(await db.count('outbox')).toBe(0));
    expect(await shown()).toEqual(['1 sent', '2 sent']);
  });

  it('says of a message that the server would never take, and sends what stands behind it', async () => {
    await say('1', '<'.repeat(300), '3');
    const sender = Object.assign(new SilentSender(), { features: { maxBytes: 1_000 } });
    await outbox.run(sender, undefined);
    await until(() => expect(sender.sent).toEqual(['1', '3']));
    expect((await account.db.getAllFromIndex('messages', 'place')).map(({ error }) => error)).toEqual([
      undefined,
      'message-too-long',
      undefined
    ]);
    expect(await account.db.count('outbox')).toBe(2);
  });

  it('does what is about one person in turn, and stops where a turn could not be finished', async () => {
    const { context, lease, db } = account;
    const order: string[] = [];
    const answers: ((went: boolean) => void)[] = [];
    const errand = (task: { kind: string }) => {
      order.push(task.kind);
      return new Promise<void>((resolve, reject) =>
        answers.push((went) => (went ? resolve() : reject(new StanzaError('timeout'))))
      );
    };
    outbox = new Outbox(context, lease, errand, (thrown) => void failures.push(thrown), NO_ROOMS);
    const actions = new Actions(context);
    await actions.addContact(JULIET, 'J');
    await actions.removeContact(JULIET);
    await actions.setBlocked('eve@evil.example', true);
    await outbox.run(new SilentSender(), undefined);
    await until(() => expect(order).toEqual(['roster-set', 'block']));
    answers[0]?.(true);
    await until(() => expect(order.at(-1)).toBe('presence'));
    answers[2]?.(false);
    answers[1]?.(true);
    await until(async () => expect(await db.count('outbox')).toBe(2));
    outbox.pause();
    await outbox.run(new SilentSender(), undefined);
    await until(() => expect(order).toEqual(['roster-set', 'block', 'presence', 'presence']));
    answers[3]?.(true);
    await until(() => expect(order.at(-1)).toBe('roster-remove'));
  });
});

describe('what waits for a file to be brought up', () => {
  it('may still be changed in its place and leave no trace, as may all behind it', async () => {
    const { db, context, lease } = await memoryAccount();
    const failed = (thrown: unknown): never => {
      throw thrown;
    };
    const uploads = { take: vi.fn() };
    const outbox = new Outbox(context, lease, () => Promise.resolve(), failed, NO_ROOMS, uploads);
    const actions = new Actions(context);
    await actions.send(JULIET, 'caption');
    const [row] = await db.getAll('messages');
    const file = { kind: 'file', name: 'a', type: 'text/plain' } as const;
    await db.put('messages', { ...row!, file });
    for (const [chat, text] of [
      [JULIET, 'behind'],
      ['nurse@example.org', 'elsewhere']
    ] as const)
      await actions.send(chat, text);
    const sender = new SilentSender();
    await outbox.run(sender, undefined);
    await until(() => expect([uploads.take.mock.calls.length, sender.sent]).toEqual([1, ['elsewhere']]));
    const tried = async () => (await db.getAll('outbox')).map((queued) => queued.tried ?? false);
    expect(await tried()).toEqual([false, false, true]);
    await db.put('messages', { ...row!, file: { ...file, url: 'https://example.org/a' } });
    outbox.wake();
    await until(() => expect(sender.sent).toHaveLength(3));
    expect([await tried(), sender.sent[2]]).toEqual([[true, true, true], 'behind']);
  });
});

describe('a file', () => {
  const place = { url: 'https://example.org/a', key: 'k' };
  const secret = { key: new Uint8Array(32), iv: new Uint8Array(12) };

  /** Sends a message with a file to a chat that turns out to be encrypted, or not. */
  async function send(file: Partial<FileRow>, kind: 'sealed' | 'plain') {
    const { db, context, lease } = await memoryAccount();
    const failed = (thrown: unknown): never => {
      throw thrown;
    };
    const uploads = { take: vi.fn() };
    const close = (stanza: Element) => Promise.resolve<Closed>({ kind, stanza });
    const outbox = new Outbox(context, lease, () => Promise.resolve(), failed, NO_ROOMS, uploads, { close });
    await new Actions(context).send(JULIET, 'caption');
    const [row] = await db.getAll('messages');
    await db.put('messages', { ...row!, file: { kind: 'image', name: 'a', type: 'image/png', ...place, ...file } });
    await db.put('blobs', { account: ROMEO, key: 'k', blob: new Blob(['a']), size: 1, used: 5 });
    const sender = new SilentSender();
    await outbox.run(sender, undefined);
    await outbox.drained();
    const [after] = await db.getAll('messages');
    return { db, after: after!, sent: sender.sent, taken: uploads.take.mock.calls.length, context };
  }

  it('goes where it lies as the chat wants it, and a sticker in any', async () => {
    expect((await send({ secret }, 'sealed')).sent).toHaveLength(1);
    expect((await send({}, 'plain')).sent).toHaveLength(1);
    expect((await send({ kind: 'sticker' }, 'sealed')).sent).toHaveLength(1);
  });

  it('whose key would be read by others stays, and goes up again as the chat is when it is sent once more', async () => {
    const { after, sent, context, db } = await send({ secret }, 'plain');
    expect(after).toMatchObject({ status: 'failed', error: 'no-secure-device' });
    expect(sent).toEqual([]);
    await new Actions(context).retry(JULIET, after.id);
    const [again] = await db.getAll('messages');
    expect(again?.file).toEqual({ kind: 'image', name: 'a', type: 'image/png', key: 'k' });
    expect(await db.getAll('blobs')).toMatchObject([{ used: 0 }]);
  });

  it('that went up before the chat was encrypted goes up again', async () => {
    const { after, sent, taken, db } = await send({}, 'sealed');
    expect([sent, taken, after.status]).toEqual([[], 1, 'waiting']);
    expect(after.file).not.toHaveProperty('url');
    expect(await db.getAll('blobs')).toMatchObject([{ used: 0 }]);
    expect((await send({ key: 'gone' }, 'sealed')).sent).toHaveLength(1);
  });

  it('goes on to others as their chats are', async () => {
    const { db, context, after } = await send({ secret }, 'sealed');
    await db.put('messages', { ...after, status: 'sent' });
    await db.put('chats', { ...newChat(ROMEO, 'nurse@example.org'), encrypted: true });
    const plain = 'friar@example.org';
    await forward(context, JULIET, [after.id], ['nurse@example.org', plain]);
    const files = (await db.getAll('messages')).filter(({ id }) => id !== after.id);
    expect(files.find(({ chat }) => chat !== plain)?.file).toMatchObject({ url: place.url, secret });
    const open = files.find(({ chat }) => chat === plain)?.file;
    expect(open).toMatchObject({ name: 'a' });
    expect(open).not.toHaveProperty('url');
    expect(open).not.toHaveProperty('secret');
  });
});

describe('a message that a room does not show', () => {
  afterEach(() => void vi.useRealTimers());

  it('is asked after until the room is known to have thrown it away', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { db, context, lease } = await memoryAccount();
    const failed = (thrown: unknown): never => {
      throw thrown;
    };
    const check = vi.fn(() => Promise.resolve(check.mock.calls.length > 2));
    const gate = () => ({ kind: 'room', open: true, markable: false }) as const;
    const rooms: RoomGates = { ...NO_ROOMS, gate, check };
    const outbox = new Outbox(context, lease, () => Promise.resolve(), failed, rooms);
    await new Actions(context).send('club@muc.example.org', 'lost');
    const sender = new SilentSender();
    await outbox.run(sender, undefined);
    await until(() => expect(sender.sent).toEqual(['lost']));
    await until(async () => {
      vi.advanceTimersByTime(20_000);
      expect((await db.getAll('messages'))[0]).toMatchObject({ status: 'failed', error: 'message-refused' });
    });
    expect(check).toHaveBeenCalledTimes(3);
  });
});
