import type { OnNavigate } from '@sveltejs/kit';

const TABS = ['/', '/people', '/settings'];
let animatedByBrowser = false;

if (typeof addEventListener === 'function')
  addEventListener(
    'popstate',
    (event) => (animatedByBrowser = (event as { hasUAVisualTransition?: boolean }).hasUAVisualTransition === true),
    { capture: true }
  );

/** How deep a screen lies below the tabs. */
function depthOf(path: string): number {
  return TABS.includes(path) ? 0 : path.split('/').length - (path.startsWith('/chat/') ? 2 : 1);
}

/** Slides a deeper screen in from the side and out again on one pane; the browser's own swipe is left alone. */
export function slide({ from, to, type, complete }: OnNavigate): Promise<void> | undefined {
  const swiped = type === 'popstate' && animatedByBrowser;
  animatedByBrowser = false;
  const way = depthOf(to?.url.pathname ?? '/') - depthOf(from?.url.pathname ?? '/');
  if (swiped || way === 0 || !('startViewTransition' in document) || matchMedia('(min-width: 800px)').matches)
    return undefined;
  document.documentElement.dataset['way'] = way > 0 ? 'forward' : 'back';
  return new Promise((resolve) => {
    const transition = document.startViewTransition(async () => {
      resolve();
      await complete;
    });
    // A transition that was skipped (a faster tap, a hidden page) is no failure: the screen changed all the same.
    transition.ready.catch(() => undefined);
  });
}
