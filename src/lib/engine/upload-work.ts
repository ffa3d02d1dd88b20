import { AppError, type ErrorCode } from '../base/errors';
import { changeAccount } from '../store/account';
import { addUsage, evictFiles } from '../store/files';
import type { MessageRow } from '../store/messages';
import type { StoreName } from '../store/schema';
import { failMessage } from '../store/sending';
import { LeaseLost, write, type Lease } from '../store/write';
import { StanzaError, type Requests } from '../xmpp/requests';
import { isTooLarge, type UploadSlot } from '../xmpp/xep/0363-upload';
import type { UploadLimit } from './api-files';
import { asUploaded, isTellable, type Uploaded } from './as-uploaded';
import type { Context } from './context';
import type { Covered } from './encryption-later';
import { putFile, type Putter } from './http-put';
import { browserRoom, keepLimit } from './settings-desk';
import { Transfers } from './transfers';
import { askSlot, findUploadService } from './upload-service';
import { monthOf, usageKind } from './usage';

const STORES: StoreName[] = ['messages', 'chats', 'outbox', 'blobs', 'usage', 'accounts'];
/** How long it is waited before the first new attempt, and before each at most, milliseconds. */
const [FIRST, LONGEST] = [1_000, 120_000];
/**
 * After so many attempts in a row somebody should know: that were refused for what may be a slot too old; that broke off without
 * any answer, which a browser also says of a server that takes nothing from other origins. The latter is two hours.
 */
const [ATTEMPTS, BREAKS] = [10, 60];
/** The service is not there now (RFC 6120 §8.3.3); servers call that final, and it is over when the service is back. */
const AWAY = ['service-unavailable', 'remote-server-not-found', 'remote-server-timeout', 'internal-server-error'];
/** Statuses below 500 that ask for patience. */
const LATER = [408, 425, 429];

/** What a refusal of the upload service means to the person (XEP-0363 §5); `undefined`: time can mend it. */
export function refusalCode(error: StanzaError): ErrorCode | undefined {
  if (isTooLarge(error)) return 'file-too-large';
  if (error.condition === 'resource-constraint') return 'upload-quota';
  const mends = [...AWAY, 'timeout', 'closed'].includes(error.condition) || error.type === 'wait';
  return mends ? undefined : 'upload-refused';
}

/** The same for the answer of its web server. A slot that is over, or was used by a life before, is asked for anew. */
export function statusCode(status: number): ErrorCode | undefined {
  if (status === 413) return 'file-too-large';
  if (status === 507) return 'upload-quota';
  return undefined;
}

/** The web server did not take it. */
class NotTaken extends Error {
  override readonly name = 'NotTaken';
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

interface Upload {
  stop: AbortController;
  /** How often it was begun without success. */
  attempts: number;
  /** It waits for its next attempt. */
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * Brings the files of waiting messages to the server (XEP-0363), and then the address into the message's row; the outbox goes on
 * from there. Nothing that matters lives only here: a new life uploads again into a new slot (decision 8, rule 2).
 */
export class UploadWork {
  readonly #uploads = new Map<string, Upload>();
  readonly #transfers: Transfers;

  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly stream: () => Requests | undefined,
    private readonly failed: (thrown: unknown) => void,
    private readonly covers: (chat: string) => Promise<Covered>,
    private readonly put: Putter = putFile
  ) {
    this.#transfers = new Transfers(context.live);
  }

  /** A message whose file is not uploaded wants to go; asking again while it is under way is the same wish. */
  take(row: MessageRow): void {
    if (!this.#uploads.has(row.id)) this.#begin(row.id, 0);
  }

  /** The connection is new, or the network is back: what waits for its next attempt need not. */
  hurry(): void {
    for (const [id, { timer }] of [...this.#uploads]) if (timer) this.#begin(id, 0);
  }

  /** What the server takes. Fails with `offline`. */
  async limit(): Promise<UploadLimit> {
    const stream = this.stream();
    if (!stream) throw new AppError('offline');
    const found = await findUploadService(this.context, this.lease, stream);
    return { offered: found !== undefined, ...(found?.maxSize !== undefined && { maxSize: found.maxSize }) };
  }

  /** The user may have removed messages: their files need not go any further. */
  check(): void {
    this.#stopRemoved().catch((thrown: unknown) => this.failed(thrown));
  }

  async #stopRemoved(): Promise<void> {
    const { db, account } = this.context;
    for (const [id, upload] of [...this.#uploads]) {
      const row = await db.get('messages', [account, id]);
      if (row?.status !== 'waiting' || !row.file) this.#end(id, upload);
    }
  }

  /** The session is over: another one begins again. */
  stop(): void {
    for (const [id, upload] of [...this.#uploads]) this.#end(id, upload);
  }

  #end(id: string, upload: Upload): void {
    clearTimeout(upload.timer);
    upload.stop.abort();
    this.#uploads.delete(id);
    this.#transfers.ended(id);
  }

  #begin(id: string, attempts: number): void {
    clearTimeout(this.#uploads.get(id)?.timer);
    const upload: Upload = { stop: new AbortController(), attempts };
    this.#uploads.set(id, upload);
    this.#run(id, upload)
      .catch((thrown: unknown) => this.#broke(id, upload, thrown))
      .catch((thrown: unknown) => this.failed(thrown));
  }

  async #run(id: string, upload: Upload): Promise<void> {
    const { db, account } = this.context;
    const row = await db.get('messages', [account, id]);
    if (!row?.file || row.status !== 'waiting' || row.file.url) return this.#end(id, upload);
    const stored = row.file.key === undefined ? undefined : await db.get('blobs', [account, row.file.key]);
    if (!stored) throw new AppError('file-unreadable');
    const sent = await asUploaded({ ...row, file: row.file }, stored.blob, this.covers);
    const { blob, type } = sent;
    const slot = await this.#slot(sent);
    this.#transfers.moved(id, 0, blob.size);
    const status = await this.put({
      ...{ url: slot.put, headers: slot.headers, blob, type, signal: upload.stop.signal },
      progress: (loaded) => this.#transfers.moved(id, loaded, blob.size)
    });
    if (status < 200 || status > 299) {
      const code = statusCode(status);
      throw code ? new AppError(code, `HTTP ${status}`) : new NotTaken(status);
    }
    if (upload.stop.signal.aborted) return;
    await this.#done(id, slot.get, sent);
    this.#end(id, upload);
  }

  async #slot(sent: Uploaded): Promise<UploadSlot> {
    const stream = this.stream();
    if (!stream) throw new StanzaError('closed');
    const { name, type, blob } = sent;
    const slot = await askSlot(this.context, this.lease, stream, { name, type, size: blob.size });
    if (!isTellable(slot.get, sent)) throw new AppError('upload-refused', 'an address that nobody can be told');
    return slot;
  }

  /** It lies at the server: its message may go. */
  async #done(id: string, url: string, { blob: { size }, secret }: Uploaded): Promise<void> {
    const { db, account, announce, now } = this.context;
    const { quota } = await browserRoom();
    await write(db, announce, this.lease, STORES, async (tx, topics) => {
      const row = await tx.objectStore('messages').get([account, id]);
      if (!row?.file || row.status !== 'waiting') return;
      const stored = row.file.key && (await tx.objectStore('blobs').get([account, row.file.key]));
      if (stored) await tx.objectStore('blobs').put({ ...stored, message: id, used: now() });
      await tx.objectStore('messages').put({ ...row, file: { ...row.file, url, ...(secret && { secret }) } });
      const holder = await tx.objectStore('accounts').get(account);
      const host = new URL(url).hostname;
      if (holder?.uploads && holder.uploads.host !== host)
        await changeAccount(tx, account, { uploads: { ...holder.uploads, host } });
      await addUsage(tx, account, monthOf(now()), usageKind(row.file.kind), { sent: size });
      for (const chat of await evictFiles(tx, account, keepLimit(holder, quota), row.file.key))
        topics.add(`chat:${chat}`);
      topics.add(`chat:${row.chat}`).add('outbox');
    });
  }

  /** Waits where time can mend it; else the message's line says what the user can do. */
  async #broke(id: string, upload: Upload, thrown: unknown): Promise<void> {
    if (thrown instanceof LeaseLost) throw thrown;
    if (this.#uploads.get(id) !== upload || upload.stop.signal.aborted) return;
    this.context.log('a file was not uploaded', thrown);
    const code = this.#codeOf(thrown, upload.attempts);
    if (code) {
      await this.#fail(id, code);
      if (code === 'file-too-large' || code === 'upload-refused') await this.#lookAgain();
      return this.#end(id, upload);
    }
    // Without a connection there is nobody to ask: the outbox comes back with the next one.
    if (thrown instanceof StanzaError && thrown.condition === 'closed') return this.#end(id, upload);
    const attempts = upload.attempts + 1;
    const wait = Math.min(LONGEST, FIRST * 2 ** upload.attempts) * (0.75 + Math.random() / 2);
    upload.timer = setTimeout(() => this.#begin(id, attempts), wait);
    this.#transfers.ended(id);
    if (thrown instanceof StanzaError && AWAY.includes(thrown.condition)) await this.#lookAgain();
  }

  #codeOf(thrown: unknown, attempts: number): ErrorCode | undefined {
    if (thrown instanceof AppError) return thrown.code;
    if (thrown instanceof StanzaError) return refusalCode(thrown);
    if (thrown instanceof NotTaken && (thrown.status >= 500 || LATER.includes(thrown.status))) return undefined;
    const isBreak = thrown instanceof TypeError || (thrown instanceof DOMException && thrown.name === 'AbortError');
    return attempts >= (isBreak ? BREAKS : ATTEMPTS) ? 'upload-refused' : undefined;
  }

  async #fail(id: string, code: ErrorCode): Promise<void> {
    const { db, account, announce } = this.context;
    await write(db, announce, this.lease, STORES, async (tx, topics) => {
      const row = await tx.objectStore('messages').get([account, id]);
      if (row?.status !== 'waiting') return;
      await failMessage(tx, topics, row, code);
      topics.add('outbox');
    });
  }

  /** What was remembered of the service may be of old. */
  async #lookAgain(): Promise<void> {
    const stream = this.stream();
    if (!stream) return;
    try {
      await findUploadService(this.context, this.lease, stream);
    } catch (thrown) {
      if (!(thrown instanceof StanzaError)) throw thrown;
      this.context.log('nobody says where files are taken', thrown);
    }
  }
}
