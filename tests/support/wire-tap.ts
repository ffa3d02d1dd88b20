import { WebSocket as NodeWebSocket } from 'ws';

/** What one WebSocket carried, frame by frame. */
export interface Line {
  readonly sent: string[];
  readonly received: string[];
}

/** Every WebSocket that is opened in this process from now on: what it carries, and what a test wants to get lost. */
export class WireTap {
  /** In the order in which they were opened. */
  readonly lines: Line[] = [];
  /** Which incoming frames never arrive. */
  lose: (frame: string) => boolean = () => false;

  /** Listens in. */
  static install(): WireTap {
    const tap = new WireTap();
    class TappedWebSocket extends NodeWebSocket {
      readonly #line: Line = { sent: [], received: [] };

      constructor(url: string, protocols?: string | string[]) {
        // As in browsers, each message has a turn of the event loop to itself.
        super(url, protocols, { allowSynchronousEvents: false, rejectUnauthorized: false });
        tap.lines.push(this.#line);
      }

      override emit(event: string | symbol, ...args: unknown[]): boolean {
        if (event !== 'message') return super.emit(event, ...args);
        const frame = String(args[0]);
        if (tap.lose(frame)) return true;
        this.#line.received.push(frame);
        return super.emit(event, ...args);
      }

      override send(data: string): void {
        this.#line.sent.push(data);
        super.send(data);
      }
    }
    Object.assign(globalThis, { WebSocket: TappedWebSocket });
    return tap;
  }
}
