import { expect, test } from 'vitest';
import { discover } from './discovery';

const WSS = 'wss://chat.example.org/ws';
const BOSH = 'https://chat.example.org/bosh';
const REL = 'urn:xmpp:alt-connections:';
const json = (websocket: string, bosh: string): string =>
  JSON.stringify({
    links: [
      { rel: `${REL}xbosh`, href: bosh },
      { rel: `${REL}websocket`, href: websocket }
    ]
  });
const xml = `<?xml version='1.0'?><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>
  <Link rel='${REL}websocket' href='${WSS}'/></XRD>`;

/** A web of a few pages; what is not there is 404, `undefined` can't be reached. */
function web(pages: Record<string, string | undefined>): { fetch: typeof fetch; asked: string[]; inits: unknown[] } {
  const asked: string[] = [];
  const inits: unknown[] = [];
  return {
    asked,
    inits,
    fetch: async (url, init) => {
      asked.push(String(url));
      inits.push(init);
      if (!(String(url) in pages)) return new Response('', { status: 404 });
      const page = pages[String(url)];
      if (page === undefined) throw new TypeError('unreachable');
      return new Response(page);
    }
  };
}

const JSON_URL = 'https://example.org/.well-known/host-meta.json';
const XML_URL = 'https://example.org/.well-known/host-meta';

test('asks for JSON, and prefers WebSocket', async () => {
  const { fetch, asked, inits } = web({ [JSON_URL]: json(WSS, BOSH) });
  expect(await discover('example.org', { fetch })).toEqual([
    { kind: 'websocket', url: WSS },
    { kind: 'bosh', url: BOSH }
  ]);
  expect(asked).toEqual([JSON_URL]);
  expect(inits).toMatchObject([{ redirect: 'error', credentials: 'omit', referrerPolicy: 'no-referrer' }]);
});

test.each([{}, { [JSON_URL]: '{' }, { [JSON_URL]: '{"links":[]}' }, { [JSON_URL]: json('ws://x/', 'http://x/') }])(
  'then for XML',
  async (pages) => {
    const { fetch } = web({ ...pages, [XML_URL]: xml });
    expect(await discover('example.org', { fetch })).toEqual([{ kind: 'websocket', url: WSS }]);
  }
);

test.each([
  ['nothing is there', {}, 'server-not-found'],
  ['nothing can be reached', { [JSON_URL]: undefined, [XML_URL]: undefined }, 'server-unreachable'],
  ['the answer has no end', { [JSON_URL]: json(WSS, BOSH) + ' '.repeat(70_000) }, 'server-unreachable'],
  [
    'only unsafe addresses are there',
    { [JSON_URL]: json('ws://example.org/', 'http://example.org/') },
    'server-not-found'
  ],
  ['it points to the own machine', { [JSON_URL]: json('wss://localhost/', 'http://127.0.0.1/') }, 'server-not-found']
])('fails when %s', async (_, pages, code) => {
  await expect(discover('example.org', { fetch: web(pages).fetch })).rejects.toMatchObject({ code });
});

test("on this machine the app's own origin is asked, and may do without encryption", async () => {
  const origin = 'http://localhost:8080';
  const { fetch, asked } = web({
    [`${origin}/.well-known/host-meta.json`]: json('ws://localhost:8080/ws', 'http://localhost:8080/bosh')
  });
  expect(await discover('localhost', { fetch, origin })).toHaveLength(2);
  expect(asked).toHaveLength(1);
});

test.each([
  ['https://chat.example.org', [JSON_URL, XML_URL, 'https://chat.example.org/.well-known/host-meta.json']],
  ['https://chat.evil.example', [JSON_URL, XML_URL]],
  ['https://notexample.org', [JSON_URL, XML_URL]],
  ['http://chat.example.org', [JSON_URL, XML_URL]],
  ['null', [JSON_URL, XML_URL]]
])('the origin %s is asked only below the domain', async (origin, urls) => {
  const { fetch, asked } = web({ 'https://chat.example.org/.well-known/host-meta.json': json(WSS, BOSH) });
  await discover('example.org', { fetch, origin }).catch(() => undefined);
  expect(asked).toEqual(urls);
});

test('takes the XML where the server lets other origins read only that', async () => {
  const { fetch } = web({ [JSON_URL]: undefined, [XML_URL]: xml });
  expect(await discover('example.org', { fetch })).toEqual([{ kind: 'websocket', url: WSS }]);
});
