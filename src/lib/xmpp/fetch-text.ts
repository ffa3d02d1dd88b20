/** A refused or useless HTTP answer. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

/** What every request of ours has in common: it carries nothing of the user, and follows nobody (SECURITY 4). */
export const PLAIN_REQUEST = {
  cache: 'no-store',
  credentials: 'omit',
  redirect: 'error',
  referrerPolicy: 'no-referrer'
} as const satisfies RequestInit;

/** The text of a response, at most `cap` bytes of it; fails on more and on anything but 200. */
export async function readText(response: Response, cap: number): Promise<string> {
  if (response.status !== 200) throw new HttpError(response.status);
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > cap) {
      await reader.cancel();
      throw new Error('too large');
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
