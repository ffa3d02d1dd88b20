import { AppError } from '../base/errors';
import { randomId } from '../base/id';
import { keepBlob } from '../store/files';
import { under } from '../store/schema';
import { keepPack, MOST_PACKS, type PackRow, type StickerRow } from '../store/stickers';
import { STICKERS } from '../xmpp/xep/0449-stickers';
import { PACK_LIMITS, type StickerPack } from '../xmpp/xep/0449-sticker-packs';
import { act } from './act';
import type { FoundPackView, PackView, StickerApi } from './api-stickers';
import { addSticker, beginPack, change, inPacks, removePack, said } from './change-packs';
import type { Context } from './context';
import { sha256 } from './downloads';
import type { AskHolder } from './message-desk';
import { addOwn, replyTo } from './own-message';
import { fileOfSticker } from './sticker-file';
import { StickerPictures } from './sticker-pictures';
import { newPack, type WantedPack } from './sticker-requests';

/** Own stickers are no larger, bytes, so that a pack is looked at in a moment. */
const LARGEST_OWN = 500 * 1024;
/** So many packs that were looked at are remembered, to be added. */
const MOST_FOUND = 20;

/** Does what a page may do with stickers; see `stickerDesk`. */
export function stickerWork(context: () => Context, ask: AskHolder): StickerApi {
  let pictures: { of: Context; all: StickerPictures } | undefined;
  const open = (): StickerPictures => {
    const of = context();
    if (pictures?.of !== of) pictures = { of, all: new StickerPictures(of) };
    return pictures.all;
  };
  /** Packs of others that were looked at, by the keys that they would have here. */
  const found = new Map<string, PackRow>();

  const ownPack = (key: string): Promise<PackRow | undefined> => {
    const { db, account } = context();
    return db.get('packs', [account, key]);
  };
  const stickerOf = async (key: string, hash: string) => {
    const own = await ownPack(key);
    const pack = own ?? found.get(key);
    const sticker = pack?.stickers.find((one) => one.hash === hash);
    return pack && sticker && { pack, sticker, kept: own !== undefined };
  };

  return {
    async stickerPacks() {
      const { db, account } = context();
      const tx = db.transaction(['packs', 'outbox']);
      const [rows, tasks] = await Promise.all([
        tx.objectStore('packs').getAll(under(account)),
        tx.objectStore('outbox').getAll(under(account))
      ]);
      const waiting = new Set(tasks.flatMap(({ task }) => (task.kind === 'pack' ? task.key : [])));
      return rows.sort((a, b) => b.added - a.added).map((row) => viewOf(row, waiting.has(row.key)));
    },

    refreshPacks: async () => void (await ask('takePacks', [])),

    async stickerPicture(key, hash, unasked = false) {
      const known = await open().known(hash);
      if (known) return known;
      const wanted = await stickerOf(key, hash);
      if (!wanted || (unasked && !(await open().mayFetchUnasked()))) return undefined;
      try {
        return await open().fetch(wanted.sticker, wanted.kept);
      } catch (thrown) {
        if (!unasked) throw thrown;
        context().log('a sticker was not fetched', thrown);
        return undefined;
      }
    },

    async sendSticker(address, key, hash, reply) {
      const wanted = await stickerOf(key, hash);
      if (!wanted) throw new AppError('pack-gone', key);
      const blob = await open().known(hash);
      await send(context(), address, wanted, blob, reply);
    },

    async makeSticker(picture, desc, pack) {
      const { shrinkSticker } = await import('./shrink');
      const { blob, width, height } = await shrinkSticker(picture);
      if (blob.size > LARGEST_OWN) throw new AppError('file-too-large', String(LARGEST_OWN));
      const hash = await sha256(blob);
      const { type, size } = blob;
      const facts = { type, size, ...(width && height && { width, height }) };
      const text = said(desc, PACK_LIMITS.desc);
      const sticker: StickerRow = { desc: text, hash, hashes: [['sha-256', hash]], urls: [], suggest: [], ...facts };
      return 'key' in pack
        ? addSticker(context(), pack.key, sticker, blob)
        : beginPack(context(), said(pack.name, PACK_LIMITS.name), sticker, blob);
    },

    renamePack: (key, name) =>
      change(context(), key, (row) => {
        const text = said(name, PACK_LIMITS.name);
        return text ? { ...row, names: [{ lang: '', text }] } : row;
      }),

    removeSticker: (key, hash) =>
      change(context(), key, (row) => {
        const stickers = row.stickers.filter((one) => one.hash !== hash);
        return stickers.length > 0 ? { ...row, stickers } : undefined;
      }),

    removePack: (key) => removePack(context(), key),

    retryPack: (key) =>
      inPacks(context(), async (tx) => {
        const row = await tx.objectStore('packs').get([context().account, key]);
        if (row?.error) await keepPack(tx, row);
      }),

    async findPack(address, id) {
      const { db, account, now } = context();
      const message = await db.get('messages', [account, id]);
      const { pack, packAt, hash } = message?.file ?? {};
      if (!message || !pack) throw new AppError('pack-gone', id);
      const own = (await db.getAll('packs', under(account))).find((one) => one.id === pack || one.published === pack);
      if (own) return { ...viewOf(own, false), kept: true };
      const room = await db.get('rooms', [account, address]);
      const jid = message.mine ? account : room ? message.person : message.sender;
      const place = packAt ?? { jid, node: STICKERS };
      if (place.jid === undefined) throw new AppError('pack-gone', 'nobody knows who it is');
      const wanted: WantedPack = { jid: place.jid, node: place.node, id: pack, hash };
      const answer = (await ask('fetchPack', [wanted])) as StickerPack | undefined;
      if (!answer) throw new AppError('pack-gone', pack);
      const row = newPack(account, answer, now());
      found.set(row.key, row);
      const [oldest] = found.keys();
      if (found.size > MOST_FOUND && oldest !== undefined) found.delete(oldest);
      return { ...viewOf(row, false), kept: await isKept(context(), row.id) };
    },

    async addPack(key) {
      const row = found.get(key);
      if (!row || row.restricted) throw new AppError('pack-gone', key);
      const here = await Promise.all(row.stickers.map(async ({ hash }) => ({ hash, blob: await open().known(hash) })));
      const { account, now } = context();
      await inPacks(context(), async (tx) => {
        const rows = await tx.objectStore('packs').getAll(under(account));
        if (rows.some(({ id }) => id === row.id)) return;
        if (rows.length >= MOST_PACKS) throw new AppError('stickers-full');
        await keepPack(tx, { ...row, added: now() });
        for (const { hash, blob } of here) if (blob) await tx.objectStore('stickers').put({ account, hash, blob });
      });
    }
  };
}

function viewOf({ key, names, summaries, stickers, restricted, error }: PackRow, waiting: boolean): PackView {
  return {
    ...{ key, names, summaries },
    stickers: stickers.map(({ hash, desc }) => ({ hash, desc: desc.trim() })),
    ...(waiting && { waiting: true }),
    ...(error && { error }),
    ...(restricted && { restricted: true })
  };
}

async function isKept({ db, account }: Context, id: string): Promise<FoundPackView['kept']> {
  return (await db.getAll('packs', under(account))).some((one) => one.id === id || one.published === id);
}

/** A message with the sticker, and its place in the queue: durable before it resolves. */
async function send(
  context: Context,
  address: string,
  { pack, sticker }: { pack: PackRow; sticker: StickerRow },
  blob: Blob | undefined,
  reply: string | undefined
): Promise<void> {
  const { account, now } = context;
  const file = fileOfSticker(pack, sticker, blob);
  if (file.url === undefined && !blob) throw new AppError('file-gone', sticker.hash);
  await act(
    context,
    address,
    async (tx, chat) => {
      const original = reply === undefined ? undefined : await tx.objectStore('messages').get([account, reply]);
      const answered = replyTo(original, chat);
      const kept = blob && { ...file, key: randomId() };
      const row = await addOwn(tx, chat, now(), { text: '', file: kept ?? file, ...(answered && { reply: answered }) });
      if (blob && kept) await keepBlob(tx, row, kept, blob, file.url === undefined ? 0 : now());
    },
    'strict'
  );
}
