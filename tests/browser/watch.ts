import { expect, type BrowserContext, type Page } from '@playwright/test';

/** What browsers say about a server that is gone, which tests take away on purpose. */
const NETWORK = /Failed to load resource|WebSocket connection to|can.t establish a connection|NetworkError|ERR_/;

/** Everything that a browser complained about or asked for, from its first page on. */
export interface Seen {
  complaints: string[];
  requests: string[];
  /** Fails if the app caused a complaint, or if anybody but its own server was asked for anything. */
  expectClean(origin: string): void;
}

/** Listens to a context for as long as it lives. */
export function watch(context: BrowserContext, first: Page): Seen {
  const complaints: string[] = [];
  const requests: string[] = [];
  const listen = (page: Page): void => {
    page.on('pageerror', (error) => complaints.push(`thrown: ${error.stack ?? error.message}`));
    page.on('websocket', (socket) => requests.push(socket.url()));
  };
  listen(first);
  context.on('page', listen);
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !NETWORK.test(message.text()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  context.on('request', (request) => requests.push(request.url()));
  return {
    complaints,
    requests,
    expectClean(origin): void {
      expect(complaints).toEqual([]);
      const own = [origin, origin.replace(/^http/, 'ws'), 'blob:', 'data:', 'chrome-error:'];
      expect(requests.filter((url) => !own.some((start) => url.startsWith(start)))).toEqual([]);
    }
  };
}
