const saves = new Set<() => Promise<void>>();

/** Has `save` called before the page is started again by itself, until `signal` aborts. */
export function beforeReload(save: () => Promise<void>, signal: AbortSignal): void {
  saves.add(save);
  signal.addEventListener('abort', () => saves.delete(save), { once: true });
}

/** Saves what a reload would lose. Waits for every one, and then tells the first that failed. */
export async function saveBeforeReload(): Promise<void> {
  const results = await Promise.allSettled([...saves].map((save) => save()));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
