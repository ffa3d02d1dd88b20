import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CloseReason } from './transport';
import { WebSocketTransport } from './transport-websocket';
import { el, MAX_FRAME } from './xml';

const FRAMING = `xmlns='urn:ietf:params:xml:ns:xmpp-framing'`;

class FakeSocket {
  static last: FakeSocket;
  readyState = 0;
  bufferedAmount = 0;
  sent: string[] = [];
  ended = false;
  onopen?: () => void;
  onmessage?: (event: { data: unknown }) => void;
  onclose?: (event: { code: number; reason: string }) => void;
  constructor(
    readonly url: string,
    readonly protocol: string
  ) {
    FakeSocket.last = this;
  }
  send(frame: string): void {
    this.sent.push(frame);
  }
  close(): void {
    this.ended = true;
  }
}

let seen: string[];
let ends: CloseReason[];
let transport: WebSocketTransport;
const socket = (): FakeSocket => FakeSocket.last;
const receive = (data: unknown): void => socket().onmessage?.({ data });

function connect(): void {
  transport = new WebSocketTransport(
    { kind: 'websocket', url: 'wss://example.org/ws' },
    { element: (element) => seen.push(element.toString()), closed: (why) => ends.push(why) }
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  seen = [];
  ends = [];
  connect();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function openSocket(): void {
  socket().readyState = 1;
  socket().onopen?.();
}

test('speaks xmpp, and what was sent early waits for the socket', () => {
  transport.open({ to: 'example.org', from: 'romeo@example.org' });
  expect(socket()).toMatchObject({ protocol: 'xmpp', sent: [] });
  openSocket();
  expect(socket().sent).toEqual([
    `<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="example.org" from="romeo@example.org" version="1.0" xml:lang="en"/>`
  ]);
  receive(`<open ${FRAMING} from='example.org' id='1' version='1.0'/>`);
  receive(`<message xmlns='jabber:client'/>`);
  expect(seen).toEqual([`<message xmlns="jabber:client"/>`]);
  expect(transport.bytesSent).toBe(socket().sent.join('').length);
  expect(transport.bytesReceived).toBeGreaterThan(80);
});

test('a server that does not speak xmpp is left', () => {
  Object.assign(socket(), { protocol: '' });
  openSocket();
  expect(ends).toMatchObject([{ kind: 'broken' }]);
  expect(socket().ended).toBe(true);
});

describe('a frame that is not one plain element ends the connection, properly and once', () => {
  test.each([
    ['not closed', `<message xmlns='jabber:client'>`],
    ['a stream of elements', `<a xmlns='x'/><b xmlns='x'/>`],
    ['a comment', `<message xmlns='jabber:client'><!-- x --></message>`],
    ['a document type', `<!DOCTYPE x [<!ENTITY a 'b'>]><message xmlns='jabber:client'/>`],
    ['a processing instruction', `<?xml version='1.0'?><message xmlns='jabber:client'/>`],
    ['wrong nesting', `<a xmlns='x'><b></a></b>`],
    ['wrong nesting far below', `<a xmlns='x'>${'<b>'.repeat(100)}</c>${'</b>'.repeat(99)}</a>`],
    ['size', `<a xmlns='x'>${'x'.repeat(MAX_FRAME)}</a>`],
    ['text', 'hello'],
    ['nothing', ''],
    ['bytes', new ArrayBuffer(8)]
  ])('%s', (_, frame) => {
    openSocket();
    receive(frame);
    receive(`<message xmlns='jabber:client'/>`);
    expect(socket().sent).toEqual([`<close xmlns="urn:ietf:params:xml:ns:xmpp-framing"/>`]);
    receive(`<close ${FRAMING}/>`);
    expect(seen).toEqual([]);
    expect(ends).toMatchObject([{ kind: 'broken' }]);
    expect(socket().ended).toBe(true);
  });
});

test('after a broken connection the next one reads well', () => {
  openSocket();
  receive('<broken');
  vi.advanceTimersByTime(2_000);
  connect();
  openSocket();
  receive(`<message xmlns='jabber:client'/>`);
  expect(seen).toHaveLength(1);
});

test.each([
  [`<close ${FRAMING}/>`, ''],
  [`<close ${FRAMING} see-other-uri='wss://evil.example/'/>`, ''],
  [
    `<stream:error xmlns:stream='http://etherx.jabber.org/streams'><see-other-host
      xmlns='urn:ietf:params:xml:ns:xmpp-streams'>evil.example</see-other-host></stream:error>`,
    'see-other-host'
  ]
])('the end by the server is an end, wherever it points to', (frame, condition) => {
  const first = socket();
  openSocket();
  receive(frame);
  expect(ends).toMatchObject([{ kind: 'ended', condition }]);
  expect(socket()).toBe(first);
  expect(first.ended).toBe(true);
});

test('an answer from another host is refused', () => {
  transport.open({ to: 'example.org' });
  openSocket();
  receive(`<open ${FRAMING} from='evil.example' version='1.0'/>`);
  vi.advanceTimersByTime(2_000);
  expect(ends).toMatchObject([{ kind: 'broken' }]);
});

test('closing waits for the other side, but not for ever', () => {
  openSocket();
  transport.close();
  transport.send(el('message').toString());
  vi.advanceTimersByTime(1_900);
  expect(ends).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(ends).toMatchObject([{ kind: 'closed' }]);
  expect(socket().sent.at(-1)).toContain('<close');
});

test('dropping says nothing on the stream', () => {
  openSocket();
  transport.drop();
  expect(socket()).toMatchObject({ sent: [], ended: true });
  expect(ends).toMatchObject([{ kind: 'closed' }]);
  transport.send('<message/>');
  expect(socket().sent).toEqual([]);
});

test('a socket that goes away is lost', () => {
  socket().onclose?.({ code: 1006, reason: '' });
  expect(ends).toMatchObject([{ kind: 'lost', text: '1006' }]);
});
