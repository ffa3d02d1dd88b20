import type { Connector } from './transport';
import { BoshTransport } from './transport-bosh';
import { WebSocketTransport } from './transport-websocket';

/** The real transports. */
export const connect: Connector = (endpoint, sink) =>
  endpoint.kind === 'bosh' ? new BoshTransport(endpoint, sink) : new WebSocketTransport(endpoint, sink);
