import type { Workbox } from 'workbox-window';
import { saveBeforeReload } from './before-reload';
import { trustedScript } from './trusted';

const HOUR = 60 * 60 * 1000;
/** How long saving and the handover may hold the reload up: the new version may be what mends them. */
const PATIENCE = 3_000;

/** The app's own newer version: kept ready by the service worker, taken when the person says so. */
export class AppUpdate {
  /** A newer version waits. */
  ready = $state(false);
  #workbox: Workbox | undefined;
  #asked = false;
  #checked = 0;

  /** Once the page has loaded, registers the service worker, and looks for newer versions from then on. */
  async watch(): Promise<void> {
    if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
    await loaded();
    const { Workbox } = await import('workbox-window');
    const workbox = new Workbox(trustedScript('/service-worker.js'), { scope: '/', updateViaCache: 'none' });
    workbox.addEventListener('waiting', () => (this.ready = true));
    workbox.addEventListener('controlling', () => this.#replaced());
    this.#workbox = workbox;
    this.#checked = Date.now();
    try {
      await workbox.register({ immediate: true });
    } catch (reason) {
      // Private windows may refuse: the app works, but only with a network.
      console.warn('not kept for offline use:', reason);
      return;
    }
    document.addEventListener('visibilitychange', () => void this.#look());
  }

  /** Says nothing more of it until the page is opened again. */
  dismiss(): void {
    this.ready = false;
  }

  /** Lets the waiting version take over and starts the page from it. */
  async take(): Promise<void> {
    this.#asked = true;
    await atMost(PATIENCE, saveBeforeReload());
    this.#workbox?.messageSkipWaiting();
    setTimeout(() => location.reload(), PATIENCE);
  }

  /** Another version serves this page now: here because it was asked for, else because another tab asked. */
  #replaced(): void {
    if (this.#asked) location.reload();
    else if (document.hidden) void this.#restart();
    else document.addEventListener('visibilitychange', () => void this.#restart(), { once: true });
  }

  async #restart(): Promise<void> {
    await atMost(PATIENCE, saveBeforeReload());
    location.reload();
  }

  async #look(): Promise<void> {
    if (document.hidden || !navigator.onLine || Date.now() - this.#checked < HOUR) return;
    this.#checked = Date.now();
    // A server that can't be reached now is asked again the next hour.
    await this.#workbox?.update().catch((reason: unknown) => console.info('no update found:', reason));
  }
}

function loaded(): Promise<void> {
  if (document.readyState === 'complete') return Promise.resolve();
  return new Promise((resolve) => addEventListener('load', () => resolve(), { once: true }));
}

async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  await Promise.race([work.catch((reason: unknown) => console.warn('before reloading:', reason)), limit]);
}
