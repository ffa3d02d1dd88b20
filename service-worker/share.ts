import { registerRoute } from 'workbox-routing';
import { AppError, toAppError } from '../src/lib/base/errors';
import {
  MOST_SHARED,
  MOST_SHARED_BYTES,
  SHARE_BROUGHT,
  SHARE_CACHE,
  SHARE_FILES,
  SHARE_INDEX,
  SHARE_PATH,
  type ShareIndex
} from '../src/lib/base/share';

/** Longer texts are no message. */
const LONGEST = 60_000;

/** Takes what other apps share (Web Share Target), keeps the newest of it, and shows the screen that asks for the chat. */
export function takeShares(): void {
  registerRoute(({ url }) => url.pathname === SHARE_PATH, answer, 'POST');
}

async function answer({ request }: { request: Request }): Promise<Response> {
  try {
    const form = await request.formData();
    // One at a time: each clears away what the one before it left, and pages change what is there too.
    await navigator.locks.request(SHARE_CACHE, () => keep(form));
    return Response.redirect(SHARE_PATH, 303);
  } catch (thrown) {
    console.debug('kith: nothing was taken over', thrown);
    const isLarge = toAppError(thrown).code === 'file-too-large';
    return Response.redirect(`${SHARE_PATH}#${isLarge ? 'large' : 'failed'}`, 303);
  }
}

/** What waited before is there until this is complete. */
async function keep(form: FormData): Promise<void> {
  const files = form.getAll('files').filter((one): one is File => one instanceof File && one.name !== '');
  const taken = files.slice(0, MOST_SHARED);
  const bytes = taken.reduce((sum, { size }) => sum + size, 0);
  if (bytes > MOST_SHARED_BYTES) throw new AppError('file-too-large', String(bytes));
  const share = crypto.randomUUID();
  const index: ShareIndex = {
    text: textOf(form),
    files: taken.map(({ name }, number) => ({ name, at: `${SHARE_FILES}${share}/${number}` }))
  };
  const cache = await caches.open(SHARE_CACHE);
  try {
    for (const [number, { at }] of index.files.entries()) await cache.put(at, new Response(taken[number]));
    await cache.put(SHARE_INDEX, Response.json(index));
  } finally {
    await clearAway(cache);
  }
}

/** Files that nothing names any more. */
async function clearAway(cache: Cache): Promise<void> {
  const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  const named = new Set<string>();
  for (const path of paths) {
    if (path !== SHARE_INDEX && !path.startsWith(SHARE_BROUGHT)) continue;
    const index = (await (await cache.match(path))?.json()) as ShareIndex | undefined;
    for (const { at } of index?.files ?? []) named.add(at);
  }
  for (const path of paths) if (path.startsWith(SHARE_FILES) && !named.has(path)) await cache.delete(path);
}

/** Title, text and link, each once: many apps put the link into the text, and the title too. */
function textOf(form: FormData): string {
  const parts = ['title', 'text', 'url'].map((name) => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  });
  const told = parts.filter(
    (part, at) => part && !parts.some((other, place) => place !== at && isIn(part, at, other, place))
  );
  return told.join('\n').slice(0, LONGEST);
}

function isIn(part: string, at: number, other: string, place: number): boolean {
  return other === part ? place < at : other.includes(part);
}
