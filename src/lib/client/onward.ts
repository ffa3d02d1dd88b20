import { SHARE_PATH } from '../base/share';

/** What waits while somebody logs in: only what came from outside of Kith, and would be lost. */
const KEPT = [SHARE_PATH, '/open'];
let waiting: string | undefined;

/** A screen can't be shown before somebody has logged in. */
export function waitFor(path: string): void {
  if (KEPT.includes(path)) waiting = path;
}

/** Where to go after the login; asked once. */
export function takeOnward(): string {
  const path = waiting ?? '/';
  waiting = undefined;
  return path;
}
