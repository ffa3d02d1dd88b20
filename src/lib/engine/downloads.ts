import { FILE_TAG_BYTES } from '../../../omemo';
import { AppError } from '../base/errors';
import { domainOf } from '../base/jid';
import type { AccountRow } from '../store/account';
import { addUsage, evictFiles, keepBlob, type FileRow } from '../store/files';
import type { MessageRow } from '../store/messages';
import type { StoreName } from '../store/schema';
import { write } from '../store/write';
import { encodeBase64 } from '../xmpp/base64';
import type { Context } from './context';
import { mayFetch } from './file-address';
import { asShown } from './file-kind';
import { getFile, type Get } from './http-get';
import { browserRoom, keepLimit } from './settings-desk';
import { Transfers } from './transfers';
import { monthOf, usageKind } from './usage';

const STORES: StoreName[] = ['messages', 'blobs', 'usage', 'accounts'];
/** The most that is fetched of a file whose size nobody stated, and of any file, bytes: to check it, it is held in memory once. */
const [MOST, MOST_STATED] = [100 * 1024 * 1024, 200 * 1024 * 1024];

/** Fetches the files of messages into the database, each once at a time. One for each tab. */
export class Downloads {
  readonly #open = new Map<string, { stop: AbortController; done: Promise<void> }>();
  readonly #transfers: Transfers;

  constructor(private readonly context: Context) {
    this.#transfers = new Transfers(context.live);
  }

  /** Resolves when the bytes are stored. Fails with what {@link getFile} fails with, `file-refused`, `file-damaged`, `storage-full`. */
  fetch(row: MessageRow): Promise<void> {
    const known = this.#open.get(row.id);
    if (known) return known.done;
    const stop = new AbortController();
    const done = this.#run(row, stop.signal).finally(() => {
      this.#open.delete(row.id);
      this.#transfers.ended(row.id);
    });
    this.#open.set(row.id, { stop, done });
    return done;
  }

  /** Stops one; whether there was one. */
  cancel(id: string): boolean {
    const known = this.#open.get(id);
    known?.stop.abort();
    return known !== undefined;
  }

  async #run({ id, file }: MessageRow, signal: AbortSignal): Promise<void> {
    const { db, account } = this.context;
    const holder = await db.get('accounts', account);
    if (!file?.url || !isAllowed(file.url, account, holder)) throw new AppError('file-refused', file?.url);
    const stated = file.size;
    const { cap, tooMuch } = await this.#limit(stated, holder);
    // What could not be kept would be fetched again and again, each time for nothing.
    if (stated !== undefined && stated > cap) throw new AppError(tooMuch, `${stated} bytes`);
    const { secret } = file;
    const blob = await getFile({
      ...{ url: file.url, cap: secret ? cap + FILE_TAG_BYTES : cap, tooMuch, signal },
      progress: (loaded, total = stated) => this.#transfers.moved(id, loaded, total),
      ...(secret && { open: async (parts) => (await import('./sealed-file')).openFile(parts, secret) })
    });
    if (stated !== undefined && blob.size !== stated) throw new AppError('file-damaged', `${blob.size} bytes`);
    if (file.hash && (await sha256(blob)) !== file.hash) throw new AppError('file-damaged', 'another hash');
    signal.throwIfAborted();
    await this.#store(id, await asShown(blob, file), file);
  }

  /** How much may come, bytes, and what more than that means: not what was sent, no room here, or a file for another program. */
  async #limit(stated: number | undefined, holder: AccountRow | undefined): Promise<Pick<Get, 'cap' | 'tooMuch'>> {
    const room = keepLimit(holder, (await browserRoom()).quota);
    const most = stated === undefined ? MOST : MOST_STATED;
    if (stated !== undefined && stated <= Math.min(room, most)) return { cap: stated, tooMuch: 'file-damaged' };
    return room < most ? { cap: room, tooMuch: 'storage-full' } : { cap: most, tooMuch: 'file-not-readable-here' };
  }

  async #store(id: string, blob: Blob, { kind }: FileRow): Promise<void> {
    const { db, account, announce, now } = this.context;
    const { quota } = await browserRoom();
    await write(db, announce, undefined, STORES, async (tx, topics) => {
      const holder = await tx.objectStore('accounts').get(account);
      if (!holder) return;
      await addUsage(tx, account, monthOf(now()), usageKind(kind), { received: blob.size });
      const row = await tx.objectStore('messages').get([account, id]);
      // It may have been taken back meanwhile.
      if (!row?.file || row.retracted) return;
      const isOther = (kind === 'image' || kind === 'sticker') && !blob.type.startsWith('image/');
      const file = await keepBlob(
        tx,
        row,
        { ...row.file, size: blob.size, ...(isOther && { kind: 'file' }) },
        blob,
        now()
      );
      await tx.objectStore('messages').put({ ...row, file });
      topics.add(`chat:${row.chat}`);
      for (const chat of await evictFiles(tx, account, keepLimit(holder, quota), file.key)) topics.add(`chat:${chat}`);
    });
  }
}

function isAllowed(url: string, account: string, holder: AccountRow | undefined): boolean {
  const files = holder?.uploads?.host;
  return mayFetch(url, { domain: domainOf(account), ...(files && { files }) });
}

/** In base64. */
export async function sha256(blob: Blob): Promise<string> {
  return encodeBase64(new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())));
}
