const segmenter =
  typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : undefined;

/** The first letter that a person would see in a name, in upper case. */
export function initialOf(name: string): string {
  const text = name.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, '') || name;
  const first = segmenter ? segmenter.segment(text)[Symbol.iterator]().next().value?.segment : [...text][0];
  return (first ?? '').toLocaleUpperCase();
}
