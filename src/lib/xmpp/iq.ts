import { bareJid, domainOf, normalJid } from '../base/jid';
import { randomId } from '../base/id';
import { parseStanzaError, StanzaError, type Requests } from './requests';
import { attr, el, type Element } from './xml';

/** How long an answer may take when nobody says. Servers that limit the rate take their time with large ones. */
export const REQUEST_LIMIT = 20_000;

interface Waiting {
  to: string | undefined;
  resolve(answer: Element): void;
  reject(error: StanzaError): void;
  timer: ReturnType<typeof setTimeout>;
}

/** The requests of one stream that wait for their answers. */
export class OpenRequests implements Requests {
  readonly #waiting = new Map<string, Waiting>();
  #closed = false;

  /** `jid` is the full address of the stream, or the server's before login. */
  constructor(
    private readonly jid: string,
    private readonly send: (stanza: Element) => void
  ) {}

  get self(): string {
    return bareJid(this.jid) ?? this.jid;
  }

  request(type: 'get' | 'set', to: string | undefined, payload: Element, limit = REQUEST_LIMIT): Promise<Element> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new StanzaError('closed'));
      const id = randomId();
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new StanzaError('timeout'));
      }, limit);
      this.#waiting.set(id, { to, resolve, reject, timer });
      this.send(el('iq', { xmlns: 'jabber:client', type, to, id }, payload));
    });
  }

  /** Takes an answer to its request; one that nobody waits for, or from somebody else, has no effect. */
  handleAnswer(iq: Element): void {
    const id = attr(iq, 'id') ?? '';
    const waiting = this.#waiting.get(id);
    if (!waiting || !this.#mayAnswer(attr(iq, 'from'), waiting.to)) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (attr(iq, 'type') === 'error') waiting.reject(parseStanzaError(iq));
    else waiting.resolve(iq);
  }

  /** The stream is over: nothing more will come. */
  close(): void {
    this.#closed = true;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new StanzaError('closed'));
    }
    this.#waiting.clear();
  }

  // RFC 6120 §8.1.2.1: for the own account a server leaves `from` out or writes the bare address; some write the full
  // one, or their own for the account's. Only the server itself can write any of these (CVE-2014-0364).
  #mayAnswer(from: string | undefined, to: string | undefined): boolean {
    const own = [this.self, normalJid(this.jid), domainOf(this.jid)];
    const asked = to === undefined ? undefined : normalJid(to);
    if (from === undefined) return asked === undefined || own.includes(asked);
    const sender = normalJid(from);
    if (asked === undefined) return own.includes(sender);
    return sender !== undefined && sender === asked;
  }
}

/** Whether an element is the answer to a request of ours (RFC 6120 §8.2.3). */
export function isAnswer(element: Element): boolean {
  return element.getName() === 'iq' && ['result', 'error'].includes(attr(element, 'type') ?? '');
}
