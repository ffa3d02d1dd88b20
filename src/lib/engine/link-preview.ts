import { AppError } from '../base/errors';
import { domainOf } from '../base/jid';
import { PLAIN_REQUEST } from '../xmpp/fetch-text';
import { pictureType } from '../xmpp/picture';
import type { LinkPreviewView } from './api-messages';
import { mayFetch, type OwnHosts } from './file-address';
import { readPage } from './page-facts';

/** What is read of a page and of its picture, bytes, and how long both may take, milliseconds. */
const LIMITS = { page: 512 * 1024, picture: 3 * 1024 * 1024, time: 5_000 };
/** The picture that goes along: pixels across, and bytes. */
const WIDE = 480;
const MOST = 24 * 1024;
const QUALITIES = [0.8, 0.6, 0.4, 0.2];
const LONGEST = { title: 200, description: 400, site: 60 };

/**
 * Asks a page what it is about. It follows nobody, carries nothing of the user, and stops after five seconds. Fails with
 * `link-unreadable` and `offline`.
 */
export async function fetchLinkPreview(account: string, url: string): Promise<LinkPreviewView> {
  const own = { domain: domainOf(account) };
  const over = AbortSignal.timeout(LIMITS.time);
  const page = await pageAt(url, own, over);
  const { title = '', description = '', site = '', image } = readPage(page);
  if (!title && !description) throw new AppError('link-unreadable', 'it says nothing of itself');
  const picture = image === undefined ? undefined : await pictureAt(image, url, own, over);
  return {
    url,
    title: title.slice(0, LONGEST.title).toWellFormed(),
    description: description.slice(0, LONGEST.description).toWellFormed(),
    site: site.slice(0, LONGEST.site).toWellFormed(),
    ...(picture && { image: picture })
  };
}

async function pageAt(url: string, own: OwnHosts, signal: AbortSignal): Promise<string> {
  try {
    const response = await ask(url, own, signal);
    const [type, charset] = typeOf(response);
    if (!['text/html', 'application/xhtml+xml'].includes(type)) throw new Error(`it is ${type}`);
    return decoder(charset).decode(await begin(response, LIMITS.page));
  } catch (thrown) {
    const isOffline = (globalThis.navigator as { onLine?: boolean } | undefined)?.onLine === false;
    throw new AppError(isOffline ? 'offline' : 'link-unreadable', String(thrown), { cause: thrown });
  }
}

/** A picture that can't be had is left out. */
async function pictureAt(src: string, base: string, own: OwnHosts, signal: AbortSignal): Promise<Blob | undefined> {
  try {
    const response = await ask(new URL(src, base).href, own, signal);
    const bytes = await begin(response, LIMITS.picture);
    const type = pictureType(bytes);
    return type && (await shrink(new Blob([bytes], { type })));
  } catch (thrown) {
    console.debug('kith: a preview has no picture', thrown);
    return undefined;
  }
}

async function ask(url: string, own: OwnHosts, signal: AbortSignal): Promise<Response> {
  if (!mayFetch(url, own)) throw new Error('not on the web');
  const response = await fetch(url, { ...PLAIN_REQUEST, signal });
  if (response.status === 200) return response;
  await response.body?.cancel();
  throw new Error(`HTTP ${response.status}`);
}

function typeOf(response: Response): [type: string, charset: string] {
  const [type = '', ...more] = (response.headers.get('Content-Type') ?? '').toLowerCase().split(';');
  const charset = more.map((part) => /^\s*charset="?([\w-]+)/.exec(part)?.[1]).find((found) => found !== undefined);
  return [type.trim(), charset ?? 'utf-8'];
}

function decoder(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    // A name that no browser knows.
    return new TextDecoder();
  }
}

/** The first bytes, and no more are taken. */
async function begin(response: Response, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  const bytes = new Uint8Array(most);
  let size = 0;
  for (let part = await reader?.read(); part && !part.done && size < most; part = await reader?.read()) {
    const piece = part.value.subarray(0, most - size);
    bytes.set(piece, size);
    size += piece.length;
  }
  await reader?.cancel();
  return bytes.slice(0, size);
}

async function shrink(blob: Blob): Promise<Blob | undefined> {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, WIDE / bitmap.width, WIDE / bitmap.height);
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  for (const quality of QUALITIES) {
    const small = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    if (small.size <= MOST) return small;
  }
  return undefined;
}
