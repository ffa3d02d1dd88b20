import { createHmac } from 'node:crypto';
import { reason, type Connector, type StreamHeader, type TransportSink } from '../../src/lib/xmpp/transport';
import { attr, child, el, parseFrame, type Element } from '../../src/lib/xmpp/xml';

const SM = 'urn:xmpp:sm:3';
const SASL2 = 'urn:xmpp:sasl:2';
const BIND2 = 'urn:xmpp:bind:0';
const FAST = 'urn:xmpp:fast:0';
/** How long the client may take for what is expected of it. */
const LIMIT = 2_000;

/** What a client does, in order. */
type Event = { open: StreamHeader } | { element: Element } | { end: 'closed' | 'dropped' };

/** What to look for in an element: its name, or any rule. */
export type Matcher = string | ((element: Element) => boolean);

/** How the scripted server lets a client in. */
export interface ScriptedLogin {
  jid?: string;
  /** The id of the managed stream; `false`: no stream management. */
  sm?: string | false;
  /** Resumes the stream that the client asks for: how many of its stanzas arrived. Otherwise a resume fails. */
  resumed?: number;
  /** How many of its stanzas had arrived, told together with the failed resume. */
  failedAt?: number;
}

/** A frame as the server would send it, from its XML. */
export function xml(frame: string): Element {
  return parseFrame(frame);
}

/**
 * The server's side of a conversation, in memory. A test says in order what the client must do and what it gets; what
 * the client does beyond that makes `finish` fail.
 */
export class ScriptedServer {
  /** How many connections were made. */
  connections = 0;
  /** The token that the last login gave. */
  token = '';
  readonly #events: Event[] = [];
  #waiting: ((event: Event) => void) | undefined;
  #sink: TransportSink | undefined;

  /** To be given to the client in place of the real transports. */
  readonly connect: Connector = (_, sink) => {
    this.connections++;
    this.#sink = sink;
    const end = (how: 'closed' | 'dropped', why = reason('closed')): void => {
      if (this.#sink !== sink) return;
      this.#sink = undefined;
      this.#did({ end: how });
      sink.closed(why);
    };
    return {
      secure: true,
      resumable: true,
      bytesSent: 0,
      bytesReceived: 0,
      unsent: 0,
      open: (header) => this.#did({ open: header }),
      send: (frame) => this.#sink === sink && this.#did({ element: parseFrame(frame) }),
      close: (why) => end('closed', why),
      drop: (why) => end('dropped', why)
    };
  };

  /** The next thing that the client does must be to open a stream. */
  async expectOpen(): Promise<StreamHeader> {
    const event = await this.#next('a stream to be opened');
    if (!('open' in event)) throw new Error(`a stream to be opened, not ${describe(event)}`);
    return event.open;
  }

  /** The next thing that the client does must be to send this. */
  async expect(matcher: Matcher): Promise<Element> {
    const wanted = typeof matcher === 'string' ? matcher : matcher.toString();
    const event = await this.#next(wanted);
    if (!('element' in event)) throw new Error(`${wanted} expected, not ${describe(event)}`);
    const matches = typeof matcher === 'string' ? event.element.getName() === matcher : matcher(event.element);
    if (!matches) throw new Error(`${wanted} expected, not ${describe(event)}`);
    return event.element;
  }

  /** The next thing that the client does must be to end the connection. */
  async expectEnd(): Promise<'closed' | 'dropped'> {
    const event = await this.#next('the end');
    if (!('end' in event)) throw new Error(`the end expected, not ${describe(event)}`);
    return event.end;
  }

  /** Sends. */
  reply(...elements: (Element | string)[]): void {
    for (const element of elements) this.#sink?.element(typeof element === 'string' ? xml(element) : element);
  }

  /** Answers a request that the client made. */
  answer(request: Element, payload?: Element | string, from?: string): void {
    const content = typeof payload === 'string' ? xml(payload) : payload;
    this.reply(el('iq', { xmlns: 'jabber:client', type: 'result', id: attr(request, 'id'), from }, content));
  }

  /** The connection goes away without a word. */
  cut(): void {
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.closed(reason('lost', 'cut'));
  }

  /** All that the client did was expected. */
  finish(): void {
    if (this.#events.length > 0) throw new Error(`not expected: ${this.#events.map(describe).join(', ')}`);
  }

  /** Lets the client in by SASL2, Bind 2 and a token, and returns its `<authenticate/>`. */
  async login({
    jid = 'romeo@example.org/Kith~1',
    sm = 'sm-1',
    resumed,
    failedAt
  }: ScriptedLogin = {}): Promise<Element> {
    await this.expectOpen();
    this.reply(FEATURES);
    const authenticate = await this.expect('authenticate');
    const resume = child(authenticate, 'resume', SM);
    const isResumed = resume !== undefined && resumed !== undefined;
    const proof = createHmac('sha256', this.token).update('Responder').digest('base64');
    const usedToken = child(authenticate, 'fast', FAST) !== undefined;
    this.token = `token-${this.connections}`;
    const h = (count: number | undefined): string | undefined => count?.toString();
    this.reply(
      el(
        'success',
        { xmlns: SASL2 },
        usedToken && el('additional-data', {}, proof),
        el('authorization-identifier', {}, jid),
        isResumed && el('resumed', { xmlns: SM, previd: attr(resume, 'previd'), h: h(resumed) }),
        resume && !isResumed && el('failed', { xmlns: SM, h: h(failedAt) }),
        !isResumed &&
          el(
            'bound',
            { xmlns: BIND2 },
            sm !== false && el('enabled', { xmlns: SM, id: sm, resume: 'true', max: '600' }),
            el('enabled', { xmlns: 'urn:xmpp:carbons:2' })
          ),
        el('token', { xmlns: FAST, token: this.token, expiry: '2099-01-01T00:00:00Z' })
      ),
      FEATURES_AFTER
    );
    return authenticate;
  }

  #did(event: Event): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(event);
    else this.#events.push(event);
  }

  #next(wanted: string): Promise<Event> {
    const event = this.#events.shift();
    if (event) return Promise.resolve(event);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = undefined;
        reject(new Error(`${wanted} expected, nothing happened`));
      }, LIMIT);
      this.#waiting = (next) => {
        clearTimeout(timer);
        resolve(next);
      };
    });
  }
}

function describe(event: Event): string {
  if ('open' in event) return 'a stream opened';
  return 'end' in event ? event.end : event.element.toString();
}

const FEATURES = `<stream:features xmlns:stream='http://etherx.jabber.org/streams'>
  <authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism><inline>
    <bind xmlns='urn:xmpp:bind:0'><inline><feature var='urn:xmpp:carbons:2'/><feature var='urn:xmpp:csi:0'/>
      <feature var='urn:xmpp:sm:3'/></inline></bind>
    <sm xmlns='urn:xmpp:sm:3'/>
    <fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-NONE</mechanism></fast>
  </inline></authentication></stream:features>`;

const FEATURES_AFTER = `<stream:features xmlns:stream='http://etherx.jabber.org/streams'><csi xmlns='urn:xmpp:csi:0'/>
  <ver xmlns='urn:xmpp:features:rosterver'/><sub xmlns='urn:xmpp:features:pre-approval'/></stream:features>`;
