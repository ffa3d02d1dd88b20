import type { Mark } from './api-search';

const ASCII = /^[\t\n\r -~]*$/;
// Accents, vowel points and the like; not the vowels of Indian scripts, which are marks too, nor the voicing of kana.
const ACCENTS =
  /(?=\p{M})[\p{sc=Zinh}\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}](?<![\u3099\u309a])/gu;
const UNSEEN = /[\p{DI}\u0640]/gu;
/** Letters that people write one for the other and Unicode does not take apart. */
const SAME: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
  '’': "'"
};
const ALIKE = new RegExp(`[${Object.keys(SAME).join('')}]`, 'gu');
/** A letter with the marks on it, or a line's end. */
const CLUSTER = /\r\n|\P{M}\p{M}*|\p{M}+/gu;
const QUOTED = /"([^"]*)(?:"|$)|(\S+)/g;
/** More words than these narrow nothing. */
const MOST_TERMS = 12;

/** Text as a search sees it: without case, accents and what can't be seen, any white space as one space. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replace(/\s+/g, ' ');
  return text
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .replace(UNSEEN, '')
    .toLowerCase()
    .replace(ALIKE, (letter) => SAME[letter] ?? letter)
    .normalize('NFC')
    .replace(/\s+/g, ' ');
}

/** What must occur, folded: each word, and what stands in quotes as one; a quote that is still being typed counts. */
export function termsOf(query: string): string[] {
  const typed = query.replace(/[“”„«»]/g, '"');
  const terms = [...typed.matchAll(QUOTED)].map(([, quoted, word]) => fold(quoted ?? word ?? '').trim());
  return [...new Set(terms.filter(Boolean))].slice(0, MOST_TERMS);
}

/** Where the terms occur in a text, ascending and apart from each other. */
export function marksIn(text: string, terms: readonly string[]): Mark[] {
  if (terms.length === 0) return [];
  const { folded, starts } = trace(text);
  const found: Mark[] = [];
  for (const term of terms) {
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length))
      found.push([starts[at] ?? 0, endOf(starts, at + term.length - 1, text.length)]);
  }
  const marks: Mark[] = [];
  for (const mark of found.sort((a, b) => a[0] - b[0])) {
    const last = marks.at(-1);
    if (last && mark[0] <= last[1]) last[1] = Math.max(last[1], mark[1]);
    else marks.push(mark);
  }
  return marks;
}

/** The folded text, and for each unit of it where in the text its letter begins. */
function trace(text: string): { folded: string; starts: number[] } {
  let folded = '';
  const starts: number[] = [];
  for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
    const part = fold(cluster);
    if (part === ' ' && folded.endsWith(' ')) continue;
    folded += part;
    for (let n = 0; n < part.length; n++) starts.push(index);
  }
  return { folded, starts };
}

/** Where the letter of a folded unit ends: where the next one begins. */
function endOf(starts: readonly number[], at: number, length: number): number {
  for (let next = at + 1; next < starts.length; next++) if (starts[next] !== starts[at]) return starts[next] ?? length;
  return length;
}

/** How much of a text is shown, and how much of that before the first match, in UTF-16 units. */
const SHOWN = 240;
const BEFORE = 40;

/** The part of a text around its first mark, with the marks in it. */
export function excerpt(text: string, marks: readonly Mark[]): { text: string; marks: Mark[] } {
  const first = marks[0]?.[0] ?? 0;
  const start = first <= BEFORE || text.length <= SHOWN ? 0 : wordStart(text, first - BEFORE, first);
  const end = boundary(text, Math.min(text.length, start + SHOWN));
  const part = (start > 0 ? '…' : '') + text.slice(start, end) + (end < text.length ? '…' : '');
  const shift = start > 0 ? 1 - start : 0;
  const shown = marks
    .filter(([from]) => from < end)
    .map(([from, to]): Mark => [from + shift, Math.min(to, end) + shift]);
  return { text: part, marks: shown };
}

function wordStart(text: string, from: number, first: number): number {
  const space = text.indexOf(' ', from);
  return space >= 0 && space < first ? space + 1 : boundary(text, from);
}

/** Not in the middle of a surrogate pair. */
function boundary(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
