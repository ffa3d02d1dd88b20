import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Tab } from '../support/browser-like';
import { Links, quiet } from '../support/links';
import { People, until } from '../support/people';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

describe('what a connection costs', () => {
  let people: People;
  let bob: Tab;
  const links = new Links();

  beforeAll(async () => {
    people = await People.at('0.12', 'thrift');
    await people.arrive('alice.longer.name');
    await people.register('bob');
    await people.fillContacts('bob', 200);
    bob = await people.open('bob', 'bob', links.connect);
    await until(() => expect(bob.live.connection).toBe('online'));
  });
  afterAll(() => people?.leave());

  it('logs in with 200 contacts for at most 5 KB sent', async () => {
    await until(async () => expect(await bob.engine.people()).toHaveLength(200));
    await quiet(links.newest);
    expect(links.newest.transport.bytesSent).toBeLessThanOrEqual(5 * 1024);
  });

  it('sends a one-line message for at most 300 bytes, the question for its acknowledgement included', async () => {
    const link = links.newest;
    const before = link.transport.bytesSent;
    await bob.engine.send('alice.longer.name@localhost', 'See you at seven then, bring the cake.');
    await until(async () => expect(await bob.db.count('outbox')).toBe(0));
    await quiet(link);
    expect(link.transport.bytesSent - before).toBeLessThanOrEqual(300);
  });

  it('takes a cut connection up again for at most 1 KB sent and 2 KB received', async () => {
    const link = await links.cut();
    await until(() => expect(bob.live.connection).toBe('online'));
    await quiet(link);
    expect(link.transport.bytesSent).toBeGreaterThan(0);
    expect(link.transport.bytesSent).toBeLessThanOrEqual(1024);
    expect(link.transport.bytesReceived).toBeLessThanOrEqual(2 * 1024);
  });

  it('asks one question in five minutes on an idle connection, and nothing else', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await people.register('carol');
      const carol = await people.open('carol', 'carol', links.connect);
      await until(() => expect(carol.live.connection).toBe('online'));
      const link = links.newest;
      await quiet(link);
      const { transport } = link;
      const { bytesSent, bytesReceived } = transport;
      vi.advanceTimersByTime(240_000);
      await quiet(link);
      expect([transport.bytesSent, transport.bytesReceived]).toEqual([bytesSent, bytesReceived]);
      vi.advanceTimersByTime(60_000);
      await until(() => expect(transport.bytesReceived).toBeGreaterThan(bytesReceived));
      expect(transport.bytesSent - bytesSent).toBeLessThan(40);
    } finally {
      vi.useRealTimers();
    }
  });
});
