/** One emoji of each version of Unicode's emoji that not every device in use can draw, newest first. */
const SAMPLES = [
  [15.1, '🙂‍↔️'],
  [15, '🫨'],
  [14, '🫠'],
  [13.1, '😮‍💨'],
  [13, '🥲'],
  [12, '🥱']
] as const;
const OLD = 11;
const KNOWN = '😀';
const SIZE = 16;

/** What came of drawing an emoji in black. */
export interface Drawn {
  /** It has a colour of its own: a font without it shows a black box. */
  coloured: boolean;
  /** Pixels: a font without it may show its parts side by side. */
  width: number;
}

/** The newest version whose emoji this device draws as one picture; the newest of all where it draws none in colour. */
export function newestDrawable(draw: (emoji: string) => Drawn = drawing()): number {
  const known = draw(KNOWN);
  if (!known.coloured) return SAMPLES[0][0];
  const found = SAMPLES.find(([, emoji]) => {
    const { coloured, width } = draw(emoji);
    return coloured && width < 1.5 * known.width;
  });
  return found?.[0] ?? OLD;
}

function drawing(): (emoji: string) => Drawn {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (emoji) => {
    if (!context) return { coloured: false, width: 0 };
    context.clearRect(0, 0, SIZE, SIZE);
    context.textBaseline = 'top';
    context.font = `${SIZE}px sans-serif`;
    context.fillText(emoji, 0, 0);
    const { data } = context.getImageData(0, 0, SIZE, SIZE);
    const coloured = data.some((value, at) => at % 4 === 0 && value !== data[at + 2]);
    return { coloured, width: context.measureText(emoji).width };
  };
}
