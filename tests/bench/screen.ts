import type { BrowserContext, Page } from '@playwright/test';

/** The chats of the list, and the messages of the open one: the same in the app and in the bare page. */
export const CHATS = 'ul[aria-label=Chats] > li';
export const MESSAGES = '[role=log] article';

/** How smooth a page was. */
export interface Smoothness {
  /** The longest task of the main thread and how many took over 50 ms, by the Long Tasks API. */
  longest: number;
  tasks: number;
  frames: number;
  /** Frames of a sixtieth of a second that were not drawn. */
  dropped: number;
}

declare global {
  interface Window {
    smoothness?: () => Smoothness;
    startedAfter?: number;
  }
}

/** Looks at the page's tasks and frames until {@link smoothness} is asked for. */
export function watchSmoothness(page: Page): Promise<void> {
  return page.evaluate(() => {
    const FRAME = 1000 / 60;
    let [longest, tasks, frames, dropped] = [0, 0, 0, 0];
    const count = (entries: PerformanceEntryList): void => {
      for (const { duration } of entries) {
        tasks++;
        longest = Math.max(longest, duration);
      }
    };
    const observer = new PerformanceObserver((list) => count(list.getEntries()));
    observer.observe({ type: 'longtask' });
    let before = performance.now();
    let frame = requestAnimationFrame(function next(now) {
      frames++;
      dropped += Math.max(0, Math.round((now - before) / FRAME) - 1);
      before = now;
      frame = requestAnimationFrame(next);
    });
    window.smoothness = () => {
      count(observer.takeRecords());
      observer.disconnect();
      cancelAnimationFrame(frame);
      return { longest, tasks, frames, dropped };
    };
  });
}

/** What {@link watchSmoothness} saw. */
export async function smoothness(page: Page): Promise<Smoothness> {
  const seen = await page.evaluate(() => window.smoothness?.());
  if (!seen) throw new Error('nobody looked');
  return seen;
}

/**
 * When `count` elements that fit stood on the screen for the first time, milliseconds since 1970: in the task after
 * the frame that shows them. With `text`, the last of them has it.
 */
export function shownAt(page: Page, selector: string, count: number, text?: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const isThere = (): boolean => {
          const all = document.querySelectorAll<HTMLElement>(wanted.selector);
          const last = all[all.length - 1];
          if (all.length < wanted.count || !last?.checkVisibility({ visibilityProperty: true })) return false;
          return wanted.text === undefined || (last.textContent ?? '').includes(wanted.text);
        };
        requestAnimationFrame(function look() {
          if (!isThere()) requestAnimationFrame(look);
          else
            resolve(
              scheduler.postTask(() => performance.timeOrigin + performance.now(), { priority: 'user-blocking' })
            );
        });
      }),
    { selector, count, text }
  );
}

/** Has every page of a context note when its list of chats was on the screen, milliseconds after it was called. */
export async function watchStart(context: BrowserContext, count: number): Promise<void> {
  await context.addInitScript(
    ({ selector, wanted }) => {
      requestAnimationFrame(function look() {
        if (document.querySelectorAll(selector).length < wanted) requestAnimationFrame(look);
        else void scheduler.postTask(() => (window.startedAfter = performance.now()), { priority: 'user-blocking' });
      });
    },
    { selector: CHATS, wanted: count }
  );
}

/** What {@link watchStart} saw. */
export async function startedAfter(page: Page): Promise<number> {
  const after = await page.waitForFunction(() => window.startedAfter);
  return (await after.jsonValue()) ?? NaN;
}
