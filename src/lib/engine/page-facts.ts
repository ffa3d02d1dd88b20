/** What a page says of itself, in the words of Open Graph. */
export interface PageFacts {
  title?: string;
  description?: string;
  site?: string;
  image?: string;
}

/** So many tags are looked at; what a page says of itself comes first. */
const MOST_TAGS = 5_000;
const LONGEST_TAG = 8_192;
const LONGEST_VALUE = 4_096;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/**
 * Reads the head of a page in one pass, without making a document of it: whatever stands there is text. What is broken is left
 * out.
 */
export function readPage(html: string): PageFacts {
  const found = new Map<string, string>();
  const lower = html.toLowerCase();
  let at = 0;
  for (let tags = 0; tags < MOST_TAGS; tags++) {
    at = html.indexOf('<', at);
    if (at < 0) break;
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4);
      if (end < 0) break;
      at = end + 3;
      continue;
    }
    const name = /^[a-z]{1,10}/.exec(lower.slice(at + 1, at + 12))?.[0] ?? '';
    if (name === 'body' || lower.startsWith('</head', at)) break;
    const end = endOfTag(html, at);
    if (end === undefined) break;
    if (name === 'title' || name === 'script' || name === 'style' || name === 'noscript') {
      const close = lower.indexOf(`</${name}`, end);
      if (name === 'title' && !found.has('title'))
        found.set('title', html.slice(end, close < 0 ? end : close).slice(0, LONGEST_VALUE));
      if (close < 0) break;
      at = close + 2;
      continue;
    }
    if (name === 'meta') note(found, attributesOf(html.slice(at + 5, end - 1)));
    at = end;
  }
  return factsOf(found);
}

/** Where the tag is over that begins there; quotes may hold a `>`. */
function endOfTag(html: string, start: number): number | undefined {
  let quote = '';
  for (let at = start + 1; at < Math.min(html.length, start + LONGEST_TAG); at++) {
    const char = html.charAt(at);
    if (quote) quote = char === quote ? '' : quote;
    else if ((char === '"' || char === "'") && html.charAt(at - 1) === '=') quote = char;
    else if (char === '>') return at + 1;
  }
  return start + LONGEST_TAG < html.length ? start + LONGEST_TAG : undefined;
}

function attributesOf(tag: string): Map<string, string> {
  const attributes = new Map<string, string>();
  const pattern = /([a-z:_-]{1,40})=(?:"([^"]*)"|'([^']*)'|([^\s"'>]*))/giy;
  for (let at = 0; at < tag.length;) {
    pattern.lastIndex = at;
    const match = pattern.exec(tag);
    if (!match) {
      at++;
      continue;
    }
    const [whole, name = '', double, single, bare] = match;
    attributes.set(name.toLowerCase(), (double ?? single ?? bare ?? '').slice(0, LONGEST_VALUE));
    at += whole.length;
  }
  return attributes;
}

function note(found: Map<string, string>, attributes: Map<string, string>): void {
  const name = (attributes.get('property') ?? attributes.get('name') ?? '').toLowerCase();
  const content = attributes.get('content');
  if (content !== undefined && !found.has(name)) found.set(name, content);
}

function factsOf(found: Map<string, string>): PageFacts {
  const first = (...names: string[]): string | undefined =>
    names.map((name) => plain(found.get(name) ?? '')).find((value) => value !== '');
  const title = first('og:title', 'twitter:title', 'title');
  const description = first('og:description', 'twitter:description', 'description');
  const site = first('og:site_name');
  const image = first('og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image');
  return {
    ...(title && { title }),
    ...(description && { description }),
    ...(site && { site }),
    ...(image && { image })
  };
}

/** The text that is meant, in one line. */
function plain(value: string): string {
  const text = value.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,5}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return NAMED[name.toLowerCase()] ?? whole;
    const code = typeof hex === 'string' ? parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
  return text.replace(/\s+/g, ' ').trim().toWellFormed();
}
