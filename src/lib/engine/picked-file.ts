import { AppError } from '../base/errors';
import type { FileRow } from '../store/files';
import type { PickedFile, Quality } from './api-files';
import { kindOfFile, sniffPicture, typeOf } from './file-kind';
import { extensionOf, safeName } from './file-name';
import { withoutPlace } from './movie-boxes';

/** A file as it is stored and sent. */
export interface ReadyFile {
  blob: Blob;
  file: FileRow;
}

/** What is done with a picture before it is sent. */
export interface Shrunk {
  blob: Blob;
  width?: number;
  height?: number;
  thumbhash?: string;
}

/** What must not go out as it is, since it may tell where it was taken, also where nobody can look into it. */
const PHOTO = /^image\/(jpeg|png|webp|gif|avif|bmp|hei[cf])/;

/** Makes a picture fit; fails with `file-unreadable`, `picture-unreadable`. */
export type Shrink = (blob: Blob, quality: Quality, lowData: boolean) => Promise<Shrunk>;

/**
 * What is picked as it will be sent: pictures shrunk and without their metadata, films without when and where they were taken, everything
 * else as it is. Media types are what the
 * bytes say, where that can be seen.
 */
export async function readyFile(
  picked: PickedFile,
  quality: Quality,
  lowData: boolean,
  shrink: Shrink
): Promise<ReadyFile> {
  const picture = await sniffPicture(picked.blob);
  const type = picture ?? typeOf(picked.blob.type, picked.name);
  const isPicture = picture !== undefined || PHOTO.test(type);
  const isPlayed = !isPicture && kindOfFile(type, '') !== 'file';
  const { blob, ...seen } = isPicture
    ? await fit(picked, (blob) => shrink(blob, picked.quality ?? quality, lowData))
    : { ...picked, blob: isPlayed ? await withoutPlace(picked.blob) : picked.blob };
  const sent = isPicture && blob.type ? blob.type : type;
  const name = nameFor(picked.name, type, sent);
  const { width, height, thumbhash } = { ...known(picked), ...known(seen) };
  const duration = picked.voice?.duration ?? picked.duration;
  const file: FileRow = {
    kind: picked.voice ? 'voice' : kindOfFile(sent, ''),
    ...{ name, type: sent, size: blob.size },
    ...(width && height && { width: Math.round(width), height: Math.round(height) }),
    ...(duration !== undefined && Number.isFinite(duration) && { duration: Math.round(duration) }),
    ...(thumbhash && { thumbhash }),
    ...(picked.voice && { waveform: picked.voice.waveform })
  };
  return { blob, file };
}

/** What can't be read goes as it is only if the user said so. */
async function fit({ blob, asIs }: PickedFile, shrink: (blob: Blob) => Promise<Shrunk>): Promise<Shrunk> {
  try {
    return await shrink(blob);
  } catch (thrown) {
    if (asIs && thrown instanceof AppError && thrown.code === 'picture-unreadable') return { blob };
    throw thrown;
  }
}

function known({ width, height, thumbhash }: Partial<Shrunk>): Partial<Shrunk> {
  return { ...(width && height && { width, height }), ...(thumbhash && { thumbhash }) };
}

/** A picture that became another kind of picture is named like one. */
function nameFor(name: string, type: string, sent: string): string {
  const safe = safeName(name);
  if (type === sent) return safe;
  const extension = extensionOf(safe);
  const stem = extension ? safe.slice(0, -extension.length - 1) : safe;
  const fitting = sent === 'image/jpeg' ? 'jpg' : sent.split('/')[1];
  return `${stem}.${fitting}`;
}
