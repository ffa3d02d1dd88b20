import { tokenise } from './tokens';

/** A stretch of a text. There is nothing within code, and no style within a link. */
export type Span =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'strong' | 'em' | 'strike'; spans: Span[] };

/** What stands on both sides of a styled span (XEP-0393 §6.2). */
export const MARKS = { strong: '*', em: '_', strike: '~', code: '`' } as const;

type Style = keyof typeof MARKS;
const STYLES = new Map<string, Style>((Object.keys(MARKS) as Style[]).map((style) => [MARKS[style], style]));
const ANY_MARK = /[*_~`]/;
const SPACE = /\s/;

/** The links of a text, and no styles. */
export function readLinks(text: string): Span[] {
  return tokenise(text).map(({ text: part, href }) =>
    href === undefined ? { kind: 'text', text: part } : { kind: 'link', text: part, href }
  );
}

/** The spans of one line. Marks within a link belong to it. */
export function readSpans(line: string): Span[] {
  return ANY_MARK.test(line) ? new LineReader(line).read(0, line.length) : readLinks(line);
}

interface Link {
  from: number;
  to: number;
  span: Span;
}

/** Goes through a line once, from its beginning to its end, into each span before going on behind it. */
class LineReader {
  readonly #line: string;
  readonly #links: Link[] = [];
  /** Where each mark may end a span, and how many of these places were passed. */
  readonly #ends = new Map<string, { places: number[]; passed: number }>();
  #link = 0;

  constructor(line: string) {
    this.#line = line;
    let from = 0;
    for (const span of readLinks(line)) {
      const { length } = 'text' in span ? span.text : '';
      if (span.kind === 'link') this.#links.push({ from, to: from + length, span });
      else this.#findEnds(from, from + length);
      from += length;
    }
  }

  #findEnds(from: number, to: number): void {
    for (let at = Math.max(from, 1); at < to; at++) {
      const mark = this.#line.charAt(at);
      if (!STYLES.has(mark) || SPACE.test(this.#line.charAt(at - 1))) continue;
      const ends = this.#ends.get(mark) ?? { places: [], passed: 0 };
      ends.places.push(at);
      this.#ends.set(mark, ends);
    }
  }

  read(from: number, to: number): Span[] {
    const spans: Span[] = [];
    let done = from;
    const flush = (end: number): void => {
      if (end > done) spans.push({ kind: 'text', text: this.#line.slice(done, end) });
    };
    for (let at = from; at < to;) {
      const link = this.#linkAt(at);
      if (link) {
        flush(at);
        spans.push(link.span);
        at = done = link.to;
        continue;
      }
      const mark = this.#line.charAt(at);
      const style = STYLES.get(mark);
      const end = style && this.#opens(at, from) ? this.#endOf(mark, at, to) : undefined;
      // Two marks with nothing between them are none, neither of them (§6.2).
      if (end === at + 1) at += 2;
      else if (style && end !== undefined) {
        flush(at);
        spans.push(
          style === 'code'
            ? { kind: style, text: this.#line.slice(at + 1, end) }
            : { kind: style, spans: this.read(at + 1, end) }
        );
        at = done = end + 1;
      } else at++;
    }
    flush(to);
    return spans;
  }

  #linkAt(at: number): Link | undefined {
    while ((this.#links[this.#link]?.to ?? Infinity) <= at) this.#link++;
    const link = this.#links[this.#link];
    return link?.from === at ? link : undefined;
  }

  /** At the beginning, behind a space, or behind another mark that opened a span; and not before a space. */
  #opens(at: number, from: number): boolean {
    const next = this.#line.charAt(at + 1);
    return next !== '' && !SPACE.test(next) && (at === from || SPACE.test(this.#line.charAt(at - 1)));
  }

  #endOf(mark: string, at: number, to: number): number | undefined {
    const ends = this.#ends.get(mark);
    if (!ends) return undefined;
    while ((ends.places[ends.passed] ?? Infinity) <= at) ends.passed++;
    const end = ends.places[ends.passed];
    return end !== undefined && end < to ? end : undefined;
  }
}
