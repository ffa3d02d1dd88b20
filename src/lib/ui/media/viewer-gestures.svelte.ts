import { moved, WHOLE, zoomAt, type Place, type Point, type Zoom } from './zoom';

/** How far a finger goes before it is known where to, pixels. */
const UNDECIDED = 8;
const TURN = 60;
const CLOSE = 110;
/** Two taps within this are one wish, milliseconds. */
const TWICE = 300;
const CLOSER = 2.5;

interface Steps {
  /** Shows the next picture (1) or the one before (-1), if there is one. */
  turn: (by: 1 | -1) => boolean;
  close: () => void;
  /** One tap on the picture. */
  tap: () => void;
}

type Way = 'undecided' | 'turn' | 'close' | 'pan' | 'pinch';

/** What fingers, a mouse and its wheel do to the picture on the whole screen. */
export class ViewerGestures {
  zoom = $state.raw<Zoom>(WHOLE);
  /** How far the picture is pulled aside or down, before it is let go. */
  pull = $state.raw<Point>({ x: 0, y: 0 });
  /** A finger is on it: it follows without delay. */
  held = $state(false);

  readonly #steps: Steps;
  readonly #place: () => Place;
  readonly #pointers = new Map<number, Point>();
  #way: Way = 'undecided';
  #from: Point = { x: 0, y: 0 };
  #tapped = { at: -Infinity, x: 0, y: 0 };
  #tapping: ReturnType<typeof setTimeout> | undefined;

  constructor(steps: Steps, place: () => Place) {
    this.#steps = steps;
    this.#place = place;
  }

  /** Another picture: nothing of the last one's zoom stays. */
  reset(): void {
    this.zoom = WHOLE;
    this.pull = { x: 0, y: 0 };
  }

  destroy(): void {
    clearTimeout(this.#tapping);
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, at(event));
    this.held = true;
    if (this.#pointers.size === 2) {
      this.#way = 'pinch';
      this.pull = { x: 0, y: 0 };
    } else if (this.#pointers.size === 1) {
      this.#way = this.zoom.scale > 1 ? 'pan' : 'undecided';
      this.#from = at(event);
    }
  }

  move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    if (this.#way === 'pinch' && other) return this.#pinch(before, now, other);
    const [x, y] = [now.x - this.#from.x, now.y - this.#from.y];
    if (this.#way === 'pan') this.zoom = moved(this.zoom, { x: now.x - before.x, y: now.y - before.y }, this.#place());
    else if (this.#way === 'undecided' && Math.hypot(x, y) > UNDECIDED)
      this.#way = Math.abs(x) > Math.abs(y) ? 'turn' : 'close';
    if (this.#way === 'turn') this.pull = { x, y: 0 };
    else if (this.#way === 'close') this.pull = { x: 0, y: Math.max(0, y) };
  }

  up(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId) || this.#pointers.size > 0) return;
    this.held = false;
    const { pull } = this;
    this.pull = { x: 0, y: 0 };
    const wasStill = Math.hypot(event.clientX - this.#from.x, event.clientY - this.#from.y) <= UNDECIDED;
    if (event.type !== 'pointerup') return;
    if (this.#way === 'turn' && Math.abs(pull.x) > TURN) this.#steps.turn(pull.x < 0 === !isRtl() ? 1 : -1);
    else if (this.#way === 'close' && pull.y > CLOSE) this.#steps.close();
    else if (wasStill && this.#way !== 'pinch') this.#tap(event);
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    this.zoom = zoomAt(this.zoom, Math.exp(-event.deltaY / 300), this.#fromMiddle(at(event)), this.#place());
  }

  /** Enlarges by a factor at the middle: for keys. */
  step(factor: number): void {
    this.zoom = zoomAt(this.zoom, factor, { x: 0, y: 0 }, this.#place());
  }

  #tap(event: PointerEvent): void {
    const near = Math.hypot(event.clientX - this.#tapped.x, event.clientY - this.#tapped.y) < 40;
    clearTimeout(this.#tapping);
    if (near && event.timeStamp - this.#tapped.at < TWICE) {
      this.#tapped.at = -Infinity;
      this.zoom = this.zoom.scale > 1 ? WHOLE : zoomAt(WHOLE, CLOSER, this.#fromMiddle(at(event)), this.#place());
      return;
    }
    this.#tapped = { at: event.timeStamp, ...at(event) };
    this.#tapping = setTimeout(() => this.#steps.tap(), TWICE);
  }

  #pinch(before: Point, now: Point, other: Point): void {
    const apart = (a: Point): number => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
    const middle = (a: Point): Point => ({ x: (a.x + other.x) / 2, y: (a.y + other.y) / 2 });
    const [was, is] = [middle(before), middle(now)];
    const zoomed = zoomAt(this.zoom, apart(now) / apart(before), this.#fromMiddle(is), this.#place());
    this.zoom = moved(zoomed, { x: is.x - was.x, y: is.y - was.y }, this.#place());
  }

  #fromMiddle({ x, y }: Point): Point {
    const { width, height } = this.#place();
    return { x: x - width / 2, y: y - height / 2 };
  }
}

const at = ({ clientX, clientY }: MouseEvent): Point => ({ x: clientX, y: clientY });
const isRtl = (): boolean => document.documentElement.dir === 'rtl';
