import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseBody } from './bosh-body';
import type { CloseReason } from './transport';
import { BoshTransport } from './transport-bosh';
import { parseFrame, type Element } from './xml';

interface Call {
  body: Element;
  text: string;
  init: RequestInit;
  answer(body: string, status?: number): void;
  fail(): void;
}

let calls: Call[];
let seen: string[];
let ends: CloseReason[];
let transport: BoshTransport;

const NS = `xmlns='http://jabber.org/protocol/httpbind'`;
const EMPTY = `<body ${NS}/>`;
const rid = (call: Call | undefined): number => Number(call?.body.attrs.rid);
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(60);
const call = (n: number): Call => {
  const found = calls[n];
  if (!found) throw new Error(`no request ${n}`);
  return found;
};

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  seen = [];
  ends = [];
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    const text = new TextDecoder().decode(init.body as Uint8Array);
    return new Promise((resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      calls.push({
        text,
        init,
        body: parseFrame(text),
        answer: (body, status = 200) => resolve(new Response(body, { status })),
        fail: () => reject(new TypeError('network'))
      });
    });
  });
  transport = new BoshTransport(
    { kind: 'bosh', url: 'https://example.org/bosh' },
    { element: (element) => seen.push(element.toString()), closed: (why) => ends.push(why) }
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function start(): Promise<void> {
  transport.open({ to: 'example.org', from: 'romeo@example.org' });
  await settle();
  call(0).answer(`<body ${NS} sid='s1' requests='2' hold='1' wait='60' xmlns:stream='http://etherx.jabber.org/streams'>
    <stream:features/></body>`);
  await settle();
}

test('creates a session and keeps one request open', async () => {
  await start();
  expect(call(0).body.attrs).toMatchObject({
    to: 'example.org',
    hold: '1',
    wait: '60',
    ver: '1.6',
    'xmpp:version': '1.0'
  });
  expect(call(0).init).toMatchObject({
    method: 'POST',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer'
  });
  expect(seen).toEqual(['<stream:features xmlns:stream="http://etherx.jabber.org/streams"/>']);
  expect(calls).toHaveLength(2);
  expect(call(1).body.attrs).toMatchObject({ sid: 's1', rid: String(rid(call(0)) + 1) });
  call(1).answer(EMPTY);
  await settle();
  expect(rid(calls[2])).toBe(rid(call(0)) + 2);
  expect(calls).toHaveLength(3);
});

test('sends in one request what is sent in one go, and never has more than two open', async () => {
  await start();
  transport.send('<a/>');
  transport.send('<b/>');
  await settle();
  expect(call(2).text).toContain('><a/><b/></body>');
  transport.send('<c/>');
  await settle();
  expect(calls).toHaveLength(3);
  call(1).answer(EMPTY);
  await settle();
  expect(call(3).text).toContain('><c/></body>');
});

test('what follows an answer at once goes alone: some servers lose a restart beside an empty request', async () => {
  transport.open({ to: 'example.org' });
  await settle();
  call(0).answer(`<body ${NS} sid='s1' requests='2'><success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></body>`);
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toHaveLength(1);
  transport.open({ to: 'example.org' });
  await settle();
  expect(calls).toHaveLength(2);
  expect(call(1).body.attrs).toMatchObject({ 'xmpp:restart': 'true' });
});

test('reads answers in the order of their requests', async () => {
  await start();
  transport.send('<a/>');
  await settle();
  call(2).answer(`<body ${NS}><message xmlns='jabber:client' id='2'/></body>`);
  await settle();
  expect(seen).toHaveLength(1);
  call(1).answer(`<body ${NS}><message id='1' xmlns='jabber:client'/></body>`);
  await settle();
  expect(seen.slice(1).map((frame) => /id="(\d)"/.exec(frame)?.[1])).toEqual(['1', '2']);
});

test('sends a lost request again, word for word, and gives up after three', async () => {
  await start();
  call(1).fail();
  await vi.advanceTimersByTimeAsync(1_100);
  expect(call(2).text).toBe(call(1).text);
  call(2).answer('', 502);
  await vi.advanceTimersByTimeAsync(2_100);
  expect(call(3).text).toBe(call(1).text);
  expect(ends).toEqual([]);
  call(3).fail();
  await settle();
  expect(ends).toMatchObject([{ kind: 'lost' }]);
});

test('a request that the server never answers ends it', async () => {
  const late = new AbortController();
  const limit = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal);
  await start();
  expect(limit).toHaveBeenLastCalledWith(75_000);
  late.abort(new DOMException('late', 'TimeoutError'));
  await settle();
  expect(ends).toMatchObject([{ kind: 'silent' }]);
  limit.mockRestore();
});

test('opens the stream anew with an empty request', async () => {
  await start();
  transport.open({ to: 'example.org' });
  await settle();
  expect(call(2).body.attrs).toMatchObject({ 'xmpp:restart': 'true', sid: 's1', to: 'example.org' });
  expect(call(2).body.children).toEqual([]);
});

test('ends with a last word', async () => {
  await start();
  transport.send(`<presence xmlns='jabber:client' type='unavailable'/>`);
  transport.close();
  await settle();
  expect(call(2).body.attrs).toMatchObject({ type: 'terminate', sid: 's1' });
  expect(call(2).text).toContain(`type='unavailable'`);
  call(2).answer(`<body ${NS} type='terminate'/>`);
  call(1).answer(`<body ${NS} type='terminate'/>`);
  await settle();
  expect(ends).toMatchObject([{ kind: 'closed' }]);
  transport.send('<late/>');
  await settle();
  expect(calls).toHaveLength(3);
});

test('dropping lets go of what is open', async () => {
  await start();
  transport.drop();
  await settle();
  expect(call(1).init.signal?.aborted).toBe(true);
  expect(ends).toMatchObject([{ kind: 'closed' }]);
});

test.each([
  [
    `<body ${NS} type='terminate' condition='item-not-found'/>`,
    200,
    { kind: 'ended', condition: '', text: 'item-not-found' }
  ],
  [
    `<body ${NS} type='terminate' condition='remote-stream-error' xmlns:stream='http://etherx.jabber.org/streams'>
      <stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></body>`,
    200,
    { kind: 'ended', condition: 'conflict' }
  ],
  [
    `<body ${NS} type='terminate' condition='see-other-uri'><uri>https://evil.example/</uri></body>`,
    200,
    { kind: 'ended' }
  ],
  ['<html><br></html>', 200, { kind: 'broken' }],
  [`<x ${NS}/>`, 200, { kind: 'broken' }],
  [`<body ${NS}><!-- x --></body>`, 200, { kind: 'broken' }],
  ['', 404, { kind: 'lost' }]
])('%s %s ends it', async (body, status, end) => {
  await start();
  call(1).answer(body, status);
  await settle();
  expect(ends).toMatchObject([end]);
  expect(calls).toHaveLength(2);
});

test('a server that makes no session is left', async () => {
  transport.open({ to: 'example.org' });
  await settle();
  call(0).answer(EMPTY);
  await settle();
  expect(ends).toMatchObject([{ kind: 'broken' }]);
});

test('elements keep their namespaces when they leave the body', () => {
  const { elements } = parseBody(
    `<body ${NS} xmlns:s='http://etherx.jabber.org/streams'><s:features/><iq/><m xmlns='x'/></body>`
  );
  expect(elements.map((element) => element.getNS())).toEqual([
    'http://etherx.jabber.org/streams',
    'jabber:client',
    'x'
  ]);
});
