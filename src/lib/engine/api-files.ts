import type { Quality } from '../store/account';

export type { Quality };

/** A file that the user picked. What a page knows of videos and recordings goes along; pictures are looked at by the engine. */
export interface PickedFile {
  blob: Blob;
  name: string;
  caption?: string;
  /** Pictures only; absent: as the settings say. */
  quality?: Quality;
  /** A picture that can't be read here is sent all the same, with whatever else stands in it: the user was asked. */
  asIs?: boolean;
  /** A voice message; `duration` in milliseconds, `waveform` 0 to 31 each. */
  voice?: { duration: number; waveform: number[] };
  /** Pixels. */
  width?: number;
  height?: number;
  /** Milliseconds. */
  duration?: number;
  /** In base64. */
  thumbhash?: string;
}

/** How large a file may be; without `maxSize` (bytes) the server does not say. */
export interface UploadLimit {
  offered: boolean;
  maxSize?: number;
}

/** How far a file is; without `total` nobody knows how much there is. Bytes. */
export interface TransferView {
  loaded: number;
  total?: number;
}

/** How much room the files take on this device, bytes. `quota` and `usage` are the browser's own figures, for all of Kith. */
export interface StorageUse {
  files: number;
  count: number;
  quota?: number;
  usage?: number;
}

/** What can be done with files. `id` is always a message's local id. */
export interface FileApi {
  /**
   * Shrinks pictures and sends each file as a message of its own, in this order; resolves when all are durably stored. `reply`:
   * the message that the first one answers. Fails with `file-too-large` (its `detail` is the limit in bytes),
   * `uploads-not-offered`, `file-unreadable`, `picture-unreadable`, `storage-full`: those before the one that failed are sent.
   */
  sendFiles(address: string, files: PickedFile[], reply?: string): Promise<void>;
  /** What the account's server takes. Without a connection: what it said last, or else that it takes files. */
  uploadLimit(): Promise<UploadLimit>;
  /** A message's file, if its bytes are on this device. Its type is one that may be shown, or `application/octet-stream`. */
  file(address: string, id: string): Promise<Blob | undefined>;
  /**
   * Fetches a message's file and resolves with whether it is here now. `unasked`: only if the settings, the network and who sent
   * it allow it. Fails with `file-gone`, `file-damaged`, `file-refused`, `file-not-readable-here`, `server-unreachable`,
   * `offline`, `storage-full`; never when it was unasked or cancelled.
   */
  fetchFile(address: string, id: string, unasked?: boolean): Promise<boolean>;
  /** Stops a download; of a file that is not uploaded yet the whole message is removed. */
  cancelTransfer(address: string, id: string): Promise<void>;
  /** A recording is heard. */
  markPlayed(address: string, id: string): Promise<void>;
  storageUse(): Promise<StorageUse>;
  /** Removes the bytes of all files that can be fetched again. */
  clearFiles(): Promise<void>;
}
