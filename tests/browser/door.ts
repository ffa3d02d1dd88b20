import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A second way to a server, where the WebSocket's path answers 404 and host-meta names this way. */
export class Door {
  /** How many WebSockets were turned away. */
  refused = 0;
  readonly #server = createServer((asked, answer) => void this.#answer(asked, answer));

  private constructor(private readonly behind: URL) {
    this.#server.on('upgrade', (_asked, socket) => {
      this.refused++;
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
  }

  static async open(behind: string): Promise<Door> {
    const door = new Door(new URL(behind));
    await new Promise<void>((resolve) => door.#server.listen(0, 'localhost', resolve));
    return door;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, url = '/', headers } = asked;
    const { hostname, port } = this.behind;
    const onward = request({
      hostname,
      port,
      method,
      path: url,
      headers: { ...headers, 'accept-encoding': 'identity' }
    });
    onward.on('error', () => answer.destroy());
    onward.on('response', (found) => {
      if (!url.startsWith('/.well-known/')) {
        answer.writeHead(found.statusCode ?? 502, found.headers);
        return void found.pipe(answer);
      }
      void text(found).then((body) => {
        const own = body.replaceAll(this.behind.host, new URL(this.url).host);
        answer.writeHead(found.statusCode ?? 502, {
          'content-type': found.headers['content-type'] ?? 'application/json',
          'content-length': Buffer.byteLength(own)
        });
        answer.end(own);
      });
    });
    asked.pipe(onward);
  }
}
