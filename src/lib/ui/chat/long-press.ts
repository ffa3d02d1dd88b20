import type { Attachment } from 'svelte/attachments';

const HOLD = 500;
const STILL = 10;

/**
 * Calls `hold` when a finger rests on one place. Only for browsers that tell nothing of a long press by themselves;
 * those that do send `contextmenu`, which ends the wait here.
 */
export function longPress(
  hold: (target: EventTarget | null, x: number, y: number) => boolean
): Attachment<HTMLElement> {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from = { x: 0, y: 0 };
    let held = false;
    const listening = new AbortController();
    const { signal } = listening;
    const end = (): void => clearTimeout(timer);

    const start = (event: TouchEvent): void => {
      end();
      held = false;
      const [touch] = event.touches;
      if (!touch || event.touches.length > 1) return;
      from = { x: touch.clientX, y: touch.clientY };
      timer = setTimeout(() => (held = hold(event.target, from.x, from.y)), HOLD);
    };
    const move = (event: TouchEvent): void => {
      const [touch] = event.touches;
      if (!touch || Math.hypot(touch.clientX - from.x, touch.clientY - from.y) > STILL) end();
    };
    // The finger that opened a menu must not press what now lies under it.
    const lift = (event: TouchEvent): void => {
      end();
      if (held) event.preventDefault();
    };

    element.addEventListener('touchstart', start, { passive: true, signal });
    element.addEventListener('touchmove', move, { passive: true, signal });
    element.addEventListener('touchend', lift, { signal });
    for (const type of ['touchcancel', 'scroll', 'contextmenu'] as const)
      element.addEventListener(type, end, { signal });
    return () => {
      end();
      listening.abort();
    };
  };
}
