import { SHARE_CACHE, SHARE_INDEX, sharedFile, type ShareIndex } from '../base/share';
import type { EngineRemote } from './engine';

/** What another app shared into Kith. */
export interface Shared {
  text: string;
  files: File[];
}

/** What was shared and waits for its chat; the service worker keeps it. */
export async function readShared(): Promise<Shared | undefined> {
  if (!('caches' in globalThis) || !(await caches.has(SHARE_CACHE))) return undefined;
  const cache = await caches.open(SHARE_CACHE);
  const index = (await (await cache.match(SHARE_INDEX))?.json()) as ShareIndex | undefined;
  if (!index) return undefined;
  const files = await Promise.all(
    index.files.map(async (name, number) => {
      const blob = await (await cache.match(sharedFile(number)))?.blob();
      return blob && new File([blob], name, { type: blob.type });
    })
  );
  return { text: index.text, files: files.filter((file) => file !== undefined) };
}

/** It has its chat, or none is wanted. */
export async function dropShared(): Promise<void> {
  await caches.delete(SHARE_CACHE);
}

/** Files that are brought to a chat which is being opened, by its address. */
const brought = new Map<string, File[]>();

/** Brings what was shared to a chat: the text behind what is written there, the files to be looked at before they go. */
export async function bringTo(api: EngineRemote, address: string, { text, files }: Shared): Promise<void> {
  if (text) await addToDraft(api, address, text);
  if (files.length > 0) brought.set(address, files);
  await dropShared();
}

/** The files that were brought to this chat; given once. */
export function takeBrought(address: string): File[] {
  const files = brought.get(address) ?? [];
  brought.delete(address);
  return files;
}

/** Puts a text behind what is written in a chat and not sent. */
export async function addToDraft(api: EngineRemote, address: string, text: string): Promise<void> {
  const { draft, draftReply } = await api.conversation(address, { limit: 1 });
  const whole = draft.trim() ? `${draft}\n${text}` : text;
  await api.saveDraft(address, whole, ...(draftReply ? ([draftReply.id] as const) : []));
}
