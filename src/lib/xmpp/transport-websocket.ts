// RFC 7395: An Extensible Messaging and Presence Protocol (XMPP) Subprotocol for WebSocket
import { parseStreamError } from './stream-error';
import {
  reason,
  type CloseReason,
  type Endpoint,
  type StreamHeader,
  type Transport,
  type TransportSink
} from './transport';
import { isSafeEndpoint } from './xep/0156-host-meta';
import { attr, el, parseFrame, type Element } from './xml';

const FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';
const CLOSE = el('close', { xmlns: FRAMING }).toString();
/** How long the server may take to close its side. */
const CLOSING_LIMIT = 2_000;

/** A stream over one WebSocket, one element a message. */
export class WebSocketTransport implements Transport {
  readonly secure: boolean;
  readonly resumable = true;
  bytesSent = 0;
  bytesReceived = 0;
  #socket: WebSocket | undefined;
  #waiting: string[] = [];
  #host = '';
  #why: CloseReason | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    endpoint: Endpoint,
    private readonly sink: TransportSink
  ) {
    this.secure = isSafeEndpoint(endpoint.url);
    const socket = new WebSocket(endpoint.url, 'xmpp');
    this.#socket = socket;
    socket.onopen = () => this.#flush(socket);
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code, reason: words }) => this.#finish(reason('lost', `${code} ${words}`.trim()));
    socket.onerror = () => undefined;
  }

  get unsent(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  open({ to, from }: StreamHeader): void {
    this.#host = to;
    this.send(el('open', { xmlns: FRAMING, to, from, version: '1.0', 'xml:lang': 'en' }).toString());
  }

  send(frame: string): void {
    if (!this.#why) this.#write(frame);
  }

  close(why = reason('closed')): void {
    if (this.#why) return;
    this.#why = why;
    if (this.#socket?.readyState !== 1) return this.drop();
    this.#write(CLOSE);
    this.#timer = setTimeout(() => this.drop(), CLOSING_LIMIT);
  }

  drop(why = reason('closed')): void {
    this.#finish(why);
  }

  #write(frame: string): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#waiting.push(frame);
    if (socket.readyState === 1) this.#flush(socket);
  }

  #flush(socket: WebSocket): void {
    if (socket.protocol !== 'xmpp') return this.#finish(reason('broken', 'no xmpp subprotocol (RFC 7395 §3.1)'));
    for (const frame of this.#waiting.splice(0)) {
      this.bytesSent += new TextEncoder().encode(frame).length;
      socket.send(frame);
    }
  }

  #receive(data: unknown): void {
    if (!this.#socket) return;
    let element: Element;
    try {
      if (typeof data !== 'string') throw new Error('not text');
      this.bytesReceived += new TextEncoder().encode(data).length;
      element = parseFrame(data);
    } catch (thrown) {
      return this.close(reason('broken', `bad frame: ${thrown instanceof Error ? thrown.message : String(thrown)}`));
    }
    if (element.is('open', FRAMING)) return this.#opened(element);
    if (element.is('close', FRAMING)) return this.#closedByServer();
    const error = parseStreamError(element);
    if (error) {
      this.#why ??= error;
      return this.#closedByServer();
    }
    if (!this.#why) this.sink.element(element);
  }

  #opened(open: Element): void {
    const from = attr(open, 'from');
    if (from !== undefined && from.toLowerCase() !== this.#host)
      this.close(reason('broken', `${from} answers instead of ${this.#host}`));
  }

  // A `see-other-uri` is not followed: the next attempt asks the account's own domain again (RFC 7395 §3.6.1).
  #closedByServer(): void {
    const why = this.#why ?? reason('ended');
    if (this.#timer === undefined) this.#write(CLOSE);
    this.#finish(why);
  }

  #finish(why: CloseReason): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = undefined;
    clearTimeout(this.#timer);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.sink.closed(this.#why ?? why);
  }
}
