/** What went over a link, as {@link onSilence} watches it. */
export interface Moving {
  received: number;
  /** Bytes that are still in this machine. */
  unsent: number;
}

const SLICES = 5;
/** However much still moves, an answer that takes so many times its limit does not come. */
const PATIENCE = 4;

/**
 * Calls `silent` once nothing has moved on a link for `limit` milliseconds. On a slow link an answer stands behind what
 * the server is sending, a page of an archive for example, and a question behind what has not left this machine: neither
 * is dead. What is returned ends the watch.
 */
export function onSilence(traffic: () => Moving, limit: number, silent: () => void): () => void {
  let before = traffic();
  let [still, all] = [0, 0];
  const look = (): void => {
    const now = traffic();
    still = now.received > before.received || now.unsent < before.unsent ? 0 : still + 1;
    before = now;
    if (still === SLICES || ++all === SLICES * PATIENCE) silent();
    else timer = setTimeout(look, limit / SLICES);
  };
  let timer = setTimeout(look, limit / SLICES);
  return () => clearTimeout(timer);
}
