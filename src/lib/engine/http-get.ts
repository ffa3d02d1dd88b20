import { AppError, type ErrorCode } from '../base/errors';
import { PLAIN_REQUEST } from '../xmpp/fetch-text';
import { BlobParts } from './blob-parts';

/** How long nothing may come, milliseconds. */
const SILENCE = 60_000;

/** What is fetched, and how much of it at most. */
export interface Get {
  url: string;
  /** Bytes. */
  cap: number;
  /** What it fails with when there is more. */
  tooMuch: ErrorCode;
  signal: AbortSignal;
  progress(loaded: number, total?: number): void;
  /** What becomes of it while it comes; absent: what comes is the file. */
  open?(parts: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Blob>;
}

/**
 * Fetches a file, without anything of the user and following nobody. Fails with `tooMuch`, `file-gone`,
 * `server-unreachable`, `offline` and, where another origin may not read it, `file-not-readable-here`; with what `open` fails with; with
 * an `AbortError` when it was stopped.
 */
export async function getFile({ url, cap, tooMuch, signal, progress, open = collect }: Get): Promise<Blob> {
  const over = new AbortController();
  const stop = (): void => over.abort();
  let silence = setTimeout(stop, SILENCE);
  signal.addEventListener('abort', stop);
  const moved = (loaded: number, total?: number): void => {
    clearTimeout(silence);
    silence = setTimeout(stop, SILENCE);
    if (loaded > cap) throw new AppError(tooMuch, `more than ${cap} bytes`);
    progress(loaded, total);
  };
  try {
    const response = await ask(url, over.signal);
    const stated = Number(response.headers.get('Content-Length') ?? NaN);
    const isPacked = response.headers.has('Content-Encoding');
    const total = Number.isFinite(stated) && !isPacked ? stated : undefined;
    if (total !== undefined && total > cap) throw new AppError(tooMuch, `more than ${cap} bytes`);
    return await open(partsOf(response, (loaded) => moved(loaded, total)));
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

async function collect(parts: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Blob> {
  const whole = new BlobParts();
  for await (const part of parts) whole.add(part);
  return whole.finish();
}

/** Not every browser lets a stream be read by a loop. */
async function* partsOf(response: Response, moved: (loaded: number) => void): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let loaded = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    loaded += part.value.length;
    moved(loaded);
    yield part.value;
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
