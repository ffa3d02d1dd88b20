/** How a picture is enlarged and moved, in pixels from the middle of its place. */
export interface Zoom {
  scale: number;
  x: number;
  y: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Place {
  width: number;
  height: number;
}

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };
const LARGEST = 6;

const between = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

/** `zoom` without empty space at the sides that the picture could fill. */
export function within({ scale, x, y }: Zoom, { width, height }: Place): Zoom {
  const size = between(1, scale, LARGEST);
  const [mostX, mostY] = [((size - 1) * width) / 2, ((size - 1) * height) / 2];
  return { scale: size, x: between(-mostX, x, mostX), y: between(-mostY, y, mostY) };
}

/** Enlarged by `factor`, with what lies under the point (from the middle of the place) staying there. */
export function zoomAt(zoom: Zoom, factor: number, at: Point, place: Place): Zoom {
  const scale = between(1, zoom.scale * factor, LARGEST);
  const real = scale / zoom.scale;
  return within({ scale, x: at.x - (at.x - zoom.x) * real, y: at.y - (at.y - zoom.y) * real }, place);
}

/** Moved by so much. */
export function moved(zoom: Zoom, by: Point, place: Place): Zoom {
  return within({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y }, place);
}
