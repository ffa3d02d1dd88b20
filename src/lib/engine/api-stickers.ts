import type { ErrorCode } from '../base/errors';
import type { LangTextRow } from '../store/stickers';

/** A text in a language; empty where that is not said. */
export type LangTextView = LangTextRow;

/** One picture of a pack. */
export interface StickerView {
  /** SHA-256 in base64: what names it. */
  hash: string;
  /** What stands in for it, often an emoji. */
  desc: string;
}

/** A pack of stickers as it is shown. */
export interface PackView {
  /** Local, for life. */
  key: string;
  names: LangTextView[];
  summaries: LangTextView[];
  stickers: StickerView[];
  /** The server does not have it yet as it is here. */
  waiting?: true;
  /** Why the server did not take it. */
  error?: ErrorCode;
  /** Its author wants it to stay as it is, and with them. */
  restricted?: true;
}

/** A pack that somebody's sticker is from. */
export interface FoundPackView extends PackView {
  /** It is among the user's. */
  kept: boolean;
}

/** What can be done with stickers. Packs are named by their `key`. Topic `stickers`. */
export interface StickerApi {
  /** The user's packs, the newest first. */
  stickerPacks(): Promise<PackView[]>;
  /** Asks the server what other devices have made of them. Fails with `offline`. */
  refreshPacks(): Promise<void>;
  /**
   * A sticker's picture, of an own pack or of one that was found; fetched where it is not here. `unasked`: only if the settings
   * and the network allow it. Fails as `fetchFile` does; never when it was unasked.
   */
  stickerPicture(key: string, hash: string, unasked?: boolean): Promise<Blob | undefined>;
  /** Sends one; resolves when it is durably stored. `reply`: the message that it answers, by its local id. */
  sendSticker(address: string, key: string, hash: string, reply?: string): Promise<void>;
  /**
   * Makes a sticker of a picture, in a pack or in a new one of that name; its key. Fails with `picture-unreadable`, `file-unreadable`,
   * `file-too-large`, `stickers-full`, `storage-full`.
   */
  makeSticker(picture: Blob, desc: string, pack: { key: string } | { name: string }): Promise<string>;
  renamePack(key: string, name: string): Promise<void>;
  /** The last one takes its pack along. */
  removeSticker(key: string, hash: string): Promise<void>;
  removePack(key: string): Promise<void>;
  /** Offers a pack to the server again that was refused. */
  retryPack(key: string): Promise<void>;
  /**
   * The pack that a message's sticker is from, asked of who sent it. Fails with `pack-gone`, `offline`,
   * `server-unreachable`.
   */
  findPack(address: string, id: string): Promise<FoundPackView>;
  /** Makes a pack that was found the user's own. Fails with `stickers-full`, `pack-gone`. */
  addPack(key: string): Promise<void>;
}
