// XEP-0202: Entity Time, 2.0, https://xmpp.org/extensions/xep-0202.html
import { attr, child, childText, el, type Element } from '../xml';
import { StanzaError, type Requests } from '../requests';
import { formatDateTime, formatOffset, parseDateTime, parseOffset } from './0082-date-time';

export const TIME = 'urn:xmpp:time';

/** What an entity's clock shows. */
export interface EntityTime {
  /** Milliseconds since 1970. */
  utc: number;
  /** Minutes east of UTC. */
  offset: number;
}

/** Whether somebody asks for our time. */
export function isTimeRequest(iq: Element): boolean {
  return attr(iq, 'type') === 'get' && child(iq, 'time', TIME) !== undefined;
}

/** The answer. */
export function buildTime(time: EntityTime): Element {
  const zone = el('tzo', {}, formatOffset(time.offset));
  return el('time', { xmlns: TIME }, zone, el('utc', {}, formatDateTime(time.utc)));
}

/** Reads an answer. */
export function parseTime(iq: Element): EntityTime | undefined {
  const time = child(iq, 'time', TIME);
  const utc = time && parseDateTime(childText(time, 'utc', TIME));
  const offset = time && parseOffset(childText(time, 'tzo', TIME));
  return utc === undefined || offset === undefined ? undefined : { utc, offset };
}

/** Asks an entity, such as the own server, for its time. */
export async function fetchTime(requests: Requests, to: string): Promise<EntityTime> {
  const time = parseTime(await requests.request('get', to, el('time', { xmlns: TIME })));
  if (!time) throw new StanzaError('undefined-condition', '', 'an answer without a time');
  return time;
}

/**
 * How many milliseconds the other clock is ahead of ours, when it was read between `asked` and `answered`: the middle
 * of the two is the best guess.
 */
export function clockOffset(utc: number, asked: number, answered: number): number {
  return Math.round(utc - (asked + answered) / 2);
}
