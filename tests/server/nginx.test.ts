import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect } from 'node:tls';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishBuild } from '../../scripts/lib/finish-build.mjs';
import { child, elements } from '../../src/lib/xmpp/xml';
import { RawSession } from '../support/raw-session';
import { startServers, type Servers } from '../support/servers';

const PAGE = '<!doctype html><title>Kith</title><div><script>start();</script></div>';
const UPLOAD = 'urn:xmpp:http:upload:0';
const HASHED = '/_app/immutable/entry/app.Abc123.js';

let servers: Servers;
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kith-site-'));
  const files = {
    'index.html': PAGE,
    'service-worker.js': 'precache(self.__KITH_FILES);',
    'manifest.webmanifest': '{}',
    [HASHED]: 'export const app = 1;'
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  await finishBuild(root);
  servers = await startServers({ root });
});
afterAll(async () => {
  await servers?.stop();
  await rm(root, { recursive: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Plain requests, because `fetch` unpacks, follows and hides. */
function ask(
  url: string,
  headers: Record<string, string> = {},
  options: RequestOptions = {},
  body = ''
): Promise<Answer> {
  const send = url.startsWith('https') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const call = send(url, { headers, rejectUnauthorized: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
      );
    });
    call.once('error', reject).end(body);
  });
}

const get = (path: string, headers?: Record<string, string>): Promise<Answer> => ask(servers.baseUrl + path, headers);

describe('the page', () => {
  it('is the answer to every address of the app, and asked for anew each time', async () => {
    for (const path of ['/', '/chat/ann@localhost', '/invite']) {
      const { status, headers, body } = await get(path);
      expect([path, status, headers['cache-control']]).toEqual([path, 200, 'no-cache']);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(String(body)).toContain('<title>Kith</title>');
    }
  });

  it('has no script inside, and the one that starts it runs in the same place', async () => {
    const page = String((await get('/')).body);
    const [, address = ''] = /<div><script src="(\/_app\/immutable\/boot\.\w+\.js)"><\/script><\/div>/.exec(page) ?? [];
    expect(String((await get(address)).body)).toBe('start();');
    const worker = String((await get('/service-worker.js')).body);
    expect(worker).toContain(`{"url":"${address}","revision":null}`);
    expect(worker).toMatch(/\{"url":"\/","revision":"[0-9a-f]+"\}/);
  });

  it('comes with the rules of SECURITY 22', async () => {
    const { headers } = await get('/some/page');
    const csp = String(headers['content-security-policy']);
    expect(csp).not.toMatch(/unsafe-(inline|eval)/);
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'"
    ]) {
      expect(csp.split('; ')).toContain(rule);
    }
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      server: 'nginx'
    });
    expect(headers['permissions-policy']).toContain('camera=(self)');
    expect(headers['strict-transport-security']).toBeUndefined();
  });
});

describe('files', () => {
  it('with a hashed name are kept for ever, and one that is gone is not the page', async () => {
    expect((await get(HASHED)).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const gone = await get('/_app/immutable/entry/app.Gone.js');
    expect([gone.status, gone.headers['cache-control']]).toEqual([404, undefined]);
  });

  it('without one are asked for anew: the service worker, the manifest', async () => {
    expect((await get('/service-worker.js')).headers['cache-control']).toBe('no-cache');
    const manifest = await get('/manifest.webmanifest', { 'Accept-Encoding': 'br' });
    expect(manifest.headers).toMatchObject({ 'content-type': 'application/manifest+json', 'content-encoding': 'br' });
    const again = await get('/service-worker.js', {
      'If-None-Match': String((await get('/service-worker.js')).headers.etag)
    });
    expect(again.status).toBe(304);
  });

  it('come packed as the browser asks, with their own type', async () => {
    const brotli = await get(HASHED, { 'Accept-Encoding': 'gzip, deflate, br, zstd' });
    expect(brotli.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding'
    });
    expect(String(brotliDecompressSync(brotli.body))).toBe('export const app = 1;');
    const gzip = await get(HASHED, { 'Accept-Encoding': 'gzip, br;q=0' });
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(String(gunzipSync(gzip.body))).toBe('export const app = 1;');
    expect((await get(HASHED)).headers['content-encoding']).toBeUndefined();
    expect((await get('/chat/ann', { 'Accept-Encoding': 'br' })).headers['content-encoding']).toBe('br');
    expect((await get(`${HASHED}.br`)).status).toBe(404);
  });
});

describe('the XMPP server behind it', () => {
  it('is found by XEP-0156, both ways, from any origin', async () => {
    const json = await get('/.well-known/host-meta.json');
    expect(json.headers['access-control-allow-origin']).toBe('*');
    expect(JSON.parse(String(json.body))).toEqual({
      links: [
        { rel: 'urn:xmpp:alt-connections:websocket', href: servers.wsUrl },
        { rel: 'urn:xmpp:alt-connections:xbosh', href: servers.boshUrl }
      ]
    });
    const xml = await get('/.well-known/host-meta');
    expect(xml.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'content-type': 'application/xrd+xml'
    });
    expect(String(xml.body)).toContain(`href="${servers.wsUrl}"`);
    expect(String(xml.body)).toContain(`href="${servers.boshUrl}"`);
  });

  it('answers WebSocket and BOSH', async () => {
    const session = await RawSession.open(servers.wsUrl, servers.domain);
    session.close();
    const body = `<body xmlns="http://jabber.org/protocol/httpbind" rid="1" to="${servers.domain}" wait="60" hold="1" ver="1.6"/>`;
    const answer = await ask(servers.boshUrl, { 'Content-Type': 'text/xml' }, { method: 'POST' }, body);
    expect(String(answer.body)).toMatch(/^<body [^>]*sid='/);
  });

  it('takes files and gives parts of them', async () => {
    await servers.createAccount('ann', 'a password');
    const session = await RawSession.open(servers.wsUrl, servers.domain);
    await session.login('ann', 'a password');
    const wish = `<request xmlns="${UPLOAD}" filename="a.html" size="26" content-type="text/html"/>`;
    const slot = elements(await session.request('get', wish, `upload.${servers.domain}`))[0];
    session.close();
    const put = slot && child(slot, 'put', UPLOAD);
    const url = String(put?.attrs.url);
    expect(url).toMatch(new RegExp(`^${servers.baseUrl}/file_share/`));
    const token = put ? String(elements(put)[0]?.children[0]) : '';
    const headers = { Authorization: token, 'Content-Type': 'text/html', 'Content-Length': '26' };
    const stored = await ask(url, headers, { method: 'PUT' }, 'abcdefghijklmnopqrstuvwxyz');
    expect(stored.status).toBe(201);
    const part = await ask(url, { Range: 'bytes=3-5', Origin: 'https://other.example' });
    expect([part.status, String(part.body), part.headers['content-range']]).toEqual([206, 'def', 'bytes 3-5/26']);
    expect((await ask(url, { Range: 'bytes=0-' })).status).toBe(206);
    expect(part.headers).toMatchObject({
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff'
    });
    expect(part.headers['content-disposition']).toMatch(/^attachment/);
  });

  it('can be gone: the answer is 502, and the next one is right again', async () => {
    await servers.kill();
    expect((await ask(servers.boshUrl)).status).toBe(502);
    await servers.restart();
    expect((await ask(servers.boshUrl)).status).toBe(200);
  });
});

describe('TLS', () => {
  it('is 1.2 or newer, and says so for good', async () => {
    const page = await ask(`${servers.tlsUrl}/`);
    expect(page.headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
    const port = Number(new URL(servers.tlsUrl).port);
    const old = connect({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1'
    });
    await expect(
      new Promise((resolve, reject) => old.once('secureConnect', resolve).once('error', reject))
    ).rejects.toThrow();
  });

  it('is where plain http leads', async () => {
    const answer = await ask(`http://localhost:${servers.redirectPort}/chat/ann?x=1`);
    expect([answer.status, answer.headers.location]).toEqual([308, `${servers.publicUrl}/chat/ann?x=1`]);
  });
});
