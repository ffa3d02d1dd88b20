/** Where the service worker keeps what another app shared until it is sent: the name of a cache. */
export const SHARE_CACHE = 'kith-shared';

/** The address that other apps share to, and of the screen that asks for the chat. */
export const SHARE_PATH = '/share';

/** How many files are taken at once. */
export const MOST_SHARED = 30;

/** How much is taken at once, bytes: any website can send something here. */
export const MOST_SHARED_BYTES = 500_000_000;

/** Where in the cache it says what waits for its chat. */
export const SHARE_INDEX = '/share/index';

/** Where in the cache the files are; each share has a name of its own. */
export const SHARE_FILES = '/share/file/';

/** Where in the cache it says what was brought to a chat and is not sent yet, by the chat's address. */
export const SHARE_BROUGHT = '/share/brought/';

/** What was shared. */
export interface ShareIndex {
  text: string;
  files: SharedFile[];
}

/** One file of it. */
export interface SharedFile {
  name: string;
  /** Its place in the cache. */
  at: string;
}
