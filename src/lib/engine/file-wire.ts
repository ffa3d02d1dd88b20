import type { FileRow } from '../store/files';
import type { ParsedMessage } from '../xmpp/message';
import type { Element } from '../xmpp/xml';
import { buildOob, OOB } from '../xmpp/xep/0066-oob';
import { buildFallback } from '../xmpp/xep/0428-fallback';
import type { FileMetadata } from '../xmpp/xep/0446-file-metadata';
import { buildSharedFile, FILE_SHARING, type SharedFile } from '../xmpp/xep/0447-file-sharing';
import { buildSticker } from '../xmpp/xep/0449-stickers';
import { addressOf, placeOf, type FilePlace } from './file-address';
import { kindOfFile, typeOf, UNKNOWN_TYPE } from './file-kind';
import { nameInUrl, safeName } from './file-name';

/** What of a body stands in for a file. */
export const FILE_FALLBACKS = [FILE_SHARING, OOB];

/** Larger figures are nobody's picture, and would tear the screen apart. */
const LARGEST_SIDE = 30_000;

/** The body and the elements that bring a file; `before`: how many code points stand before this body in the message's. */
export function buildFile(
  file: FileRow & { url: string },
  caption: string,
  before = 0
): { body: string; extra: Element[] } {
  const { kind, name, type, size, width, height, duration: length, hash, thumbhash, secret } = file;
  const address = addressOf(file);
  if (address === undefined) throw new Error('nobody can be told where the file lies');
  if (kind === 'sticker') return buildStickerFile(file, before);
  const start = before + (caption ? [...caption].length + 1 : 0);
  const known = { name, type, size, width, height, length, hash, thumbhash };
  const metadata: FileMetadata = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  const shared: SharedFile = { disposition: kind === 'file' ? 'attachment' : 'inline', metadata, urls: [address] };
  const fallback = buildFallback(FILE_SHARING, [start, start + [...address].length]);
  return {
    body: caption ? `${caption}\n${address}` : address,
    extra: [buildSharedFile(shared), ...(secret ? [] : [buildOob(address)]), fallback]
  };
}

/** A sticker: who does not know them reads what stands in for it (XEP-0449 §4.2), and no address. */
function buildStickerFile(file: FileRow & { url: string }, before: number): { body: string; extra: Element[] } {
  const { name, type, url, size, width, height, hash, desc = name, pack = '', packAt: place } = file;
  const known = { name, type, desc, size, width, height, hash };
  const metadata: FileMetadata = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  return {
    body: desc,
    extra: [
      buildSticker({ pack, ...(place && { place }) }),
      buildSharedFile({ disposition: 'inline', metadata, urls: [url] }),
      buildFallback(FILE_SHARING, [before, before + [...desc].length])
    ]
  };
}

/**
 * The file that a message brings, in whichever way (XEP-0447, XEP-0385, XEP-0066, or nothing but an address of a picture, video
 * or sound), and what is left of its text. `text` is the body without what is a fallback. A message here has one file: the
 * addresses of others stay in its text.
 */
export function readFile(message: ParsedMessage, text = ''): { file: FileRow; text: string } | undefined {
  for (const shared of message.files) {
    for (const address of shared.urls) {
      const place = placeOf(address);
      if (place)
        return { file: describe(place, shared), text: withOthers(withoutAddress(text, address), message, shared.urls) };
    }
  }
  const sealed = readSealed(text);
  if (sealed) return sealed;
  const [oob] = message.oob;
  const address = oob ? oob.url : text.trim();
  const place = placeOf(address);
  if (!place || /\s/.test(address)) return undefined;
  const file = describe(place);
  const rest = withoutAddress(text, address);
  // An address that goes with a text may be of a page as well.
  if (file.kind === 'file' && !place.secret && (!oob || rest !== '')) return undefined;
  return { file, text: withOthers(rest, message, [address]) };
}

/** An encrypted file whose address is the text, or the last line of it (XEP-0454 §5). */
function readSealed(text: string): { file: FileRow; text: string } | undefined {
  const lines = text.trim().split('\n');
  const at = lines.findLastIndex((line) => /^aesgcm:/i.test(line));
  const place = at < 0 ? undefined : placeOf(lines.slice(at).join('\n'));
  return place && { file: describe(place), text: lines.slice(0, at).join('\n').trim() };
}

/** A text with the addresses of the other files that its message brings; `shown`: those of the one that is shown. */
function withOthers(text: string, { files, oob }: ParsedMessage, shown: string[]): string {
  const urls = [...files.map((one) => one.urls), ...oob.map((one) => [one.url])]
    .filter((all) => !all.some((url) => shown.includes(url)))
    .flatMap((all) => all.find(placeOf) ?? []);
  const missing = [...new Set(urls)].filter((url) => !text.includes(url));
  return [...(text ? [text] : []), ...missing].join('\n');
}

function describe({ url, secret }: FilePlace, { metadata, disposition }: Partial<SharedFile> = {}): FileRow {
  const { size, width, height, length, hash, thumbhash } = metadata ?? {};
  const name = metadata?.name ? safeName(metadata.name) : nameInUrl(url);
  const type = typeOf(metadata?.type, name);
  const kind = disposition === 'attachment' ? 'file' : kindOfFile(type, name);
  const fits = width && height && width <= LARGEST_SIDE && height <= LARGEST_SIDE;
  return {
    ...{ kind, name, type: type || UNKNOWN_TYPE, url },
    ...(secret && { secret }),
    ...(size !== undefined && { size }),
    ...(fits && { width, height }),
    ...(length !== undefined && { duration: length }),
    ...(hash && { hash }),
    ...(thumbhash && { thumbhash })
  };
}

/** A text without the address that stands in it alone, or alone on its first or last line. */
function withoutAddress(text: string, url: string): string {
  const lines = text.split('\n');
  if (lines.at(-1)?.trim() === url) lines.pop();
  else if (lines[0]?.trim() === url) lines.shift();
  return lines.join('\n').trim();
}
