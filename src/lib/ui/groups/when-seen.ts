import type { Attachment } from 'svelte/attachments';

/** Runs when the element comes within a screen of being seen. */
export function whenSeen(action: () => void): Attachment<HTMLElement> {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) action();
      },
      { rootMargin: '100%' }
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
}
