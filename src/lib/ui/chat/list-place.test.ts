import type { VirtualizerHandle } from 'virtua/svelte';
import { expect, test } from 'vitest';
import { ListPlace } from './list-place';

/** A list of 1000 pixels; what it knows of the screen's height may be older than the screen's own. */
function placeIn(screen: { scrollTop: number; clientHeight: number }, known: { clientHeight: number }): ListPlace {
  const list = {
    getScrollOffset: () => screen.scrollTop,
    getScrollSize: () => 1000,
    getViewportSize: () => known.clientHeight
  };
  const viewport = Object.assign(screen, { scrollHeight: 1000 });
  return new ListPlace(list as VirtualizerHandle, viewport as unknown as HTMLElement);
}

test('a screen that grows, as when a long message was sent, leaves the reader at the end', () => {
  const screen = { scrollTop: 700, clientHeight: 300 };
  const known = { clientHeight: 300 };
  const place = placeIn(screen, known);
  place.scrolled();
  Object.assign(screen, { scrollTop: 500, clientHeight: 500 });
  place.scrolled();
  expect(place.atEnd).toBe(true);
});

test('a reader who scrolls up leaves the end, and comes back to it', () => {
  const screen = { scrollTop: 700, clientHeight: 300 };
  const place = placeIn(screen, screen);
  place.scrolled();
  screen.scrollTop = 600;
  place.scrolled();
  expect(place.atEnd).toBe(false);
  screen.scrollTop = 690;
  place.scrolled();
  expect(place.atEnd).toBe(true);
});
