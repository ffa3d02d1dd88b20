import { AppError } from '../base/errors';
import { randomId } from '../base/id';
import { under, type WriteTx } from '../store/schema';
import {
  dropPack,
  keepPack,
  MOST_PACKS,
  PACK_STORES,
  packTasks,
  type PackRow,
  type StickerRow
} from '../store/stickers';
import { write } from '../store/write';
import { cleanText } from '../xmpp/xml';
import { hashPack, packId, PACK_LIMITS } from '../xmpp/xep/0449-sticker-packs';
import { stillHere } from './act';
import type { Context } from './context';

/** Text as it may stand on the wire, in one line. */
export function said(text: string, most: number): string {
  return cleanText(text).replace(/\s+/g, ' ').trim().slice(0, most).toWellFormed();
}

/** One transaction about the packs, durable before it resolves. */
export function inPacks<T>({ db, account, announce }: Context, fn: (tx: WriteTx) => Promise<T>): Promise<T> {
  const stores = [...PACK_STORES, 'accounts' as const];
  return write(
    db,
    announce,
    undefined,
    stores,
    async (tx, topics) => {
      await stillHere(tx, account);
      topics.add('stickers').add('outbox');
      return fn(tx);
    },
    'strict'
  );
}

/** Makes another pack of one under the same key, or none: its id and hash are made anew, before the transaction, which may wait for nothing else. */
export async function change(context: Context, key: string, to: (row: PackRow) => PackRow | undefined): Promise<void> {
  const { db, account } = context;
  const before = await db.get('packs', [account, key]);
  if (!before || before.restricted) return;
  const after = to(before);
  const named = after && (await identified(after));
  await inPacks(context, async (tx) => {
    const row = await tx.objectStore('packs').get([account, key]);
    if (row?.id !== before.id) throw new AppError('timeout', 'somebody else has changed it');
    if (!named) return drop(tx, account, key);
    // An upload may have ended meanwhile.
    const urls = new Map(row.stickers.map((one) => [one.hash, one.urls]));
    const stickers = named.stickers.map((one) => ({ ...one, urls: urls.get(one.hash) ?? one.urls }));
    await keepPack(tx, { ...named, stickers, ...(row.published !== undefined && { published: row.published }) });
  });
}

async function identified(row: PackRow): Promise<PackRow> {
  const value = await hashPack(row);
  if (value === undefined) throw new AppError('unknown', 'no hash');
  return { ...row, id: packId(value), hash: { algo: 'sha-256', value } };
}

/** Removes a pack here, and then from the user's node. */
export function removePack(context: Context, key: string): Promise<void> {
  return inPacks(context, (tx) => drop(tx, context.account, key));
}

async function drop(tx: WriteTx, account: string, key: string): Promise<void> {
  const row = await tx.objectStore('packs').get([account, key]);
  const waiting = await packTasks(tx, account);
  const published = row?.published ?? waiting.get(key);
  if (row) await dropPack(tx, { ...row, ...(published !== undefined && { published }) });
}

/** A new pack with one sticker; its key. Fails with `stickers-full`. */
export async function beginPack(context: Context, name: string, sticker: StickerRow, blob: Blob): Promise<string> {
  const { account, now } = context;
  const row = await identified({
    ...{ account, key: randomId(), id: '', hash: { algo: '', value: '' }, added: now(), restricted: false },
    names: [{ lang: '', text: name }],
    summaries: [],
    stickers: [sticker]
  });
  await inPacks(context, async (tx) => {
    if ((await tx.objectStore('packs').count(under(account))) >= MOST_PACKS) throw new AppError('stickers-full');
    await keepPack(tx, row);
    await tx.objectStore('stickers').put({ account, hash: sticker.hash, blob });
  });
  return row.key;
}

/** Adds a sticker at the end of a pack, or puts it there; the pack's key. Fails with `stickers-full`. */
export async function addSticker(context: Context, key: string, sticker: StickerRow, blob: Blob): Promise<string> {
  const { db, account, announce } = context;
  const { hash } = sticker;
  await write(db, announce, undefined, ['stickers'], async (tx) => {
    await tx.objectStore('stickers').put({ account, hash, blob });
  });
  await change(context, key, (row) => {
    if (row.stickers.length >= PACK_LIMITS.stickers) throw new AppError('stickers-full');
    return { ...row, stickers: [...row.stickers.filter((one) => one.hash !== hash), sticker] };
  });
  return key;
}
