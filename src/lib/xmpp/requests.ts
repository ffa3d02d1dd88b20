import { child, elements, text, type Element } from './xml';

const STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas';

/** What a XEP module needs of a stream to ask something: one IQ out, its answer back (RFC 6120 §8.2.3). */
export interface Requests {
  /** The account's own bare address: who answers when nobody is addressed. */
  readonly self: string;
  /**
   * Sends `payload` and resolves with the `result` IQ of exactly the entity asked (`undefined`: the own account).
   * Rejects with {@link StanzaError} on an `error` answer, when the stream ends first (`condition` `closed`) and after
   * `limit` milliseconds (`timeout`).
   */
  request(type: 'get' | 'set', to: string | undefined, payload: Element, limit?: number): Promise<Element>;
}

/** A refusal by the other side (RFC 6120 §8.3), or none at all: conditions `closed` and `timeout` are our own. */
export class StanzaError extends Error {
  override readonly name = 'StanzaError';
  constructor(
    /** The defined condition, such as `item-not-found`. */
    readonly condition: string,
    /** What may be done: `cancel`, `wait`, `modify`, `auth`, `continue`; empty when unknown. */
    readonly type = '',
    /** The server's own words. */
    readonly text = '',
    /** The application-specific condition's name, if any. */
    readonly specific = ''
  ) {
    super(text ? `${condition}: ${text}` : condition);
  }
}

/** Whether the other side said no; without a stream, or an answer, nobody knows what it would have said. */
export function isRefusal(thrown: unknown): thrown is StanzaError {
  return thrown instanceof StanzaError && thrown.condition !== 'closed' && thrown.condition !== 'timeout';
}

/** Reads the `<error/>` of an IQ, message or presence; what is missing is left empty. */
export function parseStanzaError(stanza: Element): StanzaError {
  const error = elements(stanza).find((e) => e.getName() === 'error');
  if (!error) return new StanzaError('undefined-condition');
  const condition = elements(error).find((e) => e.getNS() === STANZAS && e.getName() !== 'text');
  const specific = elements(error).find((e) => e.getNS() !== STANZAS);
  const words = child(error, 'text', STANZAS);
  return new StanzaError(
    condition?.getName() ?? 'undefined-condition',
    String(error.attrs.type ?? ''),
    words ? text(words) : '',
    specific?.getName() ?? ''
  );
}
