import english from 'emoji-picker-element-data/en/cldr/data.json?url';
import spanish from 'emoji-picker-element-data/es/cldr/data.json?url';
import { getLocale } from '$lib/words/runtime';
import { newestDrawable } from './drawable';
import { readEmoji, type Emoji, type RawEmoji } from './emoji-data';

let loading: Promise<Emoji[]> | undefined;

/** The emoji that this device can draw, in the language of the app. Rejects when the data can't be fetched. */
export function loadEmoji(): Promise<Emoji[]> {
  loading ??= fetchEmoji().catch((thrown: unknown) => {
    loading = undefined;
    throw thrown;
  });
  return loading;
}

async function fetchEmoji(): Promise<Emoji[]> {
  const answer = await fetch(getLocale() === 'es' ? spanish : english);
  if (!answer.ok) throw new Error(`emoji: ${answer.status}`);
  return readEmoji((await answer.json()) as RawEmoji[], newestDrawable());
}
