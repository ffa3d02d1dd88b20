import { expect, vi } from 'vitest';
import { connectWebSocket } from '../../src/lib/xmpp/connect';
import type { Connector, Transport } from '../../src/lib/xmpp/transport';
import type { Element } from '../../src/lib/xmpp/xml';

/** A connection to a real server, with all that came over it. */
export interface Link {
  readonly transport: Transport;
  readonly received: Element[];
}

/** Every connection of a device, in order: their bytes can be read, and they can be cut. */
export class Links {
  readonly all: Link[] = [];

  readonly connect: Connector = (endpoint, sink) => {
    const received: Element[] = [];
    const transport = connectWebSocket(endpoint, {
      element: (element) => {
        received.push(element);
        sink.element(element);
      },
      closed: (why) => sink.closed(why)
    });
    this.all.push({ transport, received });
    return transport;
  };

  get newest(): Link {
    const link = this.all.at(-1);
    if (!link) throw new Error('nobody connected');
    return link;
  }

  /** Cuts the newest, and waits for the one after it. */
  async cut(timeout = 10_000): Promise<Link> {
    const count = this.all.length;
    this.newest.transport.drop({ kind: 'lost', condition: '', text: 'cut by the test' });
    await vi.waitFor(() => expect(this.all).toHaveLength(count + 1), { timeout, interval: 20 });
    return this.newest;
  }
}

/** How many bytes of what came fit. */
export function bytesOf({ received }: Link, fits: (element: Element) => boolean): number {
  return received.filter(fits).reduce((sum, one) => sum + Buffer.byteLength(one.toString()), 0);
}

/** Resolves when nothing was said for a moment: what was to be asked was asked. */
export async function quiet({ transport }: Link, timeout = 10_000): Promise<void> {
  let before = -1;
  const same = (): void => {
    const now = transport.bytesSent + transport.bytesReceived;
    const isSame = now === before;
    before = now;
    if (!isSame) throw new Error('still talking');
  };
  await vi.waitFor(same, { timeout, interval: 700 });
}
