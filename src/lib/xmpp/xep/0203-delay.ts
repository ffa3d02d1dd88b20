// XEP-0203: Delayed Delivery, 2.0, https://xmpp.org/extensions/xep-0203.html
import { normalJid } from '../../base/jid';
import { attr, child, children, el, type Element } from '../xml';
import { formatDateTime, parseDateTime } from './0082-date-time';

export const DELAY = 'urn:xmpp:delay';

/** When something was really sent, and who says so. */
export interface Delay {
  time: number;
  from: string;
}

/**
 * The delay that one of `trusted` (bare addresses and servers) stated; the earliest when there are several. Anybody
 * may put another's name there, so this is for order on the screen, never for rights.
 */
export function parseDelay(stanza: Element, trusted: string[]): Delay | undefined {
  let earliest: Delay | undefined;
  for (const delay of children(stanza, 'delay', DELAY)) {
    const time = parseDateTime(attr(delay, 'stamp'));
    const from = normalJid(attr(delay, 'from'));
    if (time === undefined || from === undefined || !trusted.includes(from)) continue;
    if (!earliest || time < earliest.time) earliest = { time, from };
  }
  return earliest;
}

/** The stamp of a wrapper whose author is known already, such as an archive's result. */
export function parseStamp(wrapper: Element): number | undefined {
  const delay = child(wrapper, 'delay', DELAY);
  return delay && parseDateTime(attr(delay, 'stamp'));
}

/** States when a stanza was first meant to go. */
export function buildDelay(time: number, from?: string): Element {
  return el('delay', { xmlns: DELAY, from, stamp: formatDateTime(time) });
}
