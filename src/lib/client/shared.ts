import { SHARE_BROUGHT, SHARE_CACHE, SHARE_INDEX, type ShareIndex } from '../base/share';
import type { EngineRemote } from './engine';

/** What another app shared into Kith. */
export interface Shared {
  text: string;
  files: KeptFile[];
}

/** A file that is kept until it is sent. */
export interface KeptFile {
  file: File;
  /** Its place in the cache. */
  at: string;
}

/** What was shared and waits for its chat; the service worker keeps it. */
export async function readShared(): Promise<Shared | undefined> {
  const cache = await openCache();
  const index = cache && (await readIndex(cache, SHARE_INDEX));
  return cache && index && { text: index.text, files: await readFiles(cache, index) };
}

/** None of it is wanted. */
export async function dropShared({ files }: Shared): Promise<void> {
  await inTurn(async (cache) => {
    await dropIndex(cache, files);
    for (const { at } of files) await cache.delete(at);
  });
}

/** Nothing that was shared stays on this device. */
export async function forgetShared(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(SHARE_CACHE);
}

/** Brings what was shared to a chat: the text behind what is written there, the files to be looked at before they go. */
export async function bringTo(api: EngineRemote, address: string, { text, files }: Shared): Promise<void> {
  await inTurn(async (cache) => {
    const before = await readIndex(cache, placeOf(address));
    const isNew = ({ at }: KeptFile): boolean => before?.files.every((one) => one.at !== at) ?? true;
    const added = files.filter(isNew).map(({ file: { name }, at }) => ({ name, at }));
    if (files.length > 0) await writeBrought(cache, address, [...(before?.files ?? []), ...added]);
    // A newer share may have cleared them away.
    for (const { file, at } of files) if (!(await cache.match(at))) await cache.put(at, new Response(file));
  });
  if (text) await addToDraft(api, address, text);
  await inTurn((cache) => dropIndex(cache, files));
}

/** The files that were brought to this chat and are not sent yet. */
export async function readBrought(address: string): Promise<KeptFile[]> {
  const cache = await openCache();
  const index = cache && (await readIndex(cache, placeOf(address)));
  return cache && index ? readFiles(cache, index) : [];
}

/** A file that was brought to this chat is sent, or not wanted. */
export async function dropBrought(address: string, at: string): Promise<void> {
  await inTurn(async (cache) => {
    const { files } = (await readIndex(cache, placeOf(address))) ?? { files: [] };
    await writeBrought(
      cache,
      address,
      files.filter((one) => one.at !== at)
    );
    await cache.delete(at);
  });
}

/** Puts a text behind what is written in a chat and not sent. */
export async function addToDraft(api: EngineRemote, address: string, text: string): Promise<void> {
  const { draft, draftReply } = await api.conversation(address, { limit: 1 });
  const whole = draft.trim() ? `${draft}\n${text}` : text;
  await api.saveDraft(address, whole, ...(draftReply ? ([draftReply.id] as const) : []));
}

function placeOf(address: string): string {
  return SHARE_BROUGHT + encodeURIComponent(address);
}

async function openCache(): Promise<Cache | undefined> {
  if (!('caches' in globalThis) || !(await caches.has(SHARE_CACHE))) return undefined;
  return caches.open(SHARE_CACHE);
}

/** Other tabs and the service worker change it too. */
function inTurn(change: (cache: Cache) => Promise<void>): Promise<void> {
  return navigator.locks.request(SHARE_CACHE, async () => change(await caches.open(SHARE_CACHE)));
}

async function readIndex(cache: Cache, place: string): Promise<ShareIndex | undefined> {
  return (await (await cache.match(place))?.json()) as ShareIndex | undefined;
}

async function writeBrought(cache: Cache, address: string, files: ShareIndex['files']): Promise<void> {
  if (files.length === 0) await cache.delete(placeOf(address));
  else await cache.put(placeOf(address), Response.json({ text: '', files } satisfies ShareIndex));
}

/** Unless something newer waits by now. */
async function dropIndex(cache: Cache, files: KeptFile[]): Promise<void> {
  const index = await readIndex(cache, SHARE_INDEX);
  if (index?.files.length === files.length && index.files.every(({ at }, number) => at === files[number]?.at))
    await cache.delete(SHARE_INDEX);
}

async function readFiles(cache: Cache, { files }: ShareIndex): Promise<KeptFile[]> {
  const read = await Promise.all(
    files.map(async ({ name, at }) => {
      const blob = await (await cache.match(at))?.blob();
      return blob && { file: new File([blob], name, { type: blob.type }), at };
    })
  );
  return read.filter((one) => one !== undefined);
}
