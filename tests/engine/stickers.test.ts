import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sha256 } from '../../src/lib/engine/downloads';
import type { Putter } from '../../src/lib/engine/http-put';
import { publishPack } from '../../src/lib/engine/own-packs';
import { stickerRequests } from '../../src/lib/engine/sticker-requests';
import { stickerWork } from '../../src/lib/engine/sticker-work';
import { loadOutbox } from '../../src/lib/store/outbox';
import { StanzaError, type Requests } from '../../src/lib/xmpp/requests';
import { attr, child, children, el, elements, parseFrame, type Element } from '../../src/lib/xmpp/xml';
import { PUBSUB } from '../../src/lib/xmpp/xep/0060-pubsub';
import { STICKERS } from '../../src/lib/xmpp/xep/0449-stickers';
import { JULIET, ROMEO, SilentSender } from './memory-account';
import { converse, Recorder, ROOM, type Conversation } from './said';

vi.mock('../../src/lib/engine/shrink', () => ({
  shrinkSticker: (blob: Blob) => Promise.resolve({ blob, width: 512, height: 400 })
}));

const SLOT = 'urn:xmpp:http:upload:0';
const PNG = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\u0001\0\0\0\u0001';
const picture = (n: string) =>
  new Blob([Uint8Array.from(`${PNG}${n}`, (one) => one.charCodeAt(0))], { type: 'image/png' });

const copy = (element: Element): Element => parseFrame(element.toString());

/** The nodes of some accounts, and an upload service that takes everything. */
class Node implements Requests {
  readonly self = ROMEO;
  readonly items = new Map<string, Element>();
  readonly asked: (string | undefined)[] = [];
  refusal: StanzaError | undefined;
  uploads = 0;

  request(_type: 'get' | 'set', to: string | undefined, payload: Element): Promise<Element> {
    if (this.refusal) return Promise.reject(this.refusal);
    if (payload.is('request', SLOT)) {
      const url = `https://files.example.org/${++this.uploads}.png`;
      return Promise.resolve(el('iq', {}, el('slot', { xmlns: SLOT }, el('put', { url }), el('get', { url }))));
    }
    const [what] = elements(payload);
    const item = what && child(what, 'item', PUBSUB);
    const id = (item && attr(item, 'id')) ?? '';
    if (what?.getName() === 'publish') this.items.set(id, item!);
    else if (what?.getName() === 'retract') this.items.delete(id);
    else {
      this.asked.push(to);
      const named = children(what!, 'item', PUBSUB).map((one) => attr(one, 'id'));
      const found = [...this.items].filter(([one]) => named.length === 0 || named.includes(one)).map(([, one]) => one);
      const items = el('items', { node: STICKERS }, ...found.map((one) => copy(one)));
      return Promise.resolve(el('iq', {}, el('pubsub', { xmlns: PUBSUB }, items)));
    }
    return Promise.resolve(el('iq', {}));
  }
}

/** Somebody's device, at a node. */
async function device(node: Node, room?: boolean) {
  const romeo = await converse(room ? { membersOnly: true } : undefined);
  const { context, lease, db } = romeo;
  const row = (await db.get('accounts', ROMEO))!;
  await db.put('accounts', { ...row, uploads: { service: 'upload.example.org' } });
  const holder = stickerRequests(context, lease, () => node);
  const stickers = stickerWork(
    () => context,
    (method, args) => (holder as never as Record<string, (...all: unknown[]) => Promise<unknown>>)[method]!(...args)
  );
  const put: Putter = () => Promise.resolve(201);
  /** Does what waits for the server. */
  const drain = async (): Promise<void> => {
    for (const { seq, task } of await loadOutbox(db, ROMEO))
      if (task.kind === 'pack') {
        await publishPack(context, lease, task, node, put);
        await db.delete('outbox', [ROMEO, seq]);
      }
  };
  return { ...romeo, stickers, drain };
}

type Device = Conversation & Awaited<ReturnType<typeof device>>;
const packsOf = async ({ stickers }: Device) =>
  (await stickers.stickerPacks()).map(({ names, stickers: all }) => [names[0]?.text, ...all.map(({ desc }) => desc)]);

let node: Node;
let phone: Device;

afterEach(() => void vi.unstubAllGlobals());
beforeEach(async () => {
  node = new Node();
  phone = await device(node);
});

describe('a pack of stickers', () => {
  it('is made without a network, goes to the node, and is on the other devices', async () => {
    const key = await phone.stickers.makeSticker(picture('a'), ' 😘 ', { name: 'Our\ncat' });
    await phone.stickers.makeSticker(picture('b'), 'no', { key });
    expect(await packsOf(phone)).toEqual([['Our cat', '😘', 'no']]);
    expect((await phone.stickers.stickerPacks())[0]).toMatchObject({ waiting: true });
    await phone.drain();
    expect((await phone.stickers.stickerPacks())[0]).not.toHaveProperty('waiting');
    expect(node.uploads).toBe(2);
    const tablet = await device(node);
    await tablet.stickers.refreshPacks();
    expect(await packsOf(tablet)).toEqual([['Our cat', '😘', 'no']]);

    await phone.stickers.renamePack(key, 'Mimi');
    await phone.stickers.removeSticker(key, await sha256(picture('b')));
    await phone.drain();
    expect([node.uploads, node.items.size]).toEqual([2, 1]);
    await tablet.stickers.refreshPacks();
    expect(await packsOf(tablet)).toEqual([['Mimi', '😘']]);
    await phone.stickers.removeSticker(key, await sha256(picture('a')));
    await phone.drain();
    await tablet.stickers.refreshPacks();
    expect([node.items.size, await packsOf(phone), await packsOf(tablet)]).toEqual([0, [], []]);
    expect(await phone.db.count('stickers')).toBe(0);
  });

  it('that was removed does not come back before the server knows', async () => {
    const key = await phone.stickers.makeSticker(picture('a'), '😘', { name: 'cat' });
    await phone.drain();
    await phone.stickers.renamePack(key, 'dog');
    await phone.stickers.removePack(key);
    await phone.stickers.refreshPacks();
    expect(await packsOf(phone)).toEqual([]);
    await phone.drain();
    expect(node.items.size).toBe(0);
  });

  it('that is refused says why, and can be offered again', async () => {
    const key = await phone.stickers.makeSticker(picture('a'), '😘', { name: 'cat' });
    node.refusal = new StanzaError('forbidden', 'auth');
    await phone.drain();
    expect(await phone.stickers.stickerPacks()).toMatchObject([{ error: 'upload-refused' }]);
    node.refusal = undefined;
    await phone.stickers.retryPack(key);
    await phone.drain();
    expect(node.items.size).toBe(1);
    node.refusal = new StanzaError('closed');
    await phone.stickers.renamePack(key, 'dog');
    await expect(phone.drain()).rejects.toMatchObject({ condition: 'closed' });
  });

  it('of somebody is looked at and taken over; what is not what it says is not', async () => {
    const key = await phone.stickers.makeSticker(picture('a'), '😘', { name: 'cat' });
    await phone.drain();
    const [[id, item] = ['', undefined]] = node.items;
    const romeo = await device(new Node());
    await romeo.take([
      JULIET,
      's1',
      `<body>😘</body><sticker xmlns='${STICKERS}' pack='${id}'/><file-sharing xmlns='urn:xmpp:sfs:0'>
       <file xmlns='urn:xmpp:file:metadata:0'><media-type>image/png</media-type><desc>😘</desc></file>
       <sources><url-data xmlns='http://jabber.org/protocol/url-data' target='https://files.example.org/1.png'/></sources>
       </file-sharing>`
    ]);
    const message = (await romeo.lines())[0]!;
    expect(message).toMatchObject({ text: '', file: { kind: 'sticker', desc: '😘', ofPack: true } });
    await expect(romeo.stickers.findPack(JULIET, message.id)).rejects.toMatchObject({ code: 'pack-gone' });

    const his = new Node();
    const other = await device(his);
    await other.db.put('messages', (await romeo.db.getAll('messages'))[0]!);
    his.items.set(id, item!);
    const found = await other.stickers.findPack(JULIET, message.id);
    expect(found).toMatchObject({ kept: false, names: [{ text: 'cat' }], stickers: [{ desc: '😘' }] });
    expect(his.asked).toEqual([JULIET]);
    await other.stickers.addPack(found.key);
    await other.stickers.addPack(found.key);
    expect(await packsOf(other)).toEqual([['cat', '😘']]);
    expect(await other.stickers.findPack(JULIET, message.id)).toMatchObject({ kept: true });
    await other.drain();
    expect(his.uploads).toBe(0);

    const forged = copy(item!);
    const [pack] = elements(forged);
    child(pack!, 'name', STICKERS)!.children = ['dog'];
    const victim = await device(node);
    await victim.db.put('messages', (await romeo.db.getAll('messages'))[0]!);
    node.items.set(id, forged);
    await expect(victim.stickers.findPack(JULIET, message.id)).rejects.toMatchObject({ code: 'pack-gone' });
    expect(key).not.toBe('');
  });
});

describe('a sticker', () => {
  const parts = (element: Element) => elements(element).map((one) => one.getName());

  it.each([false, true])('goes with its file and what stands in for it; in a room: %s', async (room) => {
    const romeo = await device(node, room);
    const { chat, stickers, outbox, db } = romeo;
    const key = await stickers.makeSticker(picture('a'), '😘', { name: 'cat' });
    const hash = await sha256(picture('a'));
    await romeo.drain();
    await stickers.sendSticker(chat, key, hash);
    const sender = new Recorder();
    await outbox.run(sender, undefined);
    await outbox.drained();
    const [stanza] = sender.stanzas;
    expect(stanza?.getChildText('body')).toBe('😘');
    expect(parts(stanza!)).toEqual(expect.arrayContaining(['sticker', 'file-sharing', 'fallback']));
    expect(parts(stanza!)).not.toContain('x');
    expect(stanza?.attrs.type).toBe(room ? 'groupchat' : 'chat');
    const [read] = sender.read();
    expect(read).toMatchObject({
      sticker: { pack: [...node.items.keys()][0] },
      files: [
        {
          metadata: { desc: '😘', type: 'image/png', size: picture('a').size, width: 512, height: 400, hash },
          urls: ['https://files.example.org/1.png']
        }
      ]
    });
    expect((await db.getAll('messages'))[0]).toMatchObject({ file: { kind: 'sticker' }, text: '', status: 'waiting' });
    expect(chat).toBe(room ? ROOM : JULIET);
  });

  it('that is not uploaded yet waits for its own file, and its bytes stay', async () => {
    const key = await phone.stickers.makeSticker(picture('a'), '😘', { name: 'cat' });
    await phone.stickers.sendSticker(JULIET, key, await sha256(picture('a')));
    const [row] = await phone.db.getAll('messages');
    expect(row?.file).not.toHaveProperty('url');
    expect(await phone.db.get('blobs', [ROMEO, row!.file!.key!])).toMatchObject({ used: 0, message: row!.id });
    await phone.outbox.run(new SilentSender(), undefined);
    await phone.outbox.drained();
    expect((await loadOutbox(phone.db, ROMEO)).map(({ task }) => task.kind)).toContain('message');
  });

  it('is fetched for who looks at it, unless they save data, and only if it is what was promised', async () => {
    await phone.stickers.makeSticker(picture('a'), '😘', { name: 'cat' });
    await phone.drain();
    const tablet = await device(node);
    await tablet.stickers.refreshPacks();
    const [pack] = await tablet.stickers.stickerPacks();
    const hash = await sha256(picture('a'));
    const see = (unasked?: boolean) => tablet.stickers.stickerPicture(pack!.key, hash, unasked);
    const asked = vi.fn(() => Promise.resolve(new Response(picture('b'))));
    vi.stubGlobal('fetch', asked);
    await expect(see()).rejects.toMatchObject({ code: 'file-damaged' });
    expect(await see(true)).toBeUndefined();
    expect(asked).toHaveBeenCalledTimes(2);

    const account = (await tablet.db.get('accounts', ROMEO))!;
    await tablet.db.put('accounts', { ...account, settings: { lowData: true } });
    asked.mockImplementation(() => Promise.resolve(new Response(picture('a'))));
    expect(await see(true)).toBeUndefined();
    expect(asked).toHaveBeenCalledTimes(2);
    const row = (await tablet.db.getAll('packs'))[0]!;
    const at = (url: string) => ({ ...row, stickers: [{ ...row.stickers[0]!, urls: [url] }] });
    await tablet.db.put('packs', at('https://192.168.1.1/a.png'));
    await expect(see()).rejects.toMatchObject({ code: 'file-refused' });
    await tablet.db.put('packs', at('https://files.example.org/1.png'));
    expect((await see())?.type).toBe('image/png');
    expect(await see(true)).toBeDefined();
    expect(asked).toHaveBeenCalledTimes(3);
    expect(await tablet.db.count('stickers')).toBe(1);
  });

  it('of somebody else goes on to others without a word of their pack', async () => {
    const mark = `<sticker xmlns='${STICKERS}' pack='p1' jid='juliet@elsewhere.example'/>`;
    await phone.take([
      JULIET,
      's1',
      `<body>😘</body>${mark}<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>
       <media-type>image/png</media-type><desc>😘</desc></file><sources>
       <url-data xmlns='http://jabber.org/protocol/url-data' target='https://files.example.org/1.png'/></sources></file-sharing>`
    ]);
    const [{ id } = { id: '' }] = await phone.lines();
    expect((await phone.row())?.preview).toMatchObject({ file: 'sticker', text: '😘' });
    await phone.desk.forward(JULIET, [id], ['mercutio@example.org']);
    const sender = new Recorder();
    await phone.outbox.run(sender, undefined);
    await phone.outbox.drained();
    expect(sender.read()[0]).toMatchObject({ body: '😘', sticker: { pack: '' } });
    expect(String(sender.stanzas[0])).not.toContain('elsewhere');
  });
});
