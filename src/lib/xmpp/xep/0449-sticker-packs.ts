// XEP-0449: Stickers, 0.1.1, https://xmpp.org/extensions/xep-0449.html
import { encodeBase64, utf8 } from '../base64';
import { attr, child, children, childText, el, text, type Element } from '../xml';
import type { PubsubItem } from './0060-pubsub';
import { HASHES, parseSha256 } from './0300-hashes';
import { buildMetadata, FILE_METADATA, parseMetadata } from './0446-file-metadata';
import { buildSources, parseSources } from './0447-file-sharing';
import { STICKERS } from './0449-stickers';

/** The most that is taken of a pack: its stickers, and how long its texts are in UTF-16 units. */
export const PACK_LIMITS = { stickers: 200, name: 200, summary: 2_000, desc: 100, url: 2_000 };
/** Names and summaries in so many languages, sources, suggestions and hashes of each sticker. */
const MOST = 40;
const ALGORITHMS = new Map([
  ['sha-256', 'SHA-256'],
  ['sha-384', 'SHA-384'],
  ['sha-512', 'SHA-512']
]);

/** A text, and the language that it is in; empty where that is not said. */
export interface LangText {
  lang: string;
  text: string;
}

/** One picture of a pack. */
export interface Sticker {
  /** What stands in for it, often an emoji. */
  desc: string;
  type?: string;
  /** Bytes. */
  size?: number;
  /** Pixels. */
  width?: number;
  height?: number;
  /** SHA-256 in base64. */
  hash: string;
  /** All its hashes, as they are written. */
  hashes: [algo: string, value: string][];
  /** Where it lies. */
  urls: string[];
  /** Texts that it may be sent in place of. */
  suggest: LangText[];
}

/** What a pack's hash is made of. */
export interface PackContent {
  names: LangText[];
  summaries: LangText[];
  stickers: Sticker[];
}

/** A pack of stickers (§4.1.1). */
export interface StickerPack extends PackContent {
  id: string;
  hash: { algo: string; value: string };
  /** Others may not take it over. */
  restricted: boolean;
}

/** The hash of a pack, in base64 (§4.1.2); `undefined` for an algorithm that is not known here. */
export async function hashPack({ names, summaries, stickers }: PackContent, algo = 'sha-256') {
  const name = ALGORITHMS.get(algo);
  if (name === undefined) return undefined;
  const meta = [
    ...names.map((one) => ['name', one.lang, one.text]),
    ...summaries.map((one) => ['summary', one.lang, one.text])
  ].map((parts) => joined(parts));
  const items = stickers.map(({ desc, hashes }) => `${bytes(desc)}\x1e${sorted(hashes.map(joined)).join('')}\x1d`);
  const whole = `${sorted(meta).join('')}\x1c${sorted(items).join('')}\x1c`;
  const digest = await crypto.subtle.digest(
    name,
    Uint8Array.from(whole, (one) => one.charCodeAt(0))
  );
  return encodeBase64(new Uint8Array(digest));
}

// Octets as characters, since "lesser" is said of octets, and the order of UTF-16 is another one.
const bytes = (part: string): string => String.fromCharCode(...utf8(part));
const joined = (parts: string[]): string => `${parts.map((part) => `${bytes(part)}\x1f`).join('')}\x1e`;
const sorted = (parts: string[]): string[] => parts.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** The id that follows from a pack's hash: its first 144 bits (§4.1.2). */
export function packId(hash: string): string {
  return hash.slice(0, 24);
}

/**
 * Reads a pack; `undefined` for one that is broken, endless, without SHA-256, or not what its hash and its id say that it is: what is
 * kept under an id must be what others keep under it.
 */
export async function readPack({ id, payload }: PubsubItem): Promise<StickerPack | undefined> {
  const pack = payload && parsePack(payload);
  if (!pack || pack.id !== id) return undefined;
  return (await hashPack(pack, pack.hash.algo)) === pack.hash.value ? pack : undefined;
}

function parsePack(payload: Element): StickerPack | undefined {
  if (!payload.is('pack', STICKERS)) return undefined;
  const [names, summaries] = [parseTexts(payload, 'name'), parseTexts(payload, 'summary')];
  const items = children(payload, 'item', STICKERS);
  if (items.length > PACK_LIMITS.stickers || names.length > MOST || summaries.length > MOST) return undefined;
  const isLong =
    names.some((one) => one.text.length > PACK_LIMITS.name) ||
    summaries.some((one) => one.text.length > PACK_LIMITS.summary);
  const stickers = items.flatMap((item) => parseItem(item) ?? []);
  const hash = child(payload, 'hash', HASHES);
  const [algo, value] = [hash && attr(hash, 'algo'), hash && text(hash).trim()];
  if (isLong || stickers.length < items.length || stickers.length === 0 || !algo || !value) return undefined;
  const restricted = child(payload, 'restricted', STICKERS) !== undefined;
  return { id: packId(value), hash: { algo, value }, names, summaries, stickers, restricted };
}

function parseTexts(parent: Element, name: string): LangText[] {
  return children(parent, name, STICKERS).map((one) => ({ lang: attr(one, 'xml:lang') ?? '', text: text(one) }));
}

function parseItem(item: Element): Sticker | undefined {
  const file = child(item, 'file', FILE_METADATA);
  const hash = file && parseSha256(file);
  const desc = file && childText(file, 'desc', FILE_METADATA);
  if (!file || !hash || desc === undefined || desc.length > PACK_LIMITS.desc) return undefined;
  const { type, size, width, height } = parseMetadata(file) ?? {};
  const hashes = children(file, 'hash', HASHES).map((one): [string, string] => [attr(one, 'algo') ?? '', text(one)]);
  if (hashes.length > MOST) return undefined;
  return {
    ...{ desc, hash, hashes },
    ...(type !== undefined && { type: type.slice(0, 100) }),
    ...(size !== undefined && { size }),
    ...(width !== undefined && height !== undefined && { width, height }),
    urls: parseSources(item)
      .filter((url) => url.length <= PACK_LIMITS.url)
      .slice(0, MOST),
    suggest: parseTexts(item, 'suggest')
      .filter((one) => one.text.length <= PACK_LIMITS.desc)
      .slice(0, MOST)
  };
}

/** Writes a pack. */
export function buildPack({ hash, names, summaries, stickers, restricted }: StickerPack): Element {
  const texts = (name: string, all: LangText[]) =>
    all.map((one) => el(name, { 'xml:lang': one.lang || undefined }, one.text));
  return el(
    'pack',
    { xmlns: STICKERS },
    ...texts('name', names),
    ...texts('summary', summaries),
    ...stickers.map(({ hashes, urls, suggest, hash: _, ...metadata }) => {
      const file = buildMetadata(metadata);
      for (const [algo, value] of hashes) file.cnode(el('hash', { xmlns: HASHES, algo }, value));
      return el('item', {}, file, buildSources(urls), ...texts('suggest', suggest));
    }),
    restricted && el('restricted'),
    el('hash', { xmlns: HASHES, algo: hash.algo }, hash.value)
  );
}
