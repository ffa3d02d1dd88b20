import { registerRoute } from 'workbox-routing';
import { MOST_SHARED, SHARE_CACHE, SHARE_INDEX, SHARE_PATH, sharedFile, type ShareIndex } from '../src/lib/base/share';

/** Longer texts are no message. */
const LONGEST = 60_000;

/** Takes what other apps share (Web Share Target), keeps the newest of it, and shows the screen that asks for the chat. */
export function takeShares(): void {
  registerRoute(({ url }) => url.pathname === SHARE_PATH, answer, 'POST');
}

async function answer({ request }: { request: Request }): Promise<Response> {
  try {
    await keep(await request.formData());
    return Response.redirect(SHARE_PATH, 303);
  } catch (thrown) {
    console.debug('kith: nothing was taken over', thrown);
    return Response.redirect(`${SHARE_PATH}#failed`, 303);
  }
}

async function keep(form: FormData): Promise<void> {
  const files = form.getAll('files').filter((one): one is File => one instanceof File && one.name !== '');
  const taken = files.slice(0, MOST_SHARED);
  const index: ShareIndex = { text: textOf(form), files: taken.map(({ name }) => name) };
  await caches.delete(SHARE_CACHE);
  const cache = await caches.open(SHARE_CACHE);
  for (const [number, file] of taken.entries()) await cache.put(sharedFile(number), new Response(file));
  // Last: without it nothing is there.
  await cache.put(SHARE_INDEX, Response.json(index));
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
