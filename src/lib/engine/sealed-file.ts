import {
  createFileKey,
  decryptFile,
  decryptStream,
  encryptFile,
  encryptStream,
  ONE_SHOT_BYTES,
  type FileKey
} from '../../../omemo';
import { AppError } from '../base/errors';
import { randomId } from '../base/id';
import { BlobParts } from './blob-parts';
import { extensionOf } from './file-name';
import { randomBytes } from './vault';

/** So much of a large file is read at once, bytes. */
const PIECE = 2 ** 20;

/** A file encrypted for others, and what opens it. Each time with another key: the same one never encrypts two files. */
export async function sealFile(plain: Blob): Promise<{ blob: Blob; secret: FileKey }> {
  const secret = createFileKey(randomBytes);
  const blob =
    plain.size <= ONE_SHOT_BYTES
      ? new Blob([await encryptFile(new Uint8Array(await plain.arrayBuffer()), secret)])
      : await encryptStream(pieces(plain), secret, new BlobParts());
  return { blob, secret };
}

/** What an encrypted file is called where it lies: its ending alone says how it is to be shown by who learns no more (XEP-0454 §3). */
export function sealedName(name: string): string {
  const extension = extensionOf(name);
  return extension ? `${randomId()}.${extension}` : randomId();
}

/** The file that comes encrypted; a large one is opened while it comes. Fails with `file-damaged` when it is not what was encrypted. */
export async function openFile(source: AsyncIterable<Uint8Array<ArrayBuffer>>, secret: FileKey): Promise<Blob> {
  const opened = await open(source[Symbol.asyncIterator](), secret);
  if (!opened) throw new AppError('file-damaged', 'not what was encrypted');
  return opened;
}

async function open(source: AsyncIterator<Uint8Array<ArrayBuffer>>, secret: FileKey): Promise<Blob | undefined> {
  const first: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  let next = await source.next();
  for (; !next.done && held <= ONE_SHOT_BYTES; next = await source.next()) {
    first.push(next.value);
    held += next.value.length;
  }
  if (next.done) {
    const plain = await decryptFile(new Uint8Array(await new Blob(first).arrayBuffer()), secret);
    return plain && new Blob([plain]);
  }
  return decryptStream(chain(first, next.value, source), secret, new BlobParts());
}

/** What came already, and all that comes. */
async function* chain(
  first: Uint8Array[],
  then: Uint8Array,
  rest: AsyncIterator<Uint8Array>
): AsyncGenerator<Uint8Array> {
  yield* first.splice(0);
  yield then;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** Not every browser lets a stream be read by a loop. */
async function* pieces(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < blob.size; at += PIECE) yield new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer());
}
