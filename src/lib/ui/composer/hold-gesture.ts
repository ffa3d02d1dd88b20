/** Where a finger that holds the microphone has come to. */
export type Hold = 'held' | 'locked' | 'released' | 'cancelled';

const TO_CANCEL = 100;
const TO_LOCK = 70;

/** How far a finger went from where it began, towards the start of the line and upwards, in pixels. */
export interface Way {
  aside: number;
  up: number;
}

/** The way from one point to another; `rtl`: the line starts at the right. */
export function wayOf(from: { x: number; y: number }, to: { x: number; y: number }, rtl: boolean): Way {
  return { aside: Math.max(0, (from.x - to.x) * (rtl ? -1 : 1)), up: Math.max(0, from.y - to.y) };
}

/** What holding and moving the finger comes to: the direction in which it went further decides. */
export function holdAfter({ aside, up }: Way): Hold {
  if (up >= TO_LOCK && up >= aside) return 'locked';
  return aside >= TO_CANCEL ? 'cancelled' : 'held';
}
