import { AppError, toAppError } from '../base/errors';
import { bareJid } from '../base/jid';
import { isAnswer, OpenRequests } from './iq';
import { Link } from './link';
import { negotiate, type LoginOptions, type Negotiated, type SmState } from './negotiation';
import { StanzaError, type Requests } from './requests';
import type { LoginFacts } from './sign-in';
import { onSilence } from './silence';
import { buildStreamError } from './stream-error';
import type { StreamFeatures } from './stream-features';
import { CountError, StanzaCounters } from './stream-management';
import { reason, type CloseReason, type Connector, type Endpoint } from './transport';
import { connectorFor } from './connect';
import { isSafeEndpoint } from './xep/0156-host-meta';
import { buildA, buildR, parseSm, SM } from './xep/0198-stream-management';
import { ping } from './xep/0199-ping';
import { buildClientState } from './xep/0352-client-state';
import type { Element } from './xml';

const CLIENT = 'jabber:client';
/** A dead link is noticed within 15 s of sending anything: asked after a moment, the rest is for the answer. */
const ASK_AFTER = 200;
const ANSWER_LIMIT = 14_500;
/** How long the last acknowledgement may hold up the end, milliseconds. */
const GOODBYE = 500;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What `openStream` needs. */
export interface StreamOptions extends LoginOptions {
  endpoint: Endpoint;
  /** Makes the connection; the real transports by default. */
  connect?: Connector;
}

/** What the stream asks of who uses it. All of it runs outside of the parser, one thing at a time. */
export interface StreamHandlers {
  /**
   * One message, presence or request, in the order in which they came; answers to requests keep that order too, so a handler
   * must not wait for one. What it brings may be committed later, as long as `beforeAck` waits for that.
   */
  stanza(stanza: Element): Promise<void> | void;
  /** `stanza` failed. `skip` counts it as received and goes on; `stop` drops the connection, to be resumed. */
  failed(stanza: Element, error: unknown): 'skip' | 'stop' | Promise<'skip' | 'stop'>;
  /** Our count is about to go out: commit everything up to there, and the count (XEP-0198 §4). Stanzas go on meanwhile. */
  beforeAck?(h: number): Promise<void>;
  /** The server has our stanzas up to this number. */
  acked?(upTo: number): void;
}

/** Connects, logs in and resumes or binds. Fails with `AppError`; then nothing is left open. */
export async function openStream(options: StreamOptions): Promise<Stream> {
  const { endpoint, resume } = options;
  if (!isSafeEndpoint(endpoint.url)) throw new AppError('login-unsafe', 'not encrypted');
  const link = new Link(options.connect ?? (await connectorFor(endpoint)), endpoint);
  try {
    const ready = await negotiate(link, options);
    link.expect(undefined);
    return new Stream(link, ready, resume);
  } catch (thrown) {
    link.close();
    throw toAppError(thrown);
  }
}

/** A stream that stanzas travel on. */
export class Stream implements Requests {
  /** The full address. */
  readonly jid: string;
  /** The account's bare address. */
  readonly self: string;
  readonly features: StreamFeatures;
  readonly login: LoginFacts;
  /** Carbons are on already (XEP-0280). */
  readonly carbons: boolean;
  /** The old stream goes on. The next stanza that is sent gets the number `resumedAt + 1`. */
  readonly resumed: boolean;
  /** How many of our stanzas of the old stream the server had handled; where it was not resumed, only if it still knew. */
  readonly resumedAt: number | undefined;
  readonly failedAt: number | undefined;
  /** Stream management is on: `send` numbers, the server acknowledges. */
  readonly managed: boolean;
  /** Seconds that the server keeps the stream after a cut. */
  readonly resumableFor: number | undefined;
  /** Waits from the open socket until now that the stream is ready. */
  readonly roundTrips: number;
  /** Settles once, however the stream ends. */
  readonly closed: Promise<CloseReason>;

  readonly #requests: OpenRequests;
  readonly #counters: StanzaCounters;
  readonly #queue: Element[] = [];
  readonly #waiters: (() => void)[] = [];
  readonly #smId: string | undefined;
  #handlers: StreamHandlers | undefined;
  #draining = false;
  #running: Promise<void> = Promise.resolve();
  #acks: Promise<void> = Promise.resolve();
  #closing = false;
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(
    private readonly link: Link,
    { jid, features, login, carbons, sm, resumedAt, failedAt }: Negotiated,
    old?: SmState
  ) {
    this.jid = jid;
    this.self = bareJid(jid) ?? jid;
    this.features = features;
    this.login = login;
    this.carbons = carbons;
    this.resumed = resumedAt !== undefined;
    this.resumedAt = resumedAt;
    this.failedAt = failedAt;
    this.managed = sm !== undefined;
    this.resumableFor = sm?.max;
    this.roundTrips = link.roundTrips;
    this.#smId = sm?.id;
    this.#requests = new OpenRequests(jid, (stanza) => this.send(stanza));
    const inbound = old?.inbound ?? 0;
    this.#counters = new StanzaCounters(resumedAt === undefined ? undefined : { inbound, outbound: resumedAt });
    this.closed = link.closed.then((why) => this.#ended(why));
    link.attach((element) => this.#receive(element));
  }

  /** What resumes this stream in another life; `undefined` where that can't be done. */
  get state(): SmState | undefined {
    if (this.#smId === undefined) return undefined;
    const { inbound, sent } = this.#counters;
    return { id: this.#smId, jid: this.jid, inbound, outbound: sent, features: this.features };
  }

  /** Bytes of payload in both directions, the login included. */
  get traffic(): { sent: number; received: number } {
    const { sent, received } = this.link.traffic;
    return { sent, received };
  }

  /** Begins to hand out stanzas, also those that came before. */
  listen(handlers: StreamHandlers): void {
    this.#handlers = handlers;
    this.#drain();
  }

  /**
   * Sends a message, presence or IQ. Returns its number, which `acked` speaks of where the stream is managed. Throws
   * when the stream is over.
   */
  send(stanza: Element): number {
    if (this.#closing || this.link.over) throw new StanzaError('closed');
    stanza.attrs.xmlns ??= CLIENT;
    this.link.send(stanza);
    this.#askSoon();
    return this.#counters.countSent();
  }

  request(type: 'get' | 'set', to: string | undefined, payload: Element, limit?: number): Promise<Element> {
    return this.#requests.request(type, to, payload, limit);
  }

  /** Whether somebody looks at the app (XEP-0352); nothing where the server does not care. */
  setActive(active: boolean): void {
    if (this.features.csi && !this.#closing) this.link.send(buildClientState(active));
  }

  /** Asks now what the server has; `send` asks by itself after a moment. */
  requestAck(): void {
    if (this.#stopWaiting === undefined && !this.#closing && !this.link.over) this.#ask();
  }

  /** Whether the server answers within `limit` milliseconds. If nothing moves until then, the connection is dropped as `silent`. */
  async probe(limit: number): Promise<boolean> {
    if (this.link.over) return false;
    const answered = new Promise<boolean>((resolve) => this.#waiters.push(() => resolve(true)));
    const stop = this.#dropWhenSilent(limit, `no answer within ${limit} ms`);
    this.#question(limit);
    const alive = await Promise.race([answered, this.link.closed.then(() => false)]);
    stop();
    return alive;
  }

  /** Ends the stream for good: what was handled is acknowledged, and it can't be resumed. */
  async close(): Promise<CloseReason> {
    if (!this.#closing && !this.link.over) {
      this.#closing = true;
      try {
        await this.#running;
        if (this.managed) await Promise.race([this.#acknowledge(this.#counters.inbound), pause(GOODBYE)]);
      } finally {
        this.link.close();
      }
    }
    return this.closed;
  }

  /** Lets go of the connection, so that another life can resume the stream. */
  abandon(): Promise<CloseReason> {
    const why = reason('closed', 'abandoned');
    // Where it can't be resumed, a server that is not told would keep it for a minute beside the next one.
    if (this.link.resumable) this.link.drop(why);
    else this.link.close(why);
    return this.closed;
  }

  async #ended(why: CloseReason): Promise<CloseReason> {
    clearTimeout(this.#askTimer);
    this.#stopWaiting?.();
    this.#requests.close();
    await this.#running;
    return why;
  }

  #receive(element: Element): void {
    const ns = element.getNS();
    const name = element.getName();
    if (ns === SM && name === 'a') return this.#acknowledged(element);
    const isStanza = ns === CLIENT && ['message', 'presence', 'iq'].includes(name);
    if (!isStanza && !(ns === SM && name === 'r')) return;
    if (!this.managed && isAnswer(element)) this.#answered();
    this.#queue.push(element);
    this.#drain();
  }

  #acknowledged(answer: Element): void {
    if (!this.managed) return;
    const parsed = parseSm(answer);
    try {
      if (parsed?.type !== 'a') throw new CountError(NaN, this.#counters.sent);
      this.#counters.acknowledge(parsed.h);
    } catch (thrown) {
      if (!(thrown instanceof CountError)) throw thrown;
      this.link.send(buildStreamError('undefined-condition', thrown.build()));
      return this.link.close(reason('broken', thrown.message));
    }
    this.#answered();
    this.#handlers?.acked?.(this.#counters.acknowledged);
  }

  #drain(): void {
    const handlers = this.#handlers;
    if (this.#draining || !handlers) return;
    this.#draining = true;
    this.#running = this.#handleAll(handlers);
  }

  async #handleAll(handlers: StreamHandlers): Promise<void> {
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        if (this.link.over || this.#closing) return;
        if ((await this.#handle(next, handlers)) === 'stop') return this.link.drop(reason('closed', 'stopped'));
      }
    } finally {
      this.#draining = false;
    }
  }

  async #handle(element: Element, handlers: StreamHandlers): Promise<'skip' | 'stop'> {
    const isStanza = element.getNS() !== SM;
    let outcome: 'skip' | 'stop' = 'skip';
    try {
      if (!isStanza) this.#acknowledgeSoon(element, handlers);
      else if (isAnswer(element)) this.#requests.handleAnswer(element);
      else await handlers.stanza(element);
    } catch (thrown) {
      outcome = await this.#judge(element, thrown, handlers);
    }
    if (isStanza && outcome === 'skip') this.#counters.countHandled();
    return outcome;
  }

  // Who can't even say what to do with a failure must not lose what comes after it.
  async #judge(element: Element, thrown: unknown, handlers: StreamHandlers): Promise<'skip' | 'stop'> {
    try {
      return await handlers.failed(element, thrown);
    } catch (again) {
      this.link.drop(reason('closed', `stopped: ${String(again)}`));
      return 'stop';
    }
  }

  /** Acknowledges what was handled until now, once that is committed; later stanzas do not wait for it. */
  #acknowledgeSoon(element: Element, handlers: StreamHandlers): void {
    const { inbound } = this.#counters;
    this.#acks = this.#acks.then(async () => {
      try {
        await this.#acknowledge(inbound);
      } catch (thrown) {
        if ((await this.#judge(element, thrown, handlers)) === 'stop') this.link.drop(reason('closed', 'stopped'));
      }
    });
  }

  async #acknowledge(inbound: number): Promise<void> {
    await this.#handlers?.beforeAck?.(inbound);
    if (!this.link.over) this.link.send(buildA(inbound));
  }

  #askSoon(): void {
    if (this.#askTimer === undefined && this.#stopWaiting === undefined)
      this.#askTimer = setTimeout(() => this.#ask(), ASK_AFTER);
  }

  #ask(): void {
    clearTimeout(this.#askTimer);
    this.#askTimer = undefined;
    this.#awaitAnswer();
    this.#question(ANSWER_LIMIT);
  }

  #question(limit: number): void {
    if (this.managed) return this.link.send(buildR());
    // Whatever it says, `#receive` sees that something came; what does not come is the time limit's business.
    ping(this.#requests, undefined, limit).catch(() => undefined);
  }

  #awaitAnswer(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = this.#dropWhenSilent(ANSWER_LIMIT, 'no acknowledgement');
  }

  #dropWhenSilent(limit: number, words: string): () => void {
    return onSilence(
      () => this.link.traffic,
      limit,
      () => this.link.drop(reason('silent', words))
    );
  }

  #answered(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    for (const settle of this.#waiters.splice(0)) settle();
    if (this.managed && this.#counters.sent > this.#counters.acknowledged) this.#askSoon();
  }
}
