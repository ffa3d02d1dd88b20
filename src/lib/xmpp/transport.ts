import type { Element } from './xml';

/** One address that a server's streams can be reached at (XEP-0156). */
export interface Endpoint {
  kind: 'websocket' | 'bosh';
  url: string;
}

/** Why a connection is over. */
export interface CloseReason {
  /**
   * `closed`: we asked. `lost`: the connection went away. `ended`: the server ended the stream. `broken`: the server
   * broke a rule, so we ended it. `silent`: the server did not answer in time.
   */
  kind: 'closed' | 'lost' | 'ended' | 'broken' | 'silent';
  /** The stream error's condition (RFC 6120 §4.9.3); empty without one. */
  condition: string;
  /** For the log. */
  text: string;
}

/** The attributes that a stream is opened with (RFC 6120 §4.7). */
export interface StreamHeader {
  to: string;
  from?: string;
}

/** Who gets what arrives. Neither is called again after `closed`. */
export interface TransportSink {
  /** One complete top-level element: features, a stanza, a nonza. Never called from inside a parser. */
  element(element: Element): void;
  /** Called exactly once. */
  closed(reason: CloseReason): void;
}

/** A way to exchange elements with a server. What is sent before the connection stands, waits for it. */
export interface Transport {
  /** Protected by TLS, or this very machine: a password in the clear may pass. */
  readonly secure: boolean;
  /** A stream over it can be resumed (XEP-0198 §5). */
  readonly resumable: boolean;
  /** Bytes of payload, without what TLS, TCP and HTTP add. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Bytes that are still in this machine: as long as they shrink, the link is slow, not dead. */
  readonly unsent: number;
  /** Opens the stream, or opens it anew after SASL (RFC 6120 §6.4.6). */
  open(header: StreamHeader): void;
  /** Sends one serialised top-level element. */
  send(frame: string): void;
  /** Ends the stream properly; `reason` is what the sink is told, `closed` by default. */
  close(reason?: CloseReason): void;
  /** Lets go of the connection without a word, so that the stream can be resumed (XEP-0198 §5). */
  drop(reason?: CloseReason): void;
}

/** Makes a transport for an address and begins to connect. */
export type Connector = (endpoint: Endpoint, sink: TransportSink) => Transport;

/** A reason, with empty words where there are none. */
export function reason(kind: CloseReason['kind'], text = '', condition = ''): CloseReason {
  return { kind, condition, text };
}
