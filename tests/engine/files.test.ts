import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decryptFile } from '../../omemo';
import type { LiveState } from '../../src/lib/engine/api';
import { Downloads, sha256 } from '../../src/lib/engine/downloads';
import { fileWork } from '../../src/lib/engine/file-work';
import type { Covered } from '../../src/lib/engine/encryption-later';
import type { Putter } from '../../src/lib/engine/http-put';
import { sealFile } from '../../src/lib/engine/sealed-file';
import { UploadWork } from '../../src/lib/engine/upload-work';
import { newChat } from '../../src/lib/store/chats';
import type { MessageRow } from '../../src/lib/store/messages';
import { StanzaError, type Requests } from '../../src/lib/xmpp/requests';
import { el, type Element } from '../../src/lib/xmpp/xml';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from './memory-account';

const MB = 1024 * 1024;
const URL_ = 'https://files.example.org/a';
const message: MessageRow = {
  ...{ account: ROMEO, id: '1', chat: JULIET, order: 1, time: 1, arrived: 1, mine: false, sender: JULIET, text: '' },
  file: { kind: 'video', name: 'a.mp4', type: 'video/mp4', size: 3, url: URL_ }
};

let account: MemoryAccount;
let told: Partial<LiveState>[];

beforeEach(async () => {
  account = await memoryAccount();
  told = [];
  account.context = { ...account.context, live: (state) => void told.push(state) };
  await account.db.put('chats', newChat(ROMEO, JULIET));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const fileOf = async () => (await account.db.get('messages', [ROMEO, '1']))!;

describe('a download', () => {
  /** A server with one file, and how often it was asked. */
  const serve = (body: BodyInit | null, init?: ResponseInit) => {
    const asked = vi.fn(() => Promise.resolve(new Response(body, init)));
    vi.stubGlobal('fetch', asked);
    return asked;
  };
  const room = (quota: number) =>
    vi.stubGlobal('navigator', { storage: { estimate: () => Promise.resolve({ quota, usage: 0 }) } });
  const fetchIt = async (file: Partial<MessageRow['file']> = {}) => {
    const row = { ...message, file: { ...message.file!, ...file } };
    await account.db.put('messages', row);
    await new Downloads(account.context).fetch(row);
  };

  it('is not begun when it could not be kept, or is too large to be checked here', async () => {
    const asked = serve('abc');
    room(300 * MB);
    await expect(fetchIt({ size: 80 * MB })).rejects.toMatchObject({ code: 'storage-full' });
    room(100_000 * MB);
    await expect(fetchIt({ size: 201 * MB })).rejects.toMatchObject({ code: 'file-not-readable-here' });
    expect(asked).not.toHaveBeenCalled();
  });

  it('whose size nobody told ends where no more can be kept', async () => {
    const { size: _, ...unsized } = message.file!;
    room(10);
    serve('abc');
    await account.db.put('messages', { ...message, file: unsized });
    const failed = new Downloads(account.context).fetch({ ...message, file: unsized });
    await expect(failed).rejects.toMatchObject({ code: 'storage-full' });
  });

  it('is kept though others must go for it, and fails when it is not what was sent', async () => {
    room(20);
    serve('abc');
    await fetchIt();
    expect((await fileOf()).file?.key).toBeDefined();
    for (const [body, file] of [
      ['abcd', {}],
      ['ab', {}],
      ['abc', { hash: await sha256(new Blob(['abd'])) }]
    ] as const) {
      serve(body);
      await expect(fetchIt(file)).rejects.toMatchObject({ code: 'file-damaged' });
    }
    serve(null, { status: 404 });
    await expect(fetchIt()).rejects.toMatchObject({ code: 'file-gone' });
  });

  it('of an encrypted file is opened, in one go and while it comes, and is nothing when it was changed', async () => {
    const { size: _, ...unsized } = message.file!;
    room(100_000 * MB);
    for (const size of [3, 17 * MB]) {
      const { blob, secret } = await sealFile(new Blob([new Uint8Array(size).fill(7)]));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      serve(bytes.slice());
      await fetchIt({ size, secret });
      const stored = await account.db.get('blobs', [ROMEO, (await fileOf()).file!.key!]);
      expect(stored).toMatchObject({ size });
      expect(new Uint8Array(await stored!.blob.slice(0, 2).arrayBuffer())).toEqual(new Uint8Array([7, 7]));
      for (const changed of [bytes.slice(0, -1), bytes.map((one, at) => (at === 1 ? one ^ 1 : one))]) {
        serve(changed);
        const row = { ...message, file: { ...unsized, secret } };
        await account.db.put('messages', row);
        const failed = new Downloads(account.context).fetch(row);
        await expect(failed).rejects.toMatchObject({ code: 'file-damaged' });
        expect(await fileOf()).toEqual(row);
      }
    }
  });

  it('that nobody brings any more can be stopped all the same', async () => {
    await account.db.put('messages', message);
    const work = fileWork(
      () => account.context,
      () => Promise.resolve({ offered: true })
    );
    await work.cancelTransfer(JULIET, '1');
    expect(told).toEqual([{ transfers: new Map([['1', undefined]]) }]);
    expect(await fileOf()).toEqual(message);
  });
});

describe('an upload', () => {
  const SERVICE = 'upload.example.org';
  const slot = el('slot', { xmlns: 'urn:xmpp:http:upload:0' }, el('put', { url: URL_ }), el('get', { url: URL_ }));
  type Answer = (to: string | undefined, payload: Element) => Element | StanzaError;
  let answer: Answer;
  let status: number | Error;
  let covered: Covered;
  let puts: number;
  let brought: Blob[];

  const requests: Requests = {
    self: ROMEO,
    request: (_type, to, payload) => {
      const said = answer(to, payload);
      return said instanceof StanzaError ? Promise.reject(said) : Promise.resolve(el('iq', {}, said));
    }
  };
  const put: Putter = ({ blob }) => {
    puts++;
    brought.push(blob);
    return status instanceof Error ? Promise.reject(status) : Promise.resolve(status);
  };
  const remember = async () => {
    const row = (await account.db.get('accounts', ROMEO))!;
    await account.db.put('accounts', { ...row, uploads: { service: SERVICE, host: 'files.lan' } });
  };
  const remembered = async () => (await account.db.get('accounts', ROMEO))?.uploads;
  const failures: unknown[] = [];
  const begin = async (): Promise<UploadWork> => {
    const { url: _, ...file } = message.file!;
    const row: MessageRow = { ...message, mine: true, status: 'waiting', file: { ...file, key: 'k' } };
    await account.db.put('messages', row);
    await account.db.put('blobs', {
      account: ROMEO,
      key: 'k',
      message: '1',
      blob: new Blob(['abc']),
      size: 3,
      used: 0
    });
    const work = new UploadWork(
      account.context,
      account.lease,
      () => requests,
      (thrown) => void failures.push(thrown),
      () => Promise.resolve(covered),
      put
    );
    work.take(row);
    return work;
  };
  const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 2_000, interval: 2 });
  const tried = (times: number) =>
    until(() => expect(account.logged.filter(([what]) => what === 'a file was not uploaded')).toHaveLength(times));

  beforeEach(() => {
    answer = () => slot;
    status = 201;
    covered = { kind: 'plain' };
    puts = 0;
    brought = [];
    failures.length = 0;
  });
  afterEach(() => expect(failures).toEqual([]));

  /** The clock runs as fast as it can until it is so. */
  const inTime = (check: () => Promise<void> | void) =>
    until(async () => {
      vi.advanceTimersByTime(150_000);
      await check();
    });

  it('waits for a server that is away, however long, and goes when it is back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await remember();
    status = 503;
    await begin();
    await inTime(() => expect(puts).toBeGreaterThan(20));
    expect(await fileOf()).toMatchObject({ status: 'waiting' });
    status = 201;
    await inTime(async () => expect((await fileOf()).file).toMatchObject({ url: URL_, key: 'k' }));
  });

  it('to an encrypted chat is encrypted, each time with another key, and tells nothing', async () => {
    await remember();
    covered = { kind: 'sealed' };
    const asked: Element[] = [];
    answer = (_to, payload) => (asked.push(payload), slot);
    status = 503;
    const work = await begin();
    await tried(1);
    status = 201;
    work.hurry();
    await until(async () => expect((await fileOf()).file?.url).toBe(URL_));
    const { secret } = (await fileOf()).file!;
    const [first, second] = await Promise.all(brought.map(async (blob) => new Uint8Array(await blob.arrayBuffer())));
    expect(first).not.toEqual(second);
    expect(new TextDecoder().decode(await decryptFile(second!, secret!))).toBe('abc');
    for (const { attrs } of asked) {
      expect(attrs).toMatchObject({ size: '19', 'content-type': 'application/octet-stream' });
      expect(attrs.filename).toMatch(/^[\w-]{10,}\.mp4$/);
    }
  });

  it('does not begin where encrypting is not possible any more', async () => {
    await remember();
    covered = { kind: 'refused', error: 'no-secure-device' };
    await begin();
    await until(async () => expect(await fileOf()).toMatchObject({ status: 'failed', error: 'no-secure-device' }));
    expect(puts).toBe(0);
  });

  it.each([
    [403, 11],
    [new TypeError('broke off'), 61]
  ])('is told about when it ends with %s again and again', async (what, times) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await remember();
    status = what;
    await begin();
    await inTime(async () => expect(await fileOf()).toMatchObject({ status: 'failed', error: 'upload-refused' }));
    expect(puts).toBe(times);
  });

  /** The account's server, with these beside it, where nobody answers but with an error. */
  const silent =
    (away: StanzaError, ...beside: string[]): Answer =>
    (to, payload) => {
      const items = beside.map((jid) => el('item', { jid }));
      return to === 'example.org' ? el('query', { xmlns: String(payload.attrs.xmlns) }, ...items) : away;
    };

  it.each([
    new StanzaError('service-unavailable', 'cancel'),
    new StanzaError('remote-server-timeout', 'cancel'),
    new StanzaError('timeout')
  ])('waits for a service that does not answer: $condition', async (away) => {
    await remember();
    answer = silent(away, SERVICE);
    const work = await begin();
    await tried(1);
    expect(await fileOf()).toMatchObject({ status: 'waiting' });
    answer = () => slot;
    work.hurry();
    await until(async () => expect((await fileOf()).file?.url).toBe(URL_));
    expect(await remembered()).toMatchObject({ service: SERVICE, host: 'files.example.org' });
  });

  it('is told about when its server no longer has such a service', async () => {
    await remember();
    answer = silent(new StanzaError('service-unavailable', 'cancel'), 'rooms.example.org');
    const work = await begin();
    await until(async () => expect(await remembered()).toBeUndefined());
    work.hurry();
    await until(async () => expect(await fileOf()).toMatchObject({ status: 'failed', error: 'uploads-not-offered' }));
  });
});
