// XEP-0297: Stanza Forwarding, 1.0, https://xmpp.org/extensions/xep-0297.html
import { child, children, elements, type Element } from '../xml';
import { parseStamp } from './0203-delay';

export const FORWARD = 'urn:xmpp:forward:0';

/** A message inside another. Who wrote it is only as true as who forwards it. */
export interface Forwarded {
  message: Element;
  /** When the forwarder got it. */
  time?: number;
}

/** Reads the one `<forwarded/>` of a wrapper, once: what the inner message forwards in turn stays closed. */
export function parseForwarded(wrapper: Element): Forwarded | undefined {
  const [forwarded, ...others] = children(wrapper, 'forwarded', FORWARD);
  if (!forwarded || others.length > 0) return undefined;
  const message = child(forwarded, 'message', 'jabber:client');
  const stanzas = elements(forwarded).filter((inner) => inner.getNS() === 'jabber:client');
  if (!message || stanzas.length !== 1) return undefined;
  const time = parseStamp(forwarded);
  return { message, ...(time !== undefined && { time }) };
}
