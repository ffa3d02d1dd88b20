import { AppError } from '../base/errors';
import type { FileRow } from '../store/files';
import type { MessageRow } from '../store/messages';
import { addressOf } from './file-address';
import type { Covered } from './encryption-later';

/** A file as the server gets it. `secret`: what opens it, if it is encrypted. */
export interface Uploaded extends Pick<FileRow, 'secret'> {
  blob: Blob;
  name: string;
  type: string;
}

/**
 * What of a message's file the server gets: where the chat is encrypted, neither the file nor what it is (decision 8, rule 8). The
 * pictures of stickers are everybody's. Fails with `no-secure-device`, `devices-wait`.
 */
export async function asUploaded(
  { chat, file }: MessageRow & { file: FileRow },
  blob: Blob,
  covers: (chat: string) => Promise<Covered>
): Promise<Uploaded> {
  const { name, type } = file;
  const covered: Covered = file.kind === 'sticker' ? { kind: 'plain' } : await covers(chat);
  if (covered.kind === 'refused') throw new AppError(covered.error);
  if (covered.kind === 'plain') return { blob, name, type };
  const { sealFile, sealedName } = await import('./sealed-file');
  return { ...(await sealFile(blob)), name: sealedName(name), type: 'application/octet-stream' };
}

/** Whether others can be told where it lies. */
export function isTellable(url: string, { secret }: Uploaded): boolean {
  return addressOf({ url, ...(secret && { secret }) }) !== undefined;
}
