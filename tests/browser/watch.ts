import type { BrowserContext, Page } from '@playwright/test';

/** What browsers say about a server that is gone, which tests take away on purpose. */
const NETWORK =
  /Failed to load resource|WebSocket connection to|can.t establish a connection|was interrupted while|NetworkError|ERR_/;

/** Everything that a browser complained about or asked for, from its first page on. */
export interface Seen {
  /** Addresses of all requests and sockets. */
  requests: string[];
  /** What the app did wrong: errors, warnings, and requests to anybody but its own server. */
  complaints(origin: string): string[];
}

/** Listens to a context for as long as it lives. */
export function watch(context: BrowserContext, first: Page): Seen {
  const errors: string[] = [];
  const requests: string[] = [];
  const complain = (kind: string, text: string): void => {
    if (!NETWORK.test(text)) errors.push(`${kind}: ${text}`);
  };
  const listen = (page: Page): void => {
    page.on('pageerror', ({ message, stack }) => complain('thrown', `${message} ${stack ?? ''}`));
    page.on('websocket', (socket) => requests.push(socket.url()));
  };
  listen(first);
  context.on('page', listen);
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complain(message.type(), message.text());
  });
  context.on('request', (request) => requests.push(request.url()));
  return {
    requests,
    complaints(origin): string[] {
      // Discovery (XEP-0156) asks the account's own domain too.
      const own = [origin, origin.replace(/^http/, 'ws'), 'https://localhost/.well-known/host-meta', 'blob:', 'data:'];
      const foreign = requests.filter((url) => !own.some((start) => url.startsWith(start)));
      return [...errors, ...foreign.map((url) => `asked ${url}`)];
    }
  };
}
