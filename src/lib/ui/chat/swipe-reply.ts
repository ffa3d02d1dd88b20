import type { Attachment } from 'svelte/attachments';
import { swipeOf, type Swipe } from './swipe-way';

/** The edge of the screen belongs to the browser's own way back, pixels. */
const EDGE = 24;
/** What is moved sideways by itself. */
const OWN_WAY = 'pre, code, input, video, audio, [role=slider]';

interface Options {
  /** The row under this, if it can be answered. */
  rowOf: (target: Element) => HTMLElement | undefined;
  /** A row is pulled; `undefined`: no longer. */
  onpull: (pull: { row: HTMLElement; far: boolean } | undefined) => void;
  onreply: (row: HTMLElement) => void;
}

/** Lets a finger pull a row towards the end of the line, and calls `onreply` when it lets go far enough. */
export function swipeReply({ rowOf, onpull, onreply }: Options): Attachment<HTMLElement> {
  return (list) => {
    let from: { id: number; x: number; y: number; row: HTMLElement; way: 1 | -1 } | undefined;
    let swipe: Swipe = { kind: 'undecided' };
    const listening = new AbortController();
    const { signal } = listening;

    const move = (row: HTMLElement, way: 1 | -1, by: number): void => {
      row.style.transform = by === 0 ? '' : `translateX(${by * way}px)`;
    };
    const end = (): void => {
      if (from && swipe.kind === 'pull') {
        from.row.toggleAttribute('data-pulled', false);
        move(from.row, from.way, 0);
        onpull(undefined);
      }
      from = undefined;
    };

    const down = (event: PointerEvent): void => {
      const { target, pointerType, clientX, clientY, pointerId } = event;
      if (from) return end();
      if (pointerType !== 'touch' || !(target instanceof Element) || target.closest(OWN_WAY)) return;
      if (clientX < EDGE || clientX > innerWidth - EDGE) return;
      const row = rowOf(target);
      if (!row) return;
      const way = getComputedStyle(list).direction === 'rtl' ? -1 : 1;
      from = { id: pointerId, x: clientX, y: clientY, row, way };
      swipe = { kind: 'undecided' };
    };
    const moved = (event: PointerEvent): void => {
      if (event.pointerId !== from?.id) return;
      const { row, way } = from;
      const before = swipe.kind;
      swipe = swipeOf((event.clientX - from.x) * way, event.clientY - from.y, before);
      if (swipe.kind === 'other') from = undefined;
      if (swipe.kind !== 'pull') return;
      if (before !== 'pull') {
        list.setPointerCapture(event.pointerId);
        row.toggleAttribute('data-pulled', true);
      }
      move(row, way, swipe.by);
      onpull({ row, far: swipe.far });
    };
    const up = (event: PointerEvent): void => {
      if (event.pointerId !== from?.id) return;
      const { row } = from;
      const done = event.type === 'pointerup' && swipe.kind === 'pull' && swipe.far;
      end();
      if (done) onreply(row);
    };

    list.addEventListener('pointerdown', down, { signal });
    list.addEventListener('pointermove', moved, { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) list.addEventListener(type, up, { signal });
    return () => {
      end();
      listening.abort();
    };
  };
}
