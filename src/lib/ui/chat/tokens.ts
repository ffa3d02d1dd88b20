import { bareJid } from '../../base/jid';

/** A stretch of a message: plain text, or a link with the address that it opens. */
export interface Token {
  text: string;
  href?: string;
}

const SCHEME = /(?:https?:\/\/|mailto:|xmpp:|geo:|tel:)/gi;
const WORD_BEFORE = /[\p{L}\p{N}]$/u;
// What never stands in a link: spaces, controls, direction marks, and the brackets and quotes that people put around one.
const END = /[\s\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069<>"“”«»`|\\^]/gu;
const TRAILING = ".,;:!?'’*_~…";
const CLOSERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
const MAX_LINK = 2_048;

/** Splits a text at its links, in one pass and without a pattern that could backtrack (SECURITY 14: an allow-list). */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let done = 0;
  SCHEME.lastIndex = 0;
  for (let found = SCHEME.exec(text); found; found = SCHEME.exec(text)) {
    const start = found.index;
    if (WORD_BEFORE.test(text.slice(Math.max(0, start - 2), start))) continue;
    const raw = text.slice(start, endOfLink(text, SCHEME.lastIndex));
    const link = trim(raw);
    const href = raw.length <= MAX_LINK ? safeHref(link) : undefined;
    if (href !== undefined) {
      if (start > done) tokens.push({ text: text.slice(done, start) });
      tokens.push({ text: link, href });
      done = start + link.length;
    }
    SCHEME.lastIndex = start + Math.max(found[0].length, href === undefined ? raw.length : link.length);
  }
  if (done < text.length) tokens.push({ text: text.slice(done) });
  return tokens;
}

function endOfLink(text: string, from: number): number {
  END.lastIndex = from;
  return END.exec(text)?.index ?? text.length;
}

/** The link without the punctuation of the sentence around it; a bracket stays when it was opened inside. */
function trim(link: string): string {
  const balance = new Map<string, number>();
  for (const char of link) if ('()[]{}'.includes(char)) balance.set(char, (balance.get(char) ?? 0) + 1);
  let end = link.length;
  for (; end > 0; end--) {
    const char = link.charAt(end - 1);
    const opener = CLOSERS[char];
    if (opener !== undefined) {
      if ((balance.get(char) ?? 0) <= (balance.get(opener) ?? 0)) break;
      balance.set(char, (balance.get(char) ?? 0) - 1);
    } else if (!TRAILING.includes(char)) break;
  }
  return link.slice(0, end);
}

function safeHref(link: string): string | undefined {
  const colon = link.indexOf(':');
  const rest = link.slice(colon + 1);
  switch (link.slice(0, colon).toLowerCase()) {
    case 'http':
    case 'https': {
      const url = URL.canParse(link) ? new URL(link) : undefined;
      // Who reads `bank.example@evil.example` takes the first for the host: not made a link.
      return url && url.hostname !== '' && url.username === '' && url.password === '' ? url.href : undefined;
    }
    case 'mailto':
      return /^[^@?]+@[^@?]+/.test(rest) ? link : undefined;
    case 'xmpp':
      return bareJid(xmppAddress(rest))?.includes('@') === true ? link : undefined;
    case 'geo':
      return /^-?\d{1,3}(\.\d{1,15})?,-?\d{1,3}(\.\d{1,15})?([;,?]|$)/.test(rest) ? link : undefined;
    default:
      return /^\+?[\d()./-]{2,40}(;|$)/.test(rest) ? link : undefined;
  }
}

function xmppAddress(rest: string): string {
  const path = rest.split(/[?#]/, 1)[0] ?? '';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The bare address that an `xmpp:` link names (RFC 5122); `undefined` for any other link. */
export function addressOfLink(href: string): string | undefined {
  return /^xmpp:/i.test(href) ? bareJid(xmppAddress(href.slice(5))) : undefined;
}
