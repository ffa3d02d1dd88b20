import type { ErrorCode } from '../base/errors';
import { addTask } from './outbox';
import { under, type StoreName, type WriteTx } from './schema';

/** A text, and the language that it is in; empty where that is not said. */
export interface LangTextRow {
  lang: string;
  text: string;
}

/** One picture of a pack. */
export interface StickerRow {
  /** What stands in for it, often an emoji. */
  desc: string;
  type?: string;
  /** Bytes. */
  size?: number;
  /** Pixels. */
  width?: number;
  height?: number;
  /** SHA-256 in base64: its bytes are in the store `stickers` under it. */
  hash: string;
  /** All its hashes, as they are written on the wire: the pack's id is made of them. */
  hashes: [algo: string, value: string][];
  /** Where it lies; none until it is uploaded. */
  urls: string[];
  suggest: LangTextRow[];
}

/** A pack of stickers of the user's (XEP-0449). */
export interface PackRow {
  account: string;
  /** Local, for life. */
  key: string;
  /** Made of what is in the pack: another one after each change. */
  id: string;
  hash: { algo: string; value: string };
  names: LangTextRow[];
  summaries: LangTextRow[];
  restricted: boolean;
  stickers: StickerRow[];
  /** When it came here, milliseconds: the newest stands first. */
  added: number;
  /** Under which id the user's node has it; absent until it does. */
  published?: string;
  /** The server did not take it as it is now. */
  error?: ErrorCode;
}

/** The bytes of a sticker in one of the user's packs, so that it can be shown and sent without a network. */
export interface StickerBytesRow {
  account: string;
  /** SHA-256 in base64. */
  hash: string;
  blob: Blob;
}

/** Nobody finds anything in more packs. */
export const MOST_PACKS = 50;

/** What {@link keepPack} and {@link dropPack} touch. */
export const PACK_STORES: StoreName[] = ['packs', 'stickers', 'outbox'];

/** Stores a pack as the user wants it, and queues that the server learns of it. Needs {@link PACK_STORES}. */
export async function keepPack(tx: WriteTx, { error: _, ...row }: PackRow): Promise<void> {
  await tx.objectStore('packs').put(row);
  await forgetTasks(tx, row.account, row.key);
  await addTask(tx, row.account, { kind: 'pack', address: row.key, key: row.key });
  await sweepStickers(tx, row.account);
}

/** Removes a pack from this device, and queues that the server forgets it. Needs {@link PACK_STORES}. */
export async function dropPack(tx: WriteTx, { account, key, published }: PackRow): Promise<void> {
  await tx.objectStore('packs').delete([account, key]);
  await forgetTasks(tx, account, key);
  // It may be on its way under an id that is not known yet: the queue knows which.
  await addTask(tx, account, { kind: 'pack', address: key, key, ...(published !== undefined && { published }) });
  await sweepStickers(tx, account);
}

/** The tasks that wait, by their pack's key. Needs `outbox`. */
export async function packTasks(tx: WriteTx, account: string): Promise<Map<string, string | undefined>> {
  const rows = await tx.objectStore('outbox').getAll(under(account));
  return new Map(rows.flatMap(({ task }) => (task.kind === 'pack' ? [[task.key, task.published] as const] : [])));
}

async function forgetTasks(tx: WriteTx, account: string, key: string): Promise<void> {
  const store = tx.objectStore('outbox');
  for (const { seq, task } of await store.getAll(under(account)))
    if (task.kind === 'pack' && task.key === key) await store.delete([account, seq]);
}

/** Lets go of the bytes that are in no pack any more. Needs `packs` and `stickers`. */
export async function sweepStickers(tx: WriteTx, account: string): Promise<void> {
  const packs = await tx.objectStore('packs').getAll(under(account));
  const used = new Set(packs.flatMap(({ stickers }) => stickers.map(({ hash }) => hash)));
  for (const [, hash] of await tx.objectStore('stickers').getAllKeys(under(account)))
    if (!used.has(hash)) await tx.objectStore('stickers').delete([account, hash]);
}
