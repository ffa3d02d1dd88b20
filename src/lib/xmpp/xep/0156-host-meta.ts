// XEP-0156: Discovering Alternative XMPP Connection Methods, 1.4.0, https://xmpp.org/extensions/xep-0156.html
import { attr, elements, parseFrame, type Element } from '../xml';

/** Addresses to connect to, in the order that the domain states. */
export interface HostMeta {
  websocket: string[];
  bosh: string[];
}

const XRD = 'http://docs.oasis-open.org/ns/xri/xrd-1.0';
const WEBSOCKET = 'urn:xmpp:alt-connections:websocket';
const BOSH = 'urn:xmpp:alt-connections:xbosh';
const MAX_SIZE = 64 * 1024;

const SECURE = /^(wss|https):\/\/[^\s/?#@\\]+([/?#]\S*)?$/;
// Nobody listens in on the own machine.
const LOCAL = /^(ws|http):\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?([/?#]\S*)?$/;

/** Whether an address may carry a login: encrypted, or to this very machine (SECURITY: the stream). */
export function isSafeEndpoint(url: string): boolean {
  return SECURE.test(url) || LOCAL.test(url);
}

function collect(links: { rel: unknown; href: unknown }[]): HostMeta {
  const of = (rel: string, scheme: RegExp): string[] => {
    const urls = links.flatMap((link) => (link.rel === rel && typeof link.href === 'string' ? [link.href] : []));
    return [...new Set(urls.filter((url) => scheme.test(url) && isSafeEndpoint(url)))];
  };
  return { websocket: of(WEBSOCKET, /^wss?:/), bosh: of(BOSH, /^https?:/) };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Reads a `host-meta.json`; `undefined` when it is none. */
export function parseHostMetaJson(text: string): HostMeta | undefined {
  if (text.length > MAX_SIZE) return undefined;
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(root) || !Array.isArray(root.links)) return undefined;
  return collect(root.links.filter(isRecord).map(({ rel, href }) => ({ rel, href })));
}

/** Reads a `host-meta` in XML; `undefined` when it is none. */
export function parseHostMetaXml(text: string): HostMeta | undefined {
  if (text.length > MAX_SIZE) return undefined;
  let root: Element;
  try {
    root = parseFrame(text.replace(/^\ufeff?\s*<\?xml\s[^>]*\?>/, ''));
  } catch {
    return undefined;
  }
  if (!root.is('XRD', XRD)) return undefined;
  const links = elements(root).filter((link) => link.is('Link', XRD));
  return collect(links.map((link) => ({ rel: attr(link, 'rel'), href: attr(link, 'href') })));
}
