// XEP-0393: Message Styling, 1.1.1, https://xmpp.org/extensions/xep-0393.html
import { readLinks, readSpans, type Span } from './styling-spans';

/** A part of a message that begins on a line of its own (XEP-0393 §6.1). `label`: what stands behind the opening marks. */
export type Block =
  { kind: 'text'; spans: Span[] } | { kind: 'code'; label: string; text: string } | { kind: 'quote'; blocks: Block[] };

const FENCE = '```';
/** Quotes within quotes; what is deeper is text. */
const DEEPEST = 6;

/** The blocks of a text by XEP-0393 §6; looks at each character a fixed number of times. */
export function parseStyling(text: string): Block[] {
  return readBlocks(text.split('\n'), 0);
}

/** The same of a text that is not to be styled: its links. */
export function parsePlain(text: string): Block[] {
  return text === '' ? [] : [{ kind: 'text', spans: readLinks(text) }];
}

function readBlocks(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  const takeWhile = (belongs: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && belongs(lines[at] ?? '')) at++;
    return lines.slice(from, at);
  };
  const isQuote = (line: string): boolean => depth < DEEPEST && line.startsWith('>');
  const isText = (line: string): boolean => !isQuote(line) && !line.startsWith(FENCE);
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (isQuote(line)) {
      const inner = takeWhile(isQuote).map((quoted) => quoted.slice(/\s/.test(quoted.charAt(1)) ? 2 : 1));
      blocks.push({ kind: 'quote', blocks: readBlocks(inner, depth + 1) });
    } else if (!isText(line)) {
      at++;
      const text = takeWhile((one) => one !== FENCE).join('\n');
      at++;
      blocks.push({ kind: 'code', label: line.slice(FENCE.length), text });
    } else {
      const text = takeWhile(isText);
      // An empty line that parts text from a block is not drawn: the block itself parts it.
      if (blocks.length > 0 && text[0] === '') text.shift();
      if (at < lines.length && text.at(-1) === '') text.pop();
      if (text.length > 0) blocks.push({ kind: 'text', spans: text.flatMap(withBreak) });
    }
  }
  return blocks;
}

function withBreak(line: string, index: number): Span[] {
  return index === 0 ? readSpans(line) : [{ kind: 'text', text: '\n' }, ...readSpans(line)];
}

/** What a text says, without its marks, on one line. */
export function plainText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'quote') return plainText(block.blocks);
      return block.kind === 'code' ? `${block.label} ${block.text}` : spoken(block.spans);
    })
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function spoken(spans: readonly Span[]): string {
  return spans.map((span) => ('spans' in span ? spoken(span.spans) : span.text)).join('');
}

/** The same blocks, with the link at their very end as text: it is cut off, so it would lead somewhere else. */
export function withoutLastLink(blocks: readonly Block[]): Block[] {
  const last = blocks.at(-1);
  if (last?.kind === 'quote') return [...blocks.slice(0, -1), { ...last, blocks: withoutLastLink(last.blocks) }];
  if (last?.kind !== 'text') return [...blocks];
  return [...blocks.slice(0, -1), { ...last, spans: withoutLastSpanLink(last.spans) }];
}

function withoutLastSpanLink(spans: readonly Span[]): Span[] {
  const last = spans.at(-1);
  return last?.kind === 'link' ? [...spans.slice(0, -1), { kind: 'text', text: last.text }] : [...spans];
}
