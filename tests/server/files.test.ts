import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FileMetadata } from '../../src/lib/xmpp/xep/0446-file-metadata';
import { buildMessage } from '../../src/lib/xmpp/message';
import type { Stream } from '../../src/lib/xmpp/stream';
import { buildSharedFile } from '../../src/lib/xmpp/xep/0447-file-sharing';
import type { Tab } from '../support/browser-like';
import { FaultProxy } from '../support/fault-proxy';
import { isIn, People, startFamily, until, view } from '../support/people';
import { KINDS } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const [ALICE, BOB] = ['alice@localhost', 'bob@localhost'];
const MB = 1024 * 1024;
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const SOUND = 'x'.repeat(2000);

const voice = (name: string) => ({
  blob: new Blob([SOUND], { type: 'audio/ogg;codecs=opus' }),
  name,
  voice: { duration: 1234.5, waveform: [0, 31, 7] }
});
const text = (content: string, name = 'list.txt') => ({ blob: new Blob([content], { type: 'text/plain' }), name });
const messages = async (tab: Tab, chat: string) => (await view(tab, chat)).messages;
const newest = async (tab: Tab, chat: string) => (await messages(tab, chat)).at(-1);
const isHere = (tab: Tab, chat: string, name: string) =>
  until(async () => expect(await newest(tab, chat)).toMatchObject({ file: { name } }));

type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/** Does something with each request of the web that goes out from now on, instead of it. */
function onFetch(handle: (real: Fetch, url: URL, init: RequestInit) => Promise<Response>) {
  const real = globalThis.fetch;
  return vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation((address, init = {}) => handle(real, new URL(String(address)), init));
}
afterEach(() => void vi.restoreAllMocks());

describe.each(KINDS)('files over %s', (kind) => {
  let people: People;
  let alice: Tab;
  let bob: Tab;

  beforeAll(async () => {
    people = await People.at(kind, 'files');
    [alice, bob] = await people.arrive('alice', 'bob');
    await alice.engine.addContact(BOB);
    await until(async () => expect((await bob.engine.people())[0]).toMatchObject({ asks: true }));
    await bob.engine.acceptContact(ALICE);
    await until(async () => expect((await bob.engine.people())[0]).toMatchObject({ relation: 'both' }));
  });
  afterAll(() => people?.leave());

  it('are uploaded, told of, and fetched', async () => {
    expect(await alice.engine.files.uploadLimit()).toEqual({ offered: true, maxSize: 100 * MB });
    await alice.engine.files.sendFiles(BOB, [{ ...text('milk, bread', 'Einkäufe.txt'), caption: 'For Sunday' }]);
    expect(await newest(alice, BOB)).toMatchObject({ text: 'For Sunday', file: { name: 'Einkäufe.txt' } });
    await until(async () => expect(await newest(alice, BOB)).toMatchObject({ status: 'delivered' }));
    const received = await newest(bob, ALICE);
    expect(received).toMatchObject({
      text: 'For Sunday',
      file: { kind: 'file', name: 'Einkäufe.txt', type: 'text/plain', size: 11, state: 'there' }
    });
    expect(await bob.engine.files.fetchFile(ALICE, received!.id)).toBe(true);
    expect(await (await bob.engine.files.file(ALICE, received!.id))?.text()).toBe('milk, bread');
    expect(await newest(bob, ALICE)).toMatchObject({ file: { state: 'here' } });
    expect(await bob.engine.files.storageUse()).toMatchObject({ files: 11, count: 1 });
    expect(await bob.engine.choices.usage()).toMatchObject({ received: { files: 11 } });
    expect(await alice.engine.choices.usage()).toMatchObject({ sent: { files: 11 } });
  });

  it('go one after the other with what is said about them, also to groups and other devices', async () => {
    const laptop = await people.open('alice', 'laptop');
    await until(async () => expect(await newest(laptop, BOB)).toMatchObject({ file: { state: 'there' } }));
    const { id } = (await newest(laptop, BOB))!;
    expect(await laptop.engine.files.fetchFile(BOB, id, true)).toBe(false);
    expect(await laptop.engine.files.fetchFile(BOB, id)).toBe(true);
    const room = await startFamily(alice, bob);
    await isIn(alice, room);
    await alice.engine.files.sendFiles(room, [text('one', 'a.txt'), voice('voice-message.ogg')]);
    await alice.engine.send(room, 'what do you say?');
    await until(async () => expect(await newest(bob, room)).toMatchObject({ text: 'what do you say?' }));
    const [first, sound] = (await messages(bob, room)).filter(({ file }) => file);
    expect(first?.file?.name).toBe('a.txt');
    expect(sound?.file).toMatchObject({ kind: 'voice', type: 'audio/ogg', duration: 1235, size: SOUND.length });
    expect(await bob.engine.files.fetchFile(room, sound!.id, true)).toBe(true);
    expect(await bob.engine.files.file(room, sound!.id)).toMatchObject({ type: 'audio/ogg', size: SOUND.length });
    expect((await bob.engine.choices.usage()).received).toMatchObject({ media: SOUND.length });
    await laptop.engine.logOut();
  });

  it('that are too large are refused before anything is stored, and by the server after that', async () => {
    const huge = { blob: new Blob([new Uint8Array(100 * MB + 1)]), name: 'huge.bin' };
    await until(async () => expect(await alice.db.count('outbox')).toBe(0));
    const before = await messages(alice, BOB);
    await expect(alice.engine.files.sendFiles(BOB, [huge])).rejects.toMatchObject({
      code: 'file-too-large',
      detail: String(100 * MB)
    });
    expect(await messages(alice, BOB)).toEqual(before);
    expect(await alice.db.count('outbox')).toBe(0);
    const account = (await alice.db.getAll('accounts'))[0]!;
    await alice.db.put('accounts', { ...account, uploads: { service: account.uploads!.service } });
    await alice.engine.files.sendFiles(BOB, [huge]);
    await until(async () =>
      expect(await newest(alice, BOB)).toMatchObject({ status: 'failed', error: 'file-too-large' })
    );
    await until(async () => expect((await alice.db.getAll('accounts'))[0]?.uploads?.maxSize).toBe(100 * MB));
    await alice.engine.discard(BOB, (await newest(alice, BOB))!.id);
    expect((await alice.engine.files.storageUse()).files).toBeLessThan(MB);
  });

  // What follows is the same whoever serves.
  if (kind !== '0.12') return;

  it('are uploaded again when the connection breaks on the way', async () => {
    const target = Number(new URL(people.servers.publicUrl).port);
    const weights = { fin: 0, rst: 1, 'swallow-down': 0, 'swallow-up': 0, 'half-open': 0, stall: 0 };
    const proxy = await FaultProxy.start({ target, seed: 1, weights, bytes: [200_000, 300_000] });
    proxy.misbehave();
    onFetch((real, url, init) => {
      url.port = String(proxy.port);
      return real(url, init);
    });
    await alice.engine.files.sendFiles(BOB, [text('x'.repeat(MB), 'broken.txt')]);
    await until(() => expect(proxy.faults).toBeGreaterThan(0));
    expect(await newest(alice, BOB)).toMatchObject({ status: 'waiting', file: { state: 'sending' } });
    proxy.calm();
    await isHere(bob, ALICE, 'broken.txt');
    await proxy.stop();
  });

  it('are uploaded by the next life of a tab that ends meanwhile, and once', async () => {
    const begun = onFetch(() => new Promise(() => undefined));
    await alice.engine.files.sendFiles(BOB, [text('late', 'late.txt')]);
    await alice.engine.send(BOB, 'behind it');
    await until(() => expect(begun).toHaveBeenCalled());
    await people.close('alice');
    vi.restoreAllMocks();
    alice = await people.reopen('alice');
    await until(async () => expect((await newest(bob, ALICE))?.text).toBe('behind it'));
    expect((await messages(bob, ALICE)).filter(({ file }) => file?.name === 'late.txt')).toHaveLength(1);
  });

  it('are not sent after all when the user stops them', async () => {
    await until(async () => expect(await alice.db.count('outbox')).toBe(0));
    const stopped = vi.fn();
    onFetch((_real, _url, { signal }) => new Promise(() => signal?.addEventListener('abort', stopped)));
    await alice.engine.files.sendFiles(BOB, [text('never', 'never.txt')]);
    await until(() => expect(globalThis.fetch).toHaveBeenCalled());
    await alice.engine.files.cancelTransfer(BOB, (await newest(alice, BOB))!.id);
    await until(() => expect(stopped).toHaveBeenCalled());
    expect((await messages(alice, BOB)).some(({ file }) => file?.name === 'never.txt')).toBe(false);
    expect(await alice.db.count('outbox')).toBe(0);
    expect((await alice.db.getAll('blobs')).every(({ used }) => used > 0)).toBe(true);
  });

  it('that failed go again, with the bytes that were kept', async () => {
    onFetch(() => Promise.resolve(new Response(undefined, { status: 507 })));
    await alice.engine.files.sendFiles(BOB, [text('again', 'again.txt')]);
    await until(async () =>
      expect(await newest(alice, BOB)).toMatchObject({ status: 'failed', error: 'upload-quota' })
    );
    vi.restoreAllMocks();
    await alice.engine.retry(BOB, (await newest(alice, BOB))!.id);
    await isHere(bob, ALICE, 'again.txt');
  });

  describe('that others tell of', () => {
    let stream: Stream;
    let origin: string;
    let ids = 0;

    beforeAll(async () => {
      stream = await people.stream('bob');
      origin = (await newest(bob, ALICE))!.file!.url!;
    });

    /** Bob sends this; it is the newest at Alice's then. */
    async function tell(url: string, metadata: FileMetadata): Promise<string> {
      const name = `${++ids}-${metadata.name ?? ''}`;
      const shared = buildSharedFile({ disposition: 'inline', metadata: { ...metadata, name }, urls: [url] });
      stream.send(buildMessage({ to: ALICE, id: `told-${ids}`, hints: ['store'], extra: [shared] }));
      await isHere(alice, BOB, name);
      return (await newest(alice, BOB))!.id;
    }

    it('are not kept when they are not what was told', async () => {
      const hash = btoa('x'.repeat(32));
      for (const metadata of [{ hash }, { size: 4 }, { size: 6 }, { hash, size: 5 }]) {
        const id = await tell(origin, { ...metadata, type: 'text/plain' });
        await expect(alice.engine.files.fetchFile(BOB, id), JSON.stringify(metadata)).rejects.toMatchObject({
          code: 'file-damaged'
        });
        expect(await alice.engine.files.file(BOB, id)).toBeUndefined();
      }
      const gone = await tell(origin.replace(/[^/]*$/, 'gone.txt').replace(/.{8}(?=\/gone)/, 'xxxxxxxx'), {});
      await expect(alice.engine.files.fetchFile(BOB, gone)).rejects.toMatchObject({ code: 'file-gone' });
    });

    it('are not asked for where nobody should be sent', async () => {
      const asked = onFetch(() => Promise.reject(new TypeError('no')));
      for (const url of [
        'https://192.168.0.1/a.png',
        'https://router/a.png',
        'https://nas.local/a.png',
        'https://[::1]/a.png'
      ]) {
        const id = await tell(url, { type: 'image/png', size: 5 });
        await expect(alice.engine.files.fetchFile(BOB, id), url).rejects.toMatchObject({ code: 'file-refused' });
      }
      expect(asked).not.toHaveBeenCalled();
    });

    it('never run, whatever they are called', async () => {
      await bob.engine.files.sendFiles(ALICE, [
        { blob: new Blob([SVG], { type: 'image/svg+xml' }), name: 'drawing.svg' },
        { blob: new Blob(['<script>alert(1)</script>'], { type: 'text/html' }), name: 'page.html' }
      ]);
      await isHere(alice, BOB, 'page.html');
      for (const { id, file } of (await messages(alice, BOB)).slice(-2)) {
        expect(file).toMatchObject({ kind: 'file' });
        await alice.engine.files.fetchFile(BOB, id);
        expect((await alice.engine.files.file(BOB, id))?.type).toBe('application/octet-stream');
      }
      const url = (await messages(alice, BOB)).at(-2)!.file!.url!;
      const id = await tell(url, { type: 'image/png', size: SVG.length });
      expect(await newest(alice, BOB)).toMatchObject({ file: { kind: 'image' } });
      await alice.engine.files.fetchFile(BOB, id);
      expect((await alice.engine.files.file(BOB, id))?.type).toBe('application/octet-stream');
      expect(await newest(alice, BOB)).toMatchObject({ file: { kind: 'file', state: 'here' } });
    });

    it('are not fetched unasked from strangers, or when data is low', async () => {
      await bob.engine.files.sendFiles(ALICE, [voice('voice-message-thrift.ogg')]);
      await isHere(alice, BOB, 'voice-message-thrift.ogg');
      const { id } = (await newest(alice, BOB))!;
      const asked = vi.spyOn(globalThis, 'fetch');
      const unasked = (chat = BOB, which = id) => alice.engine.files.fetchFile(chat, which, true);
      for (const change of [{ lowData: true }, { lowData: false, fetchUpTo: SOUND.length - 1 }]) {
        await alice.engine.choices.saveSettings(change);
        expect(await unasked()).toBe(false);
      }
      await alice.engine.choices.saveSettings({ fetchUpTo: SOUND.length });
      const [carol] = await people.arrive('carol');
      await carol.engine.files.sendFiles(ALICE, [voice('voice-message-stranger.ogg')]);
      await isHere(alice, 'carol@localhost', 'voice-message-stranger.ogg');
      asked.mockClear();
      expect(await unasked('carol@localhost', (await newest(alice, 'carol@localhost'))!.id)).toBe(false);
      expect(asked).not.toHaveBeenCalled();
      expect(await unasked()).toBe(true);
    });

    it('make room for newer ones, and are fetched again', async () => {
      const { id } = (await messages(alice, BOB)).findLast(({ file }) => file?.state === 'here')!;
      await alice.engine.files.clearFiles();
      expect(await alice.engine.files.storageUse()).toMatchObject({ files: 0, count: 0 });
      expect(await alice.engine.files.file(BOB, id)).toBeUndefined();
      expect((await messages(alice, BOB)).every(({ file }) => file?.state !== 'here')).toBe(true);
      expect(await alice.engine.files.fetchFile(BOB, id)).toBe(true);
    });
  });
});
