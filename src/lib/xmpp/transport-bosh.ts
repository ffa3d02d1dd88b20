import { buildBody, buildCreation, buildRestart, parseBody, WAIT, type BoshBody } from './bosh-body';
import { HttpError, PLAIN_REQUEST, readText } from './fetch-text';
import {
  reason,
  type CloseReason,
  type Endpoint,
  type StreamHeader,
  type Transport,
  type TransportSink
} from './transport';
import { isSafeEndpoint } from './xep/0156-host-meta';
import { MAX_FRAME } from './xml';

const TRIES = 3;
const RETRY_AFTER = 1_000;
/** How much longer than it holds a request the server may take to answer it. */
const GRACE = 15_000;
const CLOSING_LIMIT = 2_000;
/** An answer is often followed by something to send: that goes first, alone, and an empty request only after a moment. */
const POLL_AFTER = 50;

/** A stream over HTTP requests: one is always open for what comes, another carries what goes. */
export class BoshTransport implements Transport {
  readonly secure: boolean;
  /** Prosody's stream management fails over a resume on BOSH and never answers it. */
  readonly resumable = false;
  readonly unsent = 0;
  bytesSent = 0;
  bytesReceived = 0;
  #sid = '';
  #rid = 1 + (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
  #next = this.#rid;
  #capacity = 1;
  #wait = WAIT;
  #open = 0;
  #outgoing: string[] = [];
  #restart: StreamHeader | undefined;
  #flushing = false;
  #poll: ReturnType<typeof setTimeout> | undefined;
  #why: CloseReason | undefined;
  #over = false;
  readonly #answers = new Map<number, BoshBody>();
  readonly #abort = new AbortController();

  constructor(
    private readonly endpoint: Endpoint,
    private readonly sink: TransportSink
  ) {
    this.secure = isSafeEndpoint(endpoint.url);
  }

  open(header: StreamHeader): void {
    if (this.#sid === '') return void this.#post((rid) => buildCreation(header, rid));
    this.#restart = header;
    this.#flushSoon();
  }

  send(frame: string): void {
    if (this.#why || this.#over) return;
    this.#outgoing.push(frame);
    this.#flushSoon();
  }

  close(why = reason('closed')): void {
    if (this.#why || this.#over) return;
    this.#why = why;
    if (this.#sid === '') return this.drop(why);
    const payload = this.#outgoing.splice(0).join('');
    this.#post((rid) => buildBody(this.#sid, rid, payload, true));
    setTimeout(() => this.drop(why), CLOSING_LIMIT);
  }

  drop(why = reason('closed')): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#poll);
    this.#abort.abort();
    this.sink.closed(this.#why ?? why);
  }

  // What is sent in one go travels in one request.
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    void Promise.resolve().then(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#over || this.#why || this.#sid === '' || this.#open >= this.#capacity) return;
    const restart = this.#restart;
    this.#restart = undefined;
    if (restart) this.#post((rid) => buildRestart(restart, this.#sid, rid));
    else if (this.#outgoing.length > 0) this.#postOutgoing();
    else if (this.#open === 0) this.#poll ??= setTimeout(() => this.#postOutgoing(), POLL_AFTER);
  }

  #postOutgoing(): void {
    const payload = this.#outgoing.splice(0).join('');
    this.#post((rid) => buildBody(this.#sid, rid, payload, false));
  }

  #post(build: (rid: number) => string): void {
    clearTimeout(this.#poll);
    this.#poll = undefined;
    const rid = this.#rid++;
    this.#open++;
    this.#exchange(build(rid)).then(
      (answer) => this.#answered(rid, answer),
      (thrown: unknown) => this.#failed(thrown)
    );
  }

  // A lost request is sent again with the same rid, and the server answers as it did before (XEP-0124 §14.3).
  async #exchange(request: string): Promise<BoshBody> {
    for (let tries = 1; ; tries++) {
      try {
        const text = await this.#fetch(request);
        this.bytesReceived += new TextEncoder().encode(text).length;
        return parseBody(text);
      } catch (thrown) {
        const again = thrown instanceof TypeError || (thrown instanceof HttpError && thrown.status >= 500);
        if (!again || this.#over || tries === TRIES || this.#sid === '') throw thrown;
        await new Promise<void>((resolve) => setTimeout(() => resolve(), RETRY_AFTER * tries));
      }
    }
  }

  async #fetch(request: string): Promise<string> {
    const body = new TextEncoder().encode(request);
    this.bytesSent += body.length;
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(this.#wait * 1_000 + GRACE)]);
    const headers = { 'content-type': 'text/xml; charset=utf-8' };
    return readText(
      await fetch(this.endpoint.url, { ...PLAIN_REQUEST, method: 'POST', headers, body, signal }),
      MAX_FRAME
    );
  }

  // Answers may overtake each other on their way; they count in the order of their requests (XEP-0124 §14.2).
  #answered(rid: number, answer: BoshBody): void {
    this.#open--;
    this.#answers.set(rid, answer);
    for (let turn = this.#answers.get(this.#next); turn && !this.#over; turn = this.#answers.get(this.#next)) {
      this.#answers.delete(this.#next++);
      this.#read(turn);
    }
    this.#flushSoon();
  }

  #read({ sid, requests, wait, elements, end }: BoshBody): void {
    if (this.#sid === '' && sid !== undefined) {
      this.#sid = sid;
      this.#capacity = Math.min(requests ?? 2, 2);
      this.#wait = wait ?? WAIT;
    }
    for (const element of elements) if (!this.#over) this.sink.element(element);
    if (end) this.drop(end);
    else if (this.#sid === '') this.drop(reason('broken', 'no session'));
  }

  #failed(thrown: unknown): void {
    const words = thrown instanceof Error ? thrown.message : String(thrown);
    const isConnection = thrown instanceof TypeError || thrown instanceof HttpError || this.#over;
    const isTimeout = thrown instanceof Error && thrown.name === 'TimeoutError';
    this.drop(reason(isTimeout ? 'silent' : isConnection ? 'lost' : 'broken', words));
  }
}
