import type { Attachment } from 'svelte/attachments';

const FAR = 96;
const FAST = 0.6;

/** Lets a sheet follow the finger downwards, and closes it when it was dragged far or fast enough. */
export function dragToClose(close: () => void): Attachment<HTMLElement> {
  return (sheet) => {
    let from: { id: number; y: number; at: number } | undefined;
    const moved = (event: PointerEvent): number => Math.max(0, event.clientY - (from?.y ?? event.clientY));

    const down = (event: PointerEvent): void => {
      if (event.pointerType === 'mouse' || sheet.scrollTop > 0) return;
      from = { id: event.pointerId, y: event.clientY, at: event.timeStamp };
    };
    const move = (event: PointerEvent): void => {
      if (event.pointerId === from?.id) sheet.style.transform = `translateY(${moved(event)}px)`;
    };
    const up = (event: PointerEvent): void => {
      if (event.pointerId !== from?.id) return;
      const way = moved(event);
      const fast = way > 24 && way / Math.max(1, event.timeStamp - from.at) > FAST;
      from = undefined;
      if (event.type === 'pointerup' && (way > FAR || fast)) close();
      else sheet.style.transform = '';
    };

    sheet.style.touchAction = 'pan-up';
    const ends = ['pointerup', 'pointercancel'] as const;
    sheet.addEventListener('pointerdown', down);
    sheet.addEventListener('pointermove', move);
    for (const end of ends) sheet.addEventListener(end, up);
    return () => {
      sheet.removeEventListener('pointerdown', down);
      sheet.removeEventListener('pointermove', move);
      for (const end of ends) sheet.removeEventListener(end, up);
    };
  };
}
