import { el, type Element } from './xml';
import { SM } from './xep/0198-stream-management';

const MODULUS = 2 ** 32;

/** The server acknowledged stanzas that were never sent (XEP-0198 §4). */
export class CountError extends Error {
  override readonly name = 'CountError';
  constructor(
    readonly h: number,
    readonly sent: number
  ) {
    super(`${h} acknowledged, ${sent} sent`);
  }

  /** The application-specific condition of the stream error that tells the server (§4). */
  build(): Element {
    return el('handled-count-too-high', { xmlns: SM, h: String(this.h), 'send-count': String(this.sent) });
  }
}

/** Both counters of stream management (XEP-0198 §4). Who keeps the stanzas is no matter of theirs. */
export class StanzaCounters {
  /** How many of the server's stanzas were handled: what we answer. */
  inbound: number;
  /** The number of the stanza that was sent last. */
  sent: number;
  /** The number of the stanza that was acknowledged last. */
  acknowledged: number;

  /** After a resume both counters go on: ours where it was stored, the other where the server says it stands (§5). */
  constructor(start: { inbound: number; outbound: number } = { inbound: 0, outbound: 0 }) {
    this.inbound = start.inbound;
    this.sent = this.acknowledged = start.outbound;
  }

  /** Numbers the stanza that is about to be sent. */
  countSent(): number {
    return ++this.sent;
  }

  /** One more of the server's stanzas is handled. */
  countHandled(): void {
    this.inbound = (this.inbound + 1) % MODULUS;
  }

  /** The server's count; throws {@link CountError} when it is ahead of what was sent, or behind itself. */
  acknowledge(h: number): void {
    const fresh = (h - (this.acknowledged % MODULUS) + MODULUS) % MODULUS;
    if (fresh > this.sent - this.acknowledged) throw new CountError(h, this.sent);
    this.acknowledged += fresh;
  }
}
