import type { Attachment } from 'svelte/attachments';

/** Pixels: less is no keyboard, but a bar of the browser. */
const LOWEST = 150;

/**
 * Where the keyboard lies over the page instead of making it smaller (iOS), leaves the part under it free, so that the
 * composer stands on the keyboard.
 */
export const fitKeyboard: Attachment<HTMLElement> = (element) => {
  const visual = globalThis.visualViewport;
  if (!visual) return;
  const fit = (): void => {
    // A page that is zoomed in has a small visual viewport too, without a keyboard.
    const covered = visual.scale === 1 ? Math.max(0, innerHeight - visual.height - visual.offsetTop) : 0;
    element.style.paddingBlockEnd = covered > 0 ? `${covered}px` : '';
    element.toggleAttribute('data-keyboard', covered > 0);
    // What stands in for the keyboard is as high.
    if (covered > LOWEST) document.documentElement.style.setProperty('--keyboard-height', `${covered}px`);
  };
  visual.addEventListener('resize', fit);
  visual.addEventListener('scroll', fit);
  fit();
  return () => {
    visual.removeEventListener('resize', fit);
    visual.removeEventListener('scroll', fit);
  };
};
