import type { MessageRow } from '../store/messages';
import type { SearchKind, SearchPlace, SearchQuery } from './api-search';
import { fold, termsOf } from './search-text';

/** More of one message is not searched: nobody writes so much, and who does must not fill the memory. */
export const MOST_TEXT = 20_000;

const LINK = /\b(?:https?:\/\/|www\.)\S/i;
const BITS: Record<SearchKind, number> = { media: 1, links: 2, files: 4, voice: 8, places: 16 };

/** What is kept of a message to find it. */
export interface Entry {
  id: string;
  order: number;
  /** Folded: its text, its file's name, its place's. */
  text: string;
  kinds: number;
  mine: boolean;
  sender: string;
  nick: string | undefined;
  person: string | undefined;
}

/** What a search looks for. */
export interface Wanted {
  terms: string[];
  matches(entry: Entry): boolean;
}

/** What is kept of a row; absent for what no search finds: events, and what was taken back or removed. */
export function entryOf(row: MessageRow): Entry | undefined {
  const { id, order, text, mine, sender, nick, person, event, retracted, file, location, preview } = row;
  if (event || retracted || Number.isNaN(order) || !(text || file || location)) return undefined;
  const parts = [text.slice(0, MOST_TEXT), file?.name, location?.label, preview?.title];
  const folded = parts.map((part) => (part ? fold(part) : '')).filter(Boolean);
  let kinds = location ? BITS.places : 0;
  if (preview || LINK.test(text)) kinds |= BITS.links;
  if (file?.kind === 'image' || file?.kind === 'video') kinds |= BITS.media;
  else if (file?.kind === 'audio' || file?.kind === 'voice') kinds |= BITS.voice;
  else if (file?.kind === 'file') kinds |= BITS.files;
  return { id, order, text: folded.join('\n'), kinds, mine, sender, nick, person };
}

/** What a query asks for; absent when it asks for nothing. */
export function wantedBy({ text, kind, from }: Pick<SearchQuery, 'text' | 'kind' | 'from'>): Wanted | undefined {
  const terms = termsOf(text);
  if (terms.length === 0 && !kind && !from) return undefined;
  const bit = kind ? BITS[kind] : 0;
  const isFrom = ({ mine, sender, nick, person }: Entry): boolean => {
    if (!from || (mine && from.mine)) return true;
    if (mine) return false;
    const named = from.person !== undefined && (person === from.person || sender === from.person);
    return named || (from.nick !== undefined && nick === from.nick);
  };
  return {
    terms,
    matches: (entry) =>
      (bit === 0 || (entry.kinds & bit) !== 0) && isFrom(entry) && terms.every((term) => entry.text.includes(term))
  };
}

/** The messages of some conversations, as far as they were read, in memory. */
export class SearchIndex {
  /** By chat, ascending by place. */
  readonly #chats = new Map<string, Entry[]>();
  /** How many messages, and how many characters of theirs. */
  size = 0;
  characters = 0;

  /** Puts what stands in a part of a chat, from `from` on and before `before`, in the place of what was known of it. */
  replace(chat: string, from: number, before: number, entries: Entry[]): void {
    const known = this.#chats.get(chat) ?? [];
    const start = firstAt(known, from);
    const gone = known.splice(start, firstAt(known, before) - start, ...entries);
    this.#chats.set(chat, known);
    this.size += entries.length - gone.length;
    for (const { text } of entries) this.characters += text.length;
    for (const { text } of gone) this.characters -= text.length;
  }

  /** What stands after `after`, newest first, of one chat or of all. Nothing may be replaced meanwhile. */
  *newestFirst(chat: string | undefined, after: SearchPlace | undefined): Generator<SearchPlace & { entry: Entry }> {
    const chats = chat === undefined ? [...this.#chats] : [[chat, this.#chats.get(chat) ?? []] as const];
    const heads = chats
      .map(([name, entries]) => ({ chat: name, entries, at: lastBefore(entries, name, after) }))
      .filter(({ at }) => at >= 0)
      .sort(comesFirst);
    for (let head = heads[0]; head; head = heads[0]) {
      const entry = head.entries[head.at] as Entry;
      yield { chat: head.chat, order: entry.order, entry };
      head.at--;
      heads.shift();
      if (head.at >= 0) heads.splice(placeFor(heads, head), 0, head);
    }
  }
}

interface Head {
  chat: string;
  entries: Entry[];
  at: number;
}

function comesFirst(a: Head, b: Head): number {
  const [x, y] = [a.entries[a.at]?.order ?? 0, b.entries[b.at]?.order ?? 0];
  if (x !== y) return y - x;
  return a.chat < b.chat ? -1 : 1;
}

function placeFor(heads: Head[], head: Head): number {
  let [low, high] = [0, heads.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comesFirst(heads[middle] as Head, head) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the first entry at or above a place. */
function firstAt(entries: Entry[], order: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as Entry).order < order) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lastBefore(entries: Entry[], chat: string, after: SearchPlace | undefined): number {
  if (!after) return entries.length - 1;
  const first = firstAt(entries, after.order);
  return chat > after.chat && entries[first]?.order === after.order ? first : first - 1;
}
