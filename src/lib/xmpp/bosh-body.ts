// XEP-0124: Bidirectional-streams Over Synchronous HTTP (BOSH), 1.11.2, https://xmpp.org/extensions/xep-0124.html
// XEP-0206: XMPP Over BOSH, 1.4, https://xmpp.org/extensions/xep-0206.html
import { parseStreamError } from './stream-error';
import { reason, type CloseReason, type StreamHeader } from './transport';
import { attr, el, elements, parseFrame, type Element } from './xml';

const HTTPBIND = 'http://jabber.org/protocol/httpbind';
const XBOSH = 'urn:xmpp:xbosh';
/** Seconds that the server may hold a request; Prosody's default, and below what proxies allow. */
export const WAIT = 60;

/** What a `<body/>` from the server says. */
export interface BoshBody {
  /** Only in the answer that creates the session (XEP-0124 §7.2). */
  sid?: string;
  /** How many requests may be open at once. */
  requests?: number;
  /** How many seconds the server really holds a request. */
  wait?: number;
  elements: Element[];
  /** The session is over (XEP-0124 §17.2). */
  end?: CloseReason;
}

function number(body: Element, name: string): number | undefined {
  const digits = attr(body, name) ?? '';
  return /^\d{1,5}$/.test(digits) ? Number(digits) : undefined;
}

// An element that leaves its body takes along the declarations that it inherits from there.
function detach(element: Element, body: Element): Element {
  for (const [name, value] of Object.entries(body.attrs)) if (name.startsWith('xmlns:')) element.attrs[name] ??= value;
  if (element.attrs.xmlns === undefined && !element.name.includes(':')) element.attrs.xmlns = 'jabber:client';
  element.parent = null;
  return element;
}

/** Reads a response. Throws `FrameError` when it is not one `<body/>`. */
export function parseBody(frame: string): BoshBody {
  const body = parseFrame(frame);
  if (!body.is('body', HTTPBIND)) throw new Error(`${body.name} instead of a body`);
  const content = elements(body).map((element) => detach(element, body));
  const error = content.map(parseStreamError).find((end) => end !== undefined);
  const over = attr(body, 'type') === 'terminate';
  const end = error ?? (over ? reason('ended', attr(body, 'condition') ?? '') : undefined);
  const sid = attr(body, 'sid');
  const requests = number(body, 'requests');
  const wait = number(body, 'wait');
  return {
    elements: error ? [] : content,
    ...(sid && { sid }),
    ...(requests && { requests }),
    ...(wait && { wait }),
    ...(end && { end })
  };
}

function wrap(attrs: Record<string, string | undefined>, payload = ''): string {
  const empty = el('body', { xmlns: HTTPBIND, ...attrs }).toString();
  return payload === '' ? empty : `${empty.slice(0, -2)}>${payload}</body>`;
}

/** The request that creates the session (XEP-0124 §7.1, XEP-0206 §3). */
export function buildCreation({ to, from }: StreamHeader, rid: number): string {
  return wrap({
    to,
    from,
    rid: String(rid),
    hold: '1',
    wait: String(WAIT),
    ver: '1.6',
    content: 'text/xml; charset=utf-8',
    'xml:lang': 'en',
    'xmlns:xmpp': XBOSH,
    'xmpp:version': '1.0'
  });
}

/** The request that opens the stream anew after SASL; it carries nothing else (XEP-0206 §5). */
export function buildRestart({ to }: StreamHeader, sid: string, rid: number): string {
  return wrap({ sid, rid: String(rid), to, 'xml:lang': 'en', 'xmlns:xmpp': XBOSH, 'xmpp:restart': 'true' });
}

/** A request with what there is to send, or with nothing, to be held (XEP-0124 §9); `last` ends the session (§13). */
export function buildBody(sid: string, rid: number, payload: string, last: boolean): string {
  return wrap({ sid, rid: String(rid), type: last ? 'terminate' : undefined }, payload);
}
