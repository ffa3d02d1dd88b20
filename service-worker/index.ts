import { serveShell, type ShellFile } from './cache';
import { takeShares } from './share';

declare const self: ServiceWorkerGlobalScope & {
  /** Written in after the build, when every file of the app is known; absent in development. */
  __KITH_FILES?: ShellFile[];
};

serveShell(self.__KITH_FILES ?? []);
takeShares();

// A new version waits until the page asks, so that no page loses the files it was started from.
self.addEventListener('message', ({ data }: ExtendableMessageEvent) => {
  if ((data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});
