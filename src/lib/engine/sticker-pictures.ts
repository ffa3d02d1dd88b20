import { AppError } from '../base/errors';
import { domainOf } from '../base/jid';
import { addUsage } from '../store/files';
import type { StickerRow } from '../store/stickers';
import { write } from '../store/write';
import type { Context } from './context';
import { sha256 } from './downloads';
import { isMetered } from './fetch-policy';
import { mayFetch } from './file-address';
import { asShown } from './file-kind';
import { getFile } from './http-get';
import { settingsOf } from './settings-desk';
import { monthOf } from './usage';

/** No sticker is larger, bytes. */
export const LARGEST_STICKER = 2 * 1024 * 1024;
/** So many are fetched at once. */
const AT_ONCE = 4;
/** Of packs that are only looked at so many are kept in memory. */
const KEPT = 200;

/** The pictures of stickers: of the user's packs on the disk, of others only as long as they are looked at. */
export class StickerPictures {
  readonly #seen = new Map<string, Blob>();
  readonly #fetching = new Map<string, Promise<Blob>>();
  readonly #turns: (() => void)[] = [];
  #running = 0;

  constructor(private readonly context: Context) {}

  /** The bytes that are here. */
  async known(hash: string): Promise<Blob | undefined> {
    const { db, account } = this.context;
    return this.#seen.get(hash) ?? (await db.get('stickers', [account, hash]))?.blob;
  }

  /** Whether the settings and the network let a picture be fetched that nobody tapped on. */
  async mayFetchUnasked(): Promise<boolean> {
    const { db, account } = this.context;
    return !settingsOf(await db.get('accounts', account)).lowData && !isMetered();
  }

  /** `kept`: it is of a pack of the user's. Fails with what {@link getFile} fails with, `file-refused`, `file-damaged`. */
  fetch(sticker: StickerRow, kept: boolean): Promise<Blob> {
    const { hash } = sticker;
    const fetching = this.#fetching.get(hash) ?? this.#fetch(sticker, kept).finally(() => this.#fetching.delete(hash));
    this.#fetching.set(hash, fetching);
    return fetching;
  }

  async #fetch(sticker: StickerRow, kept: boolean): Promise<Blob> {
    await this.#turn();
    try {
      const blob = await this.#get(sticker);
      await this.#keep(sticker.hash, blob, kept);
      return blob;
    } finally {
      this.#running--;
      this.#turns.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#turns.push(resolve));
    this.#running++;
  }

  async #get({ urls, hash, size = LARGEST_STICKER }: StickerRow): Promise<Blob> {
    const { db, account } = this.context;
    const files = (await db.get('accounts', account))?.uploads?.host;
    const url = urls.find((one) => mayFetch(one, { domain: domainOf(account), ...(files && { files }) }));
    if (url === undefined || size > LARGEST_STICKER) throw new AppError('file-refused', urls[0]);
    const { signal } = new AbortController();
    const blob = await getFile({ url, cap: size, tooMuch: 'file-damaged', signal, progress: () => undefined });
    if ((await sha256(blob)) !== hash) throw new AppError('file-damaged', 'another hash');
    const shown = await asShown(blob, { kind: 'sticker', type: '' });
    if (!shown.type.startsWith('image/')) throw new AppError('file-refused', 'no picture');
    return shown;
  }

  async #keep(hash: string, blob: Blob, kept: boolean): Promise<void> {
    const { db, account, announce, now } = this.context;
    if (!kept) {
      this.#seen.set(hash, blob);
      const [oldest] = this.#seen.keys();
      if (this.#seen.size > KEPT && oldest !== undefined) this.#seen.delete(oldest);
    }
    await write(db, announce, undefined, ['stickers', 'usage', 'accounts'], async (tx) => {
      if ((await tx.objectStore('accounts').getKey(account)) === undefined) return;
      await addUsage(tx, account, monthOf(now()), 'pictures', { received: blob.size });
      if (kept) await tx.objectStore('stickers').put({ account, hash, blob });
    });
  }
}
