import { PLAIN_REQUEST } from '../xmpp/fetch-text';

/** How long nothing may move, milliseconds. */
const SILENCE = 120_000;
/** How long it may take where nobody tells how far it is, milliseconds. */
const WHOLE = 600_000;

/** What is uploaded, and how. */
export interface Put {
  url: string;
  headers: [name: string, value: string][];
  blob: Blob;
  type: string;
  signal: AbortSignal;
  progress(loaded: number): void;
}

/** Uploads a file; resolves with the status of the answer. Fails when there is none. */
export type Putter = (put: Put) => Promise<number>;

/** Only `XMLHttpRequest` tells how far an upload is; service workers have none. */
export const putFile: Putter = (put) => (typeof XMLHttpRequest === 'undefined' ? byFetch(put) : byXhr(put));

async function byFetch({ url, headers, blob, type, signal }: Put): Promise<number> {
  const init = { ...PLAIN_REQUEST, method: 'PUT', headers: [...headers, ['Content-Type', type] as [string, string]] };
  const over = new AbortController();
  const stop = (): void => over.abort();
  const limit = setTimeout(stop, WHOLE);
  signal.addEventListener('abort', stop);
  try {
    const response = await fetch(url, { ...init, body: blob, signal: over.signal });
    await response.body?.cancel();
    return response.status;
  } finally {
    clearTimeout(limit);
    signal.removeEventListener('abort', stop);
  }
}

function byXhr({ url, headers, blob, type, signal, progress }: Put): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let silence: ReturnType<typeof setTimeout>;
    const moved = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENCE);
    };
    const stop = (): void => request.abort();
    const settle = (then: () => void) => () => {
      clearTimeout(silence);
      signal.removeEventListener('abort', stop);
      then();
    };
    request.upload.onprogress = ({ loaded }) => {
      moved();
      progress(loaded);
    };
    request.onload = settle(() => resolve(request.status));
    request.onerror = settle(() => reject(new TypeError('the upload broke off')));
    request.onabort = settle(() => reject(new DOMException('the upload was stopped', 'AbortError')));
    request.open('PUT', url);
    for (const [name, value] of [...headers, ['Content-Type', type] as const]) request.setRequestHeader(name, value);
    signal.addEventListener('abort', stop);
    moved();
    if (signal.aborted) stop();
    request.send(blob);
  });
}
