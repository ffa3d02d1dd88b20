import { AppError, type ErrorCode } from '../base/errors';
import {
  reason,
  type CloseReason,
  type Connector,
  type Endpoint,
  type StreamHeader,
  type Transport
} from './transport';
import { cleanText, type Element } from './xml';

const CONDITION_CODES: Record<string, ErrorCode> = {
  'host-unknown': 'server-not-found',
  'host-gone': 'server-not-found',
  'internal-server-error': 'server-unreachable',
  'connection-timeout': 'server-unreachable',
  reset: 'server-unreachable',
  'resource-constraint': 'server-unreachable',
  'system-shutdown': 'server-unreachable',
  'see-other-host': 'server-unreachable'
};

/** What a connection's end means for who waits for it to stand. */
export function closedError({ kind, condition, text }: CloseReason): AppError {
  const detail = [kind, condition, text].filter(Boolean).join(' ');
  if (kind === 'silent') return new AppError('timeout', detail);
  if (kind === 'broken') return new AppError('server-refused', detail);
  if (kind !== 'ended') return new AppError('server-unreachable', detail);
  return new AppError(
    condition === '' ? 'server-unreachable' : (CONDITION_CODES[condition] ?? 'server-refused'),
    detail
  );
}

/**
 * A transport read one element at a time while a stream is negotiated, and by a handler afterwards. It also holds the
 * one time limit of what is going on.
 */
export class Link {
  /** How often somebody waited for an answer. */
  roundTrips = 0;
  readonly closed: Promise<CloseReason>;
  readonly #transport: Transport;
  readonly #arrived: Element[] = [];
  #reader: { resolve: (element: Element) => void; reject: (error: AppError) => void } | undefined;
  #handler: ((element: Element) => void) | undefined;
  #asked = false;
  #over: CloseReason | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connect: Connector, endpoint: Endpoint) {
    let settle: (why: CloseReason) => void;
    this.closed = new Promise((resolve) => (settle = resolve));
    this.#transport = connect(endpoint, {
      element: (element) => this.#receive(element),
      closed: (why) => {
        this.#over = why;
        clearTimeout(this.#timer);
        this.#reader?.reject(closedError(why));
        settle(why);
      }
    });
  }

  get secure(): boolean {
    return this.#transport.secure;
  }

  get resumable(): boolean {
    return this.#transport.resumable;
  }

  /** Set once the connection is over. */
  get over(): CloseReason | undefined {
    return this.#over;
  }

  get traffic(): { sent: number; received: number; unsent: number } {
    const { bytesSent, bytesReceived, unsent } = this.#transport;
    return { sent: bytesSent, received: bytesReceived, unsent };
  }

  open(header: StreamHeader): void {
    this.#asked = true;
    this.#transport.open(header);
  }

  /** Sends an element; one character that XML forbids would end the stream, so none gets out (XML 1.0 §2.2). */
  send(element: Element): void {
    this.#asked = true;
    this.#transport.send(cleanText(element.toString()));
  }

  /** The next element. Fails when the connection ends first. */
  async read(): Promise<Element> {
    const next = this.#arrived.shift();
    if (next) return next;
    if (this.#over) throw closedError(this.#over);
    if (this.#asked) this.roundTrips++;
    this.#asked = false;
    return new Promise((resolve, reject) => (this.#reader = { resolve, reject }));
  }

  /** Hands over to a handler: what has arrived already, then what comes. */
  attach(handler: (element: Element) => void): void {
    this.#handler = handler;
    for (const element of this.#arrived.splice(0)) handler(element);
  }

  /** Drops the connection as `silent` unless the limit is set anew or lifted within `limit` milliseconds. */
  expect(limit: number | undefined, what = ''): void {
    clearTimeout(this.#timer);
    if (limit !== undefined && !this.#over) this.#timer = setTimeout(() => this.drop(reason('silent', what)), limit);
  }

  close(why?: CloseReason): void {
    this.#transport.close(why);
  }

  drop(why?: CloseReason): void {
    this.#transport.drop(why);
  }

  #receive(element: Element): void {
    if (this.#handler) return this.#handler(element);
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) reader.resolve(element);
    else this.#arrived.push(element);
  }
}
