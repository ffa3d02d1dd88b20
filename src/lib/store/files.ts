import { randomId } from '../base/id';
import type { MessageRow } from './messages';
import { under, type Database, type WriteTx } from './schema';

/** What a file is to whom it is shown. */
export type FileKind = 'image' | 'video' | 'audio' | 'voice' | 'sticker' | 'file';

/** A file of a message. What comes from others is theirs to invent: sizes and names are checked when it is fetched. */
export interface FileRow {
  kind: FileKind;
  /** Safe to be a file's name. */
  name: string;
  type: string;
  /** Where it lies; absent until it is uploaded. */
  url?: string;
  /** What opens it where it lies, if it is encrypted there (XEP-0454): it goes into no request, and no page gets it. */
  secret?: { key: Uint8Array; iv: Uint8Array };
  /** Bytes. */
  size?: number;
  /** Pixels. */
  width?: number;
  height?: number;
  /** Milliseconds. */
  duration?: number;
  /** What it looks like from afar: a ThumbHash in base64. */
  thumbhash?: string;
  /** SHA-256 in base64. */
  hash?: string;
  /** Loudness over time, 0 to 31 each; voice only. */
  waveform?: number[];
  /** It was heard here. */
  played?: true;
  /** The pack that a sticker is from (XEP-0449). */
  pack?: string;
  /** Where the pack is, if not in its sender's own node. */
  packAt?: { jid: string; node: string };
  /** What stands in for a sticker, often an emoji. */
  desc?: string;
  /** Its bytes are in the store `blobs` under this key, each message's its own. */
  key?: string;
}

/** The bytes of a file: to be uploaded, or fetched once and kept for when there is no network. */
export interface BlobRow {
  account: string;
  key: string;
  /** The message whose row holds the key, as far as it is known. */
  message?: string;
  blob: Blob;
  /** Bytes. */
  size: number;
  /** When it was last shown, milliseconds: the oldest goes first. 0: not uploaded yet, which never goes. */
  used: number;
}

/** What went over the network in a month, bytes by kind. */
export interface UsageRow {
  account: string;
  /** `2026-11`. */
  month: string;
  sent: Record<UsageKind, number>;
  received: Record<UsageKind, number>;
}

/** What bytes are counted for. */
export type UsageKind = 'messages' | 'pictures' | 'media' | 'files';

/** Keeps the bytes of a message's file; gives the file as its row holds it from then on. `used`: see {@link BlobRow}. Needs `blobs`. */
export async function keepBlob(
  tx: WriteTx,
  { account, id }: Pick<MessageRow, 'account' | 'id'>,
  file: FileRow,
  blob: Blob,
  used: number
): Promise<FileRow> {
  const key = file.key ?? randomId();
  await tx.objectStore('blobs').put({ account, key, message: id, blob, size: blob.size, used });
  return { ...file, key };
}

/**
 * The file of a message as one that is not uploaded yet, so that it is decided anew how it goes; where its bytes are not here, the
 * file as it is. Needs `blobs`.
 */
export async function forUploading(tx: WriteTx, account: string, file: FileRow): Promise<FileRow> {
  const { url: _url, secret: _secret, ...rest } = file;
  const stored = file.key === undefined ? undefined : await tx.objectStore('blobs').get([account, file.key]);
  if (!stored) return file;
  await tx.objectStore('blobs').put({ ...stored, used: 0 });
  return rest;
}

/** How much room the files take, bytes, and how many they are. */
export async function measureFiles(db: Database, account: string): Promise<{ files: number; count: number }> {
  const rows = await db.getAll('blobs', under(account));
  return { files: rows.reduce((sum, { size }) => sum + size, 0), count: rows.length };
}

/**
 * Lets go of the files that were not shown for the longest time until no more than `limit` bytes are left; what is not uploaded
 * yet stays, and so does `except`, the one that is wanted now. Needs `blobs` and `messages`. Returns the chats that have lost some.
 */
export async function evictFiles(tx: WriteTx, account: string, limit: number, except?: string): Promise<Set<string>> {
  const [store, messages] = [tx.objectStore('blobs'), tx.objectStore('messages')];
  const range = IDBKeyRange.bound([account, 0], [account, Infinity]);
  const rows = await store.index('used').getAll(range);
  let size = rows.reduce((sum, row) => sum + row.size, 0);
  const chats = new Set<string>();
  for (const row of rows.filter(({ used, key }) => used > 0 && key !== except)) {
    if (size <= limit) break;
    await store.delete([account, row.key]);
    size -= row.size;
    const message = row.message === undefined ? undefined : await messages.get([account, row.message]);
    if (message?.file?.key !== row.key) continue;
    const { key: _gone, ...file } = message.file;
    await messages.put({ ...message, file });
    chats.add(message.chat);
  }
  return chats;
}

/** What nothing was counted of yet. */
export function noUsage(account: string, month: string): UsageRow {
  const none = { messages: 0, pictures: 0, media: 0, files: 0 };
  return { account, month, sent: { ...none }, received: { ...none } };
}

/** Adds to what went over the network. Needs `usage`. */
export async function addUsage(
  tx: WriteTx,
  account: string,
  month: string,
  kind: UsageKind,
  { sent = 0, received = 0 }: { sent?: number; received?: number }
): Promise<void> {
  const store = tx.objectStore('usage');
  const row = (await store.get([account, month])) ?? noUsage(account, month);
  row.sent[kind] += sent;
  row.received[kind] += received;
  await store.put(row);
}
