import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect } from '../../src/lib/xmpp/connect';
import { setRosterItem } from '../../src/lib/xmpp/roster';
import { openStream } from '../../src/lib/xmpp/stream';
import type { Connector, Transport } from '../../src/lib/xmpp/transport';
import { BrowserLike, type Tab } from '../support/browser-like';
import { startServers, type Servers } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

/** Makes the real transports and keeps them, so that their bytes can be read and their links cut. */
function watched(): { connect: Connector; all: Transport[] } {
  const all: Transport[] = [];
  return {
    all,
    connect: (endpoint, sink) => {
      const transport = connect(endpoint, sink);
      all.push(transport);
      return transport;
    }
  };
}

/** Resolves when nothing was sent for a moment: what was to be asked was asked. */
async function quiet(transport: Transport): Promise<void> {
  let before = -1;
  await vi.waitFor(
    () => {
      const now = transport.bytesSent + transport.bytesReceived;
      const same = now === before;
      before = now;
      if (!same) throw new Error('still talking');
    },
    { timeout: 10_000, interval: 700 }
  );
}

describe('what a connection costs', () => {
  let servers: Servers;
  let alice: Tab;
  let bob: Tab;
  const links = watched();

  beforeAll(async () => {
    servers = await startServers();
    await servers.createAccount('alice.longer.name', 'secret-a');
    await servers.createAccount('bob', 'secret-b');
    const stream = await openStream({
      endpoint: { kind: 'websocket', url: servers.wsUrl },
      jid: 'bob@localhost',
      credentials: { password: 'secret-b' },
      userAgentId: crypto.randomUUID(),
      resource: 'fill'
    });
    stream.listen({ stanza: () => undefined, failed: () => 'stop' });
    for (let i = 0; i < 200; i++) {
      await setRosterItem(stream, { jid: `contact.number.${i}@example.org`, name: `Contact number ${i}` });
    }
    await stream.close();
    const network = { origin: servers.publicUrl };
    alice = await new BrowserLike('thrift-alice', network).openTab();
    bob = await new BrowserLike('thrift-bob', { ...network, connect: links.connect }).openTab();
    await alice.engine.logIn({ address: 'alice.longer.name@localhost', password: 'secret-a' });
    await bob.engine.logIn({ address: 'bob@localhost', password: 'secret-b' });
    await until(() => expect(bob.live.connection).toBe('online'));
  });
  afterAll(async () => {
    alice?.close();
    bob?.close();
    await servers?.stop();
  });

  it('logs in with 200 contacts for at most 5 KB sent', async () => {
    await until(async () => expect(await bob.engine.people()).toHaveLength(200));
    await quiet(links.all[0]!);
    expect(links.all[0]!.bytesSent).toBeLessThanOrEqual(5 * 1024);
  });

  it('sends a one-line message for at most 300 bytes, the question for its acknowledgement included', async () => {
    const [link] = links.all;
    const before = link!.bytesSent;
    await bob.engine.send('alice.longer.name@localhost', 'See you at seven then, bring the cake.');
    await until(async () => expect(await bob.db.count('outbox')).toBe(0));
    await quiet(link!);
    expect(link!.bytesSent - before).toBeLessThanOrEqual(300);
  });

  it('takes a cut connection up again for at most 1 KB sent and 2 KB received', async () => {
    const count = links.all.length;
    links.all.at(-1)!.drop({ kind: 'lost', condition: '', text: 'cut by the test' });
    await until(() => expect(links.all).toHaveLength(count + 1));
    const link = links.all.at(-1)!;
    await until(() => expect(bob.live.connection).toBe('online'));
    await quiet(link);
    expect(link.bytesSent).toBeGreaterThan(0);
    expect(link.bytesSent).toBeLessThanOrEqual(1024);
    expect(link.bytesReceived).toBeLessThanOrEqual(2 * 1024);
  });

  it('asks one question in five minutes on an idle connection, and nothing else', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const carol = await new BrowserLike('thrift-carol', {
      origin: servers.publicUrl,
      connect: links.connect
    }).openTab();
    try {
      await servers.createAccount('carol', 'secret-c');
      await carol.engine.logIn({ address: 'carol@localhost', password: 'secret-c' });
      await until(() => expect(carol.live.connection).toBe('online'));
      const link = links.all.at(-1)!;
      await quiet(link);
      const [sent, received] = [link.bytesSent, link.bytesReceived];
      vi.advanceTimersByTime(240_000);
      await quiet(link);
      expect([link.bytesSent, link.bytesReceived]).toEqual([sent, received]);
      vi.advanceTimersByTime(60_000);
      await until(() => expect(link.bytesReceived).toBeGreaterThan(received));
      expect(link.bytesSent - sent).toBeLessThan(40);
    } finally {
      vi.useRealTimers();
      carol.close();
    }
  });
});
