import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute, setCatchHandler } from 'workbox-routing';

/** One file of the built app; without a revision its name already changes with its content. */
export interface ShellFile {
  url: string;
  revision: string | null;
}

/** What the web server answers itself, beside the app: never the app's page in its place. */
const SERVER_PATHS = /^\/(_app|\.well-known|file_share|http-bind|screenshots|upload|xmpp-websocket)(\/|$)/;

/**
 * Keeps exactly `files` and answers with them before the network does, and any address of the app with its page. What
 * an earlier version kept goes when this one takes over.
 */
export function serveShell(files: ShellFile[]): void {
  precacheAndRoute(files, { cleanURLs: false, ignoreURLParametersMatching: [] });
  cleanupOutdatedCaches();
  if (files.some(({ url }) => url === '/'))
    registerRoute(new NavigationRoute(createHandlerBoundToURL('/'), { denylist: [SERVER_PATHS] }));
  setCatchHandler(async () => Response.error());
}
