import type { StreamOpener } from './connector';
import type { Pace } from './pace';
import type { Session } from './session';

/** What connects an account. */
interface SessionParts {
  Session: typeof Session;
  StreamOpener: typeof StreamOpener;
}

/**
 * Loads what only the holder of the session needs; what is stored is on the screen before that. Tries until it succeeds, as the network
 * may be away; `undefined` when the lease ended first.
 */
export async function loadSession(
  pace: Pace,
  signal: AbortSignal,
  log: (what: string, detail?: unknown) => void
): Promise<SessionParts | undefined> {
  while (!signal.aborted) {
    try {
      const [{ Session }, { StreamOpener }] = await Promise.all([import('./session'), import('./connector')]);
      return { Session, StreamOpener };
    } catch (thrown) {
      log('the session was not loaded', thrown);
      await pace.pause(signal);
    }
  }
  return undefined;
}
