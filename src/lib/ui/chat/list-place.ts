import { tick } from 'svelte';
import type { VirtualizerHandle } from 'virtua/svelte';

/** Space above the first and below the last row, in the stylesheet of the list too. */
export const MARGIN = 8;

const AT_END = 48;

/**
 * Where a list stands: the rows on the screen, and whether it rests at its end. Reads the sizes that the list knows
 * instead of the document's, which would lay the page out again each time.
 */
export class ListPlace {
  /** The reader rests at the end and stays there when something is added. */
  atEnd = true;
  readonly #list: VirtualizerHandle;
  readonly #viewport: HTMLElement;
  #offset = 0;
  #size = 0;

  constructor(list: VirtualizerHandle, viewport: HTMLElement) {
    this.#list = list;
    this.#viewport = viewport;
  }

  /** Takes note of a scroll. Only a way upwards in a list that did not shrink means that the reader left the end. */
  scrolled(): void {
    const offset = this.#list.getScrollOffset();
    const size = this.#list.getScrollSize();
    if (this.toEnd < AT_END) this.atEnd = true;
    else if (this.atEnd && offset < this.#offset && size >= this.#size) this.atEnd = this.#standsAtEnd;
    this.#offset = offset;
    this.#size = size;
  }

  /** By the document's own sizes. The list learns late that the screen grew, which moves what it shows downwards. */
  get #standsAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#viewport;
    return scrollHeight - scrollTop - clientHeight < AT_END;
  }

  /** How far the end is below the screen, in pixels. */
  get toEnd(): number {
    return this.#list.getScrollSize() + 2 * MARGIN - this.#list.getScrollOffset() - this.#list.getViewportSize();
  }

  /** How far the beginning is above the screen, in pixels. */
  get toStart(): number {
    return this.#list.getScrollOffset();
  }

  /** The first row that is on the screen, be it in part. */
  get first(): number {
    return this.#list.findItemIndex(this.#list.getScrollOffset());
  }

  /** The last row that is on the screen with its end. */
  get last(): number {
    const end = this.#list.getScrollOffset() + this.#list.getViewportSize();
    const index = this.#list.findItemIndex(end);
    return this.#list.getItemOffset(index) + this.#list.getItemSize(index) <= end ? index : index - 1;
  }

  /** Goes to the end. */
  pin(): void {
    this.atEnd = true;
    this.#viewport.scrollTop = this.#viewport.scrollHeight;
  }

  /** Keeps the end on the screen after rows or the screen changed their size. */
  async keepEnd(): Promise<void> {
    if (!this.atEnd) return;
    await tick();
    if (this.atEnd) this.pin();
  }

  /** Puts a row near the top, or the end at the bottom, once the rows there have their real sizes. */
  async land(index: number | undefined): Promise<void> {
    let before: string | undefined;
    for (;;) {
      if (index === undefined) this.pin();
      else this.#viewport.scrollTop = this.#list.getItemOffset(index) - this.#viewport.clientHeight / 4;
      await new Promise(requestAnimationFrame);
      const now = `${this.#viewport.scrollTop} ${this.#viewport.scrollHeight} ${this.#list.getItemOffset(index ?? 0)}`;
      if (now === before) break;
      before = now;
    }
    this.#offset = this.#viewport.scrollTop;
    this.#size = this.#list.getScrollSize();
    this.atEnd = this.#standsAtEnd;
  }
}
