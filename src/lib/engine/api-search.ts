import type { FileKind } from '../store/files';

/** What sort of messages to find; `media` is pictures and videos. */
export type SearchKind = 'media' | 'links' | 'files' | 'voice' | 'places';

/** Who wrote it: the user, or whoever any of the others names. */
export interface SearchPerson {
  mine?: boolean;
  /** Bare address. */
  person?: string;
  /** What they call themselves in a group. */
  nick?: string;
}

/** What to search for: all words must occur, anywhere in a word; what stands in quotes occurs as it is. */
export interface SearchQuery {
  text: string;
  /** One conversation; absent: all of them. */
  chat?: string;
  kind?: SearchKind;
  from?: SearchPerson;
  /** At most so many hits in one answer. */
  limit: number;
  /** Only where the hits are: their texts and marks are empty. */
  brief?: boolean;
}

/** Where a search goes on; made by the engine. */
export interface SearchPlace {
  order: number;
  chat: string;
}

/** A part of a text to be marked: offsets in UTF-16 units, the end excluded. */
export type Mark = [start: number, end: number];

/** A message that was found. */
export interface SearchHit {
  id: string;
  chat: string;
  order: number;
  mine: boolean;
  /** Milliseconds since 1970. */
  time: number;
  /** Bare address of who wrote it; in a group `group/nickname`. */
  sender: string;
  /** In a group: see `MessageView`. */
  nick?: string;
  person?: string;
  /** The part of its text around the first match. */
  text: string;
  marks: Mark[];
  file?: { kind: FileKind; name: string; marks: Mark[] };
  location?: true;
}

/** A part of what was found, newest first. */
export interface SearchPage {
  hits: SearchHit[];
  /** Where to go on; absent: everything was looked through. */
  next?: SearchPlace;
  /** Too much is stored to be searched: older than this was left out, milliseconds. */
  cappedAt?: number;
}

/** What to look for in the archive. */
export type SearchBackQuery = Pick<SearchQuery, 'text' | 'chat'>;

/** How far a search in the archive came. */
export interface SearchBackPage {
  /** How to go on; absent: nothing older is in the archive. */
  next?: string;
  /** The oldest that was looked at, milliseconds. */
  until?: number;
  /** How many messages came. */
  fetched: number;
}

/**
 * Searching what is stored, in this tab's own worker. `search` names one search on the screen: a newer question of the same name
 * ends the older one, whose answer holds what it had found.
 */
export interface SearchApi {
  /** Answers soon, with what was found by then; `after` goes on from `next` of the answer before. */
  search(search: string, query: SearchQuery, after?: SearchPlace): Promise<SearchPage>;
  /** The search is no longer on the screen: what was read for it is let go. */
  endSearch(search: string): Promise<void>;
  /**
   * Brings older messages of one conversation, or of all, from the archive into the database: those that the server finds where it can
   * search (XEP-0431), else the next page. `from` is `next` of the answer before. Fails with `offline`.
   */
  searchBack(query: SearchBackQuery, from?: string): Promise<SearchBackPage>;
}
