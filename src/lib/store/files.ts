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
  /** The pack that a sticker is from (XEP-0449). */
  pack?: string;
  /** Its bytes are in the store `blobs` under this key. */
  key?: string;
}

/** The bytes of a file: to be uploaded, or fetched once and kept for when there is no network. */
export interface BlobRow {
  account: string;
  key: string;
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
