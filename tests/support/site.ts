import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json'
};

/** The app's policy against injected scripts, as the real web server sends it. */
const POLICY = "script-src 'self'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html kith";

/** A web server for a built app alone, which can be replaced by another build and be gone. */
export class Site {
  /** Paths that were asked for, oldest first. */
  readonly asked: string[] = [];
  #server: Server | undefined;
  #port = 0;

  constructor(public folder: string) {}

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', this.url);
      this.asked.push(pathname);
      const file = join(this.folder, pathname);
      const found = existsSync(file) && statSync(file).isFile() ? file : undefined;
      if (!found && extname(pathname) !== '') return void response.writeHead(404).end('not here');
      const sent = found ?? join(this.folder, 'index.html');
      response.writeHead(200, {
        'cache-control': pathname.startsWith('/_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        'content-security-policy': POLICY,
        'content-type': TYPES[extname(sent)] ?? 'application/octet-stream'
      });
      createReadStream(sent).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(this.#port, 'localhost', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
