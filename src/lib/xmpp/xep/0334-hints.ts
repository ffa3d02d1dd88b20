// XEP-0334: Message Processing Hints, 1.0.0, https://xmpp.org/extensions/xep-0334.html
import { child, el, type Element } from '../xml';

export const HINTS = 'urn:xmpp:hints';

const KINDS = ['no-permanent-store', 'no-store', 'no-copy', 'store'] as const;
/** What servers are asked to do with a message. */
export type Hint = (typeof KINDS)[number];

/** The hints on a message. */
export function parseHints(message: Element): Hint[] {
  return KINDS.filter((hint) => child(message, hint, HINTS));
}

/** Gives a hint. */
export function buildHint(hint: Hint): Element {
  return el(hint, { xmlns: HINTS });
}
