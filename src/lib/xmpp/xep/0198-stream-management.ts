// XEP-0198: Stream Management, 1.6.3, https://xmpp.org/extensions/xep-0198.html
import { attr, child, el, elements, type Element } from '../xml';
import { parseBoolean, parseUnsigned } from '../lexical';

export const SM = 'urn:xmpp:sm:3';

/** What the server said to `<enable/>` (§3). */
export interface SmEnabled {
  /** Present when the session can be resumed. */
  id?: string;
  /** For how many seconds after a cut. */
  max?: number;
  location?: string;
}

/** The server's elements, counts as 32-bit numbers (§4). */
export type SmElement =
  | { type: 'r' }
  | { type: 'a'; h: number }
  | { type: 'enabled'; enabled: SmEnabled }
  | { type: 'resumed'; h: number; previd: string }
  | { type: 'failed'; h?: number; condition: string };

/** Whether stream features, or those that SASL2 lists inside, offer it. */
export function offersSm(features: Element): boolean {
  return child(features, 'sm', SM) !== undefined;
}

function parseH(element: Element): number | undefined {
  const h = parseUnsigned(attr(element, 'h'));
  return h !== undefined && h < 2 ** 32 ? h : undefined;
}

/** Reads any of them; `undefined` also for a broken one, which ends the stream. */
export function parseSm(element: Element): SmElement | undefined {
  if (element.getNS() !== SM) return undefined;
  const h = parseH(element);
  switch (element.getName()) {
    case 'r':
      return { type: 'r' };
    case 'a':
      return h === undefined ? undefined : { type: 'a', h };
    case 'resumed': {
      const previd = attr(element, 'previd');
      return h === undefined || !previd ? undefined : { type: 'resumed', h, previd };
    }
    case 'failed': {
      const condition = elements(element)[0]?.getName() ?? 'undefined-condition';
      return { type: 'failed', condition, ...(h !== undefined && { h }) };
    }
    case 'enabled':
      return { type: 'enabled', enabled: parseEnabled(element) };
    default:
      return undefined;
  }
}

function parseEnabled(element: Element): SmEnabled {
  const id = attr(element, 'id');
  const max = parseUnsigned(attr(element, 'max'));
  const location = attr(element, 'location');
  return {
    ...(id && parseBoolean(attr(element, 'resume')) && { id }),
    ...(max !== undefined && { max }),
    ...(location !== undefined && { location })
  };
}

/** Turns it on, resumable unless that is known not to work (§3). */
export function buildEnable(resumable = true): Element {
  return el('enable', { xmlns: SM, resume: resumable ? 'true' : undefined });
}

/** Takes a cut session up again: `h` stanzas of the server were handled (§5). */
export function buildResume(previd: string, h: number): Element {
  return el('resume', { xmlns: SM, h: String(h), previd });
}

/** Asks how much arrived (§4). */
export function buildR(): Element {
  return el('r', { xmlns: SM });
}

/** Tells how much was handled (§4). */
export function buildA(h: number): Element {
  return el('a', { xmlns: SM, h: String(h) });
}
