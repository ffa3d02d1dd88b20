// XEP-0059: Result Set Management, 1.0, https://xmpp.org/extensions/xep-0059.html
import { attr, child, childText, el, type Element } from '../xml';
import { parseUnsigned } from '../lexical';

export const RSM = 'http://jabber.org/protocol/rsm';

/** Which page to ask for. An empty `before` means the last one (§2.5). */
export interface PageRequest {
  max?: number;
  before?: string;
  after?: string;
}

/** What a page turned out to be. */
export interface PageResult {
  first?: string;
  last?: string;
  /** How many items there are in all. */
  count?: number;
  /** The place of the first one among all. */
  index?: number;
}

/** Asks for a page. */
export function buildRsm(page: PageRequest): Element {
  const { max, before, after } = page;
  return el(
    'set',
    { xmlns: RSM },
    max !== undefined && el('max', {}, String(max)),
    before !== undefined && el('before', {}, before || undefined),
    after !== undefined && el('after', {}, after)
  );
}

/** Reads the `<set/>` inside an answer. */
export function parseRsm(parent: Element): PageResult | undefined {
  const set = child(parent, 'set', RSM);
  if (!set) return undefined;
  const firstElement = child(set, 'first', RSM);
  const first = childText(set, 'first', RSM);
  const last = childText(set, 'last', RSM);
  const count = parseUnsigned(childText(set, 'count', RSM));
  const index = firstElement && parseUnsigned(attr(firstElement, 'index'));
  return {
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    ...(count !== undefined && { count }),
    ...(index !== undefined && { index })
  };
}
