import type { Connector, Endpoint } from './transport';
import { WebSocketTransport } from './transport-websocket';

/** A WebSocket, as nearly every connection is one. */
export const connectWebSocket: Connector = (endpoint, sink) => new WebSocketTransport(endpoint, sink);

/** The real transport of an endpoint; BOSH is loaded where it is needed. */
export async function connectorFor({ kind }: Endpoint): Promise<Connector> {
  if (kind === 'websocket') return connectWebSocket;
  const { BoshTransport } = await import('./transport-bosh');
  return (endpoint, sink) => new BoshTransport(endpoint, sink);
}
