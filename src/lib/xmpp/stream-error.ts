import { reason, type CloseReason } from './transport';
import { child, el, elements, text, type Element } from './xml';

const STREAMS = 'http://etherx.jabber.org/streams';
const CONDITIONS = 'urn:ietf:params:xml:ns:xmpp-streams';

/** Reads a stream error (RFC 6120 §4.9): the stream is over. A `see-other-host` is one like the others (CVE-2022-26491). */
export function parseStreamError(element: Element): CloseReason | undefined {
  if (element.getName() !== 'error' || element.getNS() !== STREAMS) return undefined;
  const condition = elements(element).find((e) => e.getNS() === CONDITIONS && e.getName() !== 'text');
  const words = child(element, 'text', CONDITIONS);
  return reason('ended', words ? text(words) : '', condition?.getName() ?? 'undefined-condition');
}

/** Tells the server which rule it broke (RFC 6120 §4.9.1). */
export function buildStreamError(condition: string, specific?: Element): Element {
  return el('stream:error', { 'xmlns:stream': STREAMS }, el(condition, { xmlns: CONDITIONS }), specific);
}
