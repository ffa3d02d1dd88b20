/** Where the service worker keeps what another app shared until the person has chosen a chat: the name of a cache. */
export const SHARE_CACHE = 'kith-shared';

/** The address that other apps share to, and of the screen that asks for the chat. */
export const SHARE_PATH = '/share';

/** How many files are taken at once. */
export const MOST_SHARED = 30;

/** Where in the cache it says what there is: the text, and the names of the files. Files follow at `sharedFile(0)` and so on. */
export const SHARE_INDEX = '/share/index';

/** Where in the cache a file is. */
export function sharedFile(number: number): string {
  return `/share/file/${number}`;
}

/** What was shared. */
export interface ShareIndex {
  text: string;
  /** Their names. */
  files: string[];
}
