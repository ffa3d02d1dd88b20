import { WebSocket as NodeWebSocket } from 'ws';

// Node 20 has no WebSocket, and `ws` by default hands out several messages in one turn of the event loop, which no
// browser does.
class BrowserLikeWebSocket extends NodeWebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, { allowSynchronousEvents: false, rejectUnauthorized: false });
  }
}

/** Gives Node the WebSocket that browsers have. */
export function provideWebSocket(): void {
  Object.assign(globalThis, { WebSocket: BrowserLikeWebSocket });
}
