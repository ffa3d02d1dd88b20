import { AppError } from '../base/errors';
import { HttpError, PLAIN_REQUEST, readText } from './fetch-text';
import type { Endpoint } from './transport';
import { parseHostMetaJson, parseHostMetaXml, type HostMeta } from './xep/0156-host-meta';

const MAX_SIZE = 64 * 1024;
const LIMIT = 8_000;
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** How discovery reaches the web. */
export interface DiscoveryOptions {
  /** Where the app itself came from: asked first for its own domain, and last for the domain above it. */
  origin?: string;
  fetch?: typeof fetch;
}

async function ask(base: string, fetcher: typeof fetch): Promise<HostMeta | undefined> {
  let unreachable: Error | undefined;
  for (const [name, parse] of [
    ['host-meta.json', parseHostMetaJson],
    ['host-meta', parseHostMetaXml]
  ] as const) {
    const signal = AbortSignal.timeout(LIMIT);
    try {
      const response = await fetcher(`${base}/.well-known/${name}`, { ...PLAIN_REQUEST, signal });
      const found = parse(await readText(response, MAX_SIZE));
      if (found && found.websocket.length + found.bosh.length > 0) return found;
    } catch (thrown) {
      // A server may let other origins read only one of the two.
      if (!(thrown instanceof HttpError)) unreachable = thrown as Error;
    }
  }
  if (unreachable !== undefined) throw unreachable;
  return undefined;
}

function basesFor(domain: string, origin: string | undefined): string[] {
  const own = `https://${domain}`;
  if (origin === undefined || !URL.canParse(origin)) return [own];
  const { hostname, protocol } = new URL(origin);
  if (protocol !== 'https:' && !LOCAL_HOST.test(hostname)) return [own];
  if (hostname === domain) return [origin, own];
  return hostname.endsWith(`.${domain}`) ? [own, origin] : [own];
}

/**
 * Where a domain's streams are (XEP-0156): WebSocket first, then BOSH. Addresses without TLS, and any on this machine,
 * are only taken from this machine itself. Fails with `server-not-found` or `server-unreachable`.
 */
export async function discover(domain: string, options: DiscoveryOptions = {}): Promise<Endpoint[]> {
  const fetcher = options.fetch ?? fetch;
  let unreachable: unknown;
  for (const base of new Set(basesFor(domain, options.origin))) {
    try {
      const found = await ask(base, fetcher);
      const endpoints = found ? order(found, LOCAL_HOST.test(new URL(base).hostname)) : [];
      if (endpoints.length > 0) return endpoints;
    } catch (thrown) {
      unreachable = thrown;
    }
  }
  if (unreachable === undefined) throw new AppError('server-not-found', domain);
  throw new AppError('server-unreachable', domain, { cause: unreachable });
}

function order({ websocket, bosh }: HostMeta, local: boolean): Endpoint[] {
  const all: Endpoint[] = [
    ...websocket.map((url): Endpoint => ({ kind: 'websocket', url })),
    ...bosh.map((url): Endpoint => ({ kind: 'bosh', url }))
  ];
  return all.filter(({ url }) => local || !LOCAL_HOST.test(new URL(url).hostname));
}
