/** Which square of a picture is meant, whatever its size. */
export interface Crop {
  /** Where the middle of the square is, 0 to 1 from the left and from the top. */
  x: number;
  y: number;
  /** 1: the largest square that fits. */
  zoom: number;
}

interface Size {
  width: number;
  height: number;
}

/** The middle, as large as it fits. */
export const WHOLE: Crop = { x: 0.5, y: 0.5, zoom: 1 };
/** How far one can zoom in. */
export const MOST_ZOOM = 5;

const within = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** The square in the picture's own pixels. */
export function regionOf({ width, height }: Size, { x, y, zoom }: Crop): { x: number; y: number; side: number } {
  const side = Math.min(width, height) / zoom;
  return { x: x * width - side / 2, y: y * height - side / 2, side };
}

/** The crop that is nearest to what is wished for and leaves no edge of the square empty. */
export function fitted(size: Size, { x, y, zoom }: Crop): Crop {
  const fit = within(zoom, 1, MOST_ZOOM);
  const { side } = regionOf(size, { x, y, zoom: fit });
  const [halfX, halfY] = [side / 2 / size.width, side / 2 / size.height];
  return { x: within(x, halfX, 1 - halfX), y: within(y, halfY, 1 - halfY), zoom: fit };
}

/** The picture was drawn along by a part of the square's width, to the right and downwards. */
export function moved(size: Size, crop: Crop, right: number, down: number): Crop {
  const { side } = regionOf(size, crop);
  return fitted(size, { ...crop, x: crop.x - (right * side) / size.width, y: crop.y - (down * side) / size.height });
}
