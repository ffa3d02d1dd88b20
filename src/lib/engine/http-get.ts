import { AppError, type ErrorCode } from '../base/errors';
import { PLAIN_REQUEST } from '../xmpp/fetch-text';

/** How long nothing may come, milliseconds. */
const SILENCE = 60_000;
/** So much is held in memory before it is given to the browser, which may put it on the disk, bytes. */
const PART = 8 * 1024 * 1024;

/** What is fetched, and how much of it at most. */
export interface Get {
  url: string;
  /** Bytes. */
  cap: number;
  /** What it fails with when there is more. */
  tooMuch: ErrorCode;
  signal: AbortSignal;
  progress(loaded: number, total?: number): void;
}

/**
 * Fetches a file, without anything of the user and following nobody. Fails with `tooMuch`, `file-gone`,
 * `server-unreachable`, `offline` and, where another origin may not read it, `file-not-readable-here`; with an
 * `AbortError` when it was stopped.
 */
export async function getFile({ url, cap, tooMuch, signal, progress }: Get): Promise<Blob> {
  const over = new AbortController();
  const stop = (): void => over.abort();
  let silence = setTimeout(stop, SILENCE);
  signal.addEventListener('abort', stop);
  try {
    const response = await ask(url, over.signal);
    const stated = Number(response.headers.get('Content-Length') ?? NaN);
    const isPacked = response.headers.has('Content-Encoding');
    const total = Number.isFinite(stated) && !isPacked ? stated : undefined;
    if (total !== undefined && total > cap) throw new AppError(tooMuch, `more than ${cap} bytes`);
    const whole: Blob[] = [];
    let [parts, held, loaded]: [BlobPart[], number, number] = [[], 0, 0];
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE);
      loaded += part.value.length;
      if (loaded > cap) throw new AppError(tooMuch, `more than ${cap} bytes`);
      parts.push(part.value);
      held += part.value.length;
      if (held >= PART) {
        whole.push(new Blob(parts));
        [parts, held] = [[], 0];
      }
      progress(loaded, total);
    }
    return new Blob([...whole, ...parts]);
  } catch (thrown) {
    if (thrown instanceof AppError || signal.aborted) throw thrown;
    // It had begun, or nothing came: the way to it is broken, not closed.
    throw new AppError('server-unreachable', String(thrown), { cause: thrown });
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

async function ask(url: string, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...PLAIN_REQUEST, signal });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    // A browser does not tell a server that is away from one that other origins may not read, or that leads elsewhere.
    const code =
      (globalThis.navigator as { onLine?: boolean } | undefined)?.onLine === false
        ? 'offline'
        : 'file-not-readable-here';
    throw new AppError(code, String(thrown), { cause: thrown });
  }
  if (response.ok) return response;
  await response.body?.cancel();
  if (response.status === 404 || response.status === 410) throw new AppError('file-gone', `HTTP ${response.status}`);
  throw new AppError('server-unreachable', `HTTP ${response.status}`);
}
