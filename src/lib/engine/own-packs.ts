import { AppError, type ErrorCode } from '../base/errors';
import { addUsage } from '../store/files';
import type { ErrandTask } from '../store/outbox';
import { PACK_STORES, type PackRow } from '../store/stickers';
import { write, type Lease } from '../store/write';
import { isRefusal, StanzaError, type Requests } from '../xmpp/requests';
import { retract, type NodeOptions } from '../xmpp/xep/0060-pubsub';
import { STICKERS } from '../xmpp/xep/0449-stickers';
import { buildPack } from '../xmpp/xep/0449-sticker-packs';
import type { Context } from './context';
import { putFile, type Putter } from './http-put';
import { publishMany } from './private-node';
import { nameOfSticker } from './sticker-file';
import { askSlot } from './upload-service';
import { refusalCode, statusCode } from './upload-work';
import { monthOf } from './usage';

/** Others must be able to read what a sticker is from (XEP-0449 §4.1). */
const OPEN_NODE: NodeOptions = [
  ['persist_items', 'true'],
  ['access_model', 'open']
];
/** Contacts are not told of packs: who wants one asks for it. */
const STICKER_NODE: NodeOptions = [...OPEN_NODE, ['max_items', 'max'], ['send_last_published_item', 'never']];

/** How often an upload is begun before the user is told, and how long it is waited before the second time, milliseconds. */
const [ATTEMPTS, FIRST] = [4, 1_000];

/**
 * Makes the user's node hold a pack as its row says: what is not uploaded yet is, then the pack is published under its id, and then the
 * one that was there before goes. What can't be is written in the row. Fails with a {@link StanzaError} when the stream ends.
 */
export async function publishPack(
  context: Context,
  lease: Lease,
  task: ErrandTask & { kind: 'pack' },
  requests: Requests,
  put: Putter = putFile
): Promise<void> {
  const { db, account } = context;
  try {
    await uploadStickers(context, lease, task.key, requests, put);
    const row = await db.get('packs', [account, task.key]);
    if (row) {
      await publishMany(requests, STICKERS, row.id, () => buildPack(row), OPEN_NODE, STICKER_NODE);
      const before = row.published ?? task.published;
      if (before !== undefined && before !== row.id) await remove(requests, before);
      if (!(await published(context, lease, row))) await remove(requests, row.id);
    } else if (task.published !== undefined) await remove(requests, task.published);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (!code) throw thrown;
    context.log('a pack of stickers was not taken', thrown);
    await refused(context, lease, task.key, code);
  }
}

/** What the user can do about it; `undefined`: another stream may have more luck. */
function codeOf(thrown: unknown): ErrorCode | undefined {
  if (thrown instanceof AppError) return thrown.code;
  if (!isRefusal(thrown)) return undefined;
  return thrown.type === 'wait' ? undefined : (refusalCode(thrown) ?? 'server-refused');
}

async function remove(requests: Requests, id: string): Promise<void> {
  try {
    await retract(requests, STICKERS, id);
  } catch (thrown) {
    if (!(thrown instanceof StanzaError) || thrown.condition !== 'item-not-found') throw thrown;
  }
}

/** Whether the pack is still there. */
function published(context: Context, lease: Lease, { key, id }: PackRow): Promise<boolean> {
  return change(context, lease, key, ({ error: _, ...row }) => ({ ...row, published: id }));
}

function refused(context: Context, lease: Lease, key: string, error: ErrorCode): Promise<boolean> {
  return change(context, lease, key, (row) => ({ ...row, error }));
}

function change(
  { db, account, announce }: Context,
  lease: Lease,
  key: string,
  to: (row: PackRow) => PackRow
): Promise<boolean> {
  return write(db, announce, lease, PACK_STORES, async (tx, topics) => {
    const row = await tx.objectStore('packs').get([account, key]);
    if (!row) return false;
    await tx.objectStore('packs').put(to(row));
    topics.add('stickers');
    return true;
  });
}

async function uploadStickers(
  context: Context,
  lease: Lease,
  key: string,
  requests: Requests,
  put: Putter
): Promise<void> {
  const { db, account } = context;
  const row = await db.get('packs', [account, key]);
  for (const sticker of row?.stickers.filter(({ urls }) => urls.length === 0) ?? []) {
    const bytes = await db.get('stickers', [account, sticker.hash]);
    if (!bytes) throw new AppError('file-unreadable', sticker.hash);
    const url = await upload(context, lease, requests, put, bytes.blob);
    await write(db, context.announce, lease, [...PACK_STORES, 'usage'], async (tx) => {
      await addUsage(tx, account, monthOf(context.now()), 'pictures', { sent: bytes.blob.size });
      const now = await tx.objectStore('packs').get([account, key]);
      if (!now) return;
      const stickers = now.stickers.map((one) => (one.hash === sticker.hash ? { ...one, urls: [url] } : one));
      await tx.objectStore('packs').put({ ...now, stickers });
    });
  }
}

/** The address that it has then. */
async function upload(context: Context, lease: Lease, requests: Requests, put: Putter, blob: Blob): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const file = { name: nameOfSticker(blob.type), size: blob.size, type: blob.type };
    const slot = await askSlot(context, lease, requests, file);
    const signal = new AbortController().signal;
    const { put: url, headers, get } = slot;
    const status = await put({ url, headers, blob, type: blob.type, signal, progress: () => undefined }).catch(
      (thrown: unknown) => {
        context.log('a sticker was not uploaded', thrown);
        return 0;
      }
    );
    if (status >= 200 && status <= 299) return get;
    const code = statusCode(status);
    if (code) throw new AppError(code, `HTTP ${status}`);
    if (attempt >= ATTEMPTS) throw new AppError('upload-refused', `HTTP ${status}`);
    await new Promise((resolve) => setTimeout(resolve, FIRST * 4 ** (attempt - 1)));
  }
}
