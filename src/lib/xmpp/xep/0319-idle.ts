// XEP-0319: Last User Interaction in Presence, 1.0.2, https://xmpp.org/extensions/xep-0319.html
import { attr, child, type Element } from '../xml';
import { parseDateTime } from './0082-date-time';

export const IDLE = 'urn:xmpp:idle:1';

/** Since when the person has not touched the device; milliseconds since 1970. */
export function parseIdle(presence: Element): number | undefined {
  const idle = child(presence, 'idle', IDLE);
  return idle && parseDateTime(attr(idle, 'since'));
}
