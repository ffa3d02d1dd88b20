// XEP-0428: Fallback Indication, 0.2.1, https://xmpp.org/extensions/xep-0428.html
import { attr, children, el, type Element } from '../xml';

export const FALLBACK = 'urn:xmpp:fallback:0';
/** The name that XEP-0461 had for it. */
const FEATURE_FALLBACK = 'urn:xmpp:feature-fallback:0';
/** Nobody needs more of them; each is searched in the whole text. */
const MOST = 20;

/** A part of the body that is only there for who does not understand what it is for. */
export interface Fallback {
  /** The namespace that it stands in for; absent in old messages. */
  for?: string;
  /** In code points, the end exclusive (XEP-0426); absent: the whole body. */
  ranges?: [start: number, end: number][];
}

/** The range of one part of the body; none where it can't be read. */
function parseRange(body: Element): [start: number, end: number][] {
  const [start = NaN, end = NaN] = [attr(body, 'start'), attr(body, 'end')].map((text) =>
    text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : NaN
  );
  return start <= end ? [[start, end]] : [];
}

/** What of the body is a fallback (§2.2). A range that can't be read is none. */
export function parseFallbacks(message: Element): Fallback[] {
  const found = [...children(message, 'fallback', FALLBACK), ...children(message, 'fallback', FEATURE_FALLBACK)];
  return found.slice(0, MOST).flatMap((fallback): Fallback[] => {
    const what = attr(fallback, 'for');
    const common = what ? { for: what } : {};
    const ns = fallback.getNS() ?? FALLBACK;
    const bodies = children(fallback, 'body', ns).slice(0, MOST);
    if (bodies.length === 0) return children(fallback, 'subject', ns).length > 0 ? [] : [common];
    const isWhole = bodies.some((body) => attr(body, 'start') === undefined && attr(body, 'end') === undefined);
    return [isWhole ? common : { ...common, ranges: bodies.flatMap(parseRange) }];
  });
}

/**
 * The body without what stands in it for one of these namespaces; what stands there for nothing in particular is for them as well, but for
 * something else where there are none.
 */
export function withoutFallbacks(body: string, fallbacks: Fallback[], understood: string[]): string {
  const ours = fallbacks.filter((one) =>
    one.for === undefined ? understood.length > 0 : understood.includes(one.for)
  );
  if (ours.length === 0) return body;
  if (ours.some(({ ranges }) => ranges === undefined)) return '';
  const points = [...body];
  for (const [start, end] of ours.flatMap(({ ranges }) => ranges ?? []).slice(0, MOST)) points.fill('', start, end);
  return points.join('');
}

/** Says that a part of the body, in code points, or all of it, stands in for what is in that namespace. */
export function buildFallback(what: string, range?: [start: number, end: number]): Element {
  const [start, end] = range ?? [];
  const part = range && el('body', { start: String(start), end: String(end) });
  return el('fallback', { xmlns: FALLBACK, for: what }, part);
}
