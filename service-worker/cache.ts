import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute, setCatchHandler } from 'workbox-routing';

/** One file of the built app; without a revision its name already changes with its content. */
export interface ShellFile {
  url: string;
  revision: string | null;
}

/** What the web server answers itself, beside the app: never the app's page in its place. */
const SERVER_PATHS = /^\/(_app|\.well-known|file_share|http-bind|screenshots|upload|xmpp-websocket)(\/|$)/;

/** Files of the app that are kept when they are first used: their names change with their content. */
const LATER = /^\/_app\/immutable\/assets\/[^/]+\.json$/;
const LATER_CACHE = 'kith-later';
/** As many as a version has; what an older one kept goes first. */
const LATER_KEPT = 2;

async function keepLater({ request }: { request: Request }): Promise<Response> {
  const cache = await caches.open(LATER_CACHE);
  const known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const kept = await cache.keys();
    for (const old of kept.slice(0, -LATER_KEPT)) await cache.delete(old);
  }
  return answer;
}

/**
 * Keeps exactly `files` and answers with them before the network does, and any address of the app with its page. What
 * an earlier version kept goes when this one takes over.
 */
export function serveShell(files: ShellFile[]): void {
  precacheAndRoute(files, { cleanURLs: false, ignoreURLParametersMatching: [] });
  cleanupOutdatedCaches();
  registerRoute(({ url, sameOrigin }) => sameOrigin && LATER.test(url.pathname), keepLater);
  if (files.some(({ url }) => url === '/'))
    registerRoute(new NavigationRoute(createHandlerBoundToURL('/'), { denylist: [SERVER_PATHS] }));
  setCatchHandler(async () => Response.error());
}
