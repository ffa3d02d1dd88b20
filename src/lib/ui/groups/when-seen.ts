import type { Attachment } from 'svelte/attachments';

/** Runs when the element is seen, or comes this near to it. */
export function whenSeen(action: () => void, near = '0px'): Attachment<HTMLElement> {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) action();
      },
      { rootMargin: near }
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
}
