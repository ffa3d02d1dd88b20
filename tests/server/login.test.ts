import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { discover } from '../../src/lib/xmpp/discovery';
import { openForRegistration } from '../../src/lib/xmpp/registration';
import { revokeToken } from '../../src/lib/xmpp/revoke-token';
import { openStream, type Stream, type StreamHandlers, type StreamOptions } from '../../src/lib/xmpp/stream';
import type { Endpoint } from '../../src/lib/xmpp/transport';
import { el, type Element } from '../../src/lib/xmpp/xml';
import { register } from '../../src/lib/xmpp/xep/0077-registration';
import { ping } from '../../src/lib/xmpp/xep/0199-ping';
import { preauthenticate } from '../../src/lib/xmpp/xep/0445-registration-tokens';
import { KINDS, startServers, type Servers } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const PASSWORD = 'correct größer horse';

describe.each(KINDS)('%s', (kind) => {
  let servers: Servers;
  let websocket: Endpoint;
  let bosh: Endpoint;
  const streams: Stream[] = [];
  const hasTokens = kind === '13';

  beforeAll(async () => {
    servers = await startServers({ kind });
    websocket = { kind: 'websocket', url: servers.wsUrl };
    bosh = { kind: 'bosh', url: servers.boshUrl };
    for (const user of ['alice', 'bob', 'erin', 'frank']) await servers.createAccount(user, PASSWORD);
  });
  afterAll(() => servers.stop());
  afterEach(async () => {
    for (const stream of streams.splice(0)) await stream.close();
  });

  async function open(user: string, more: Partial<StreamOptions> = {}): Promise<Stream> {
    const stream = await openStream({
      jid: `${user}@${servers.domain}`,
      endpoint: websocket,
      credentials: { password: PASSWORD },
      userAgentId: `d4565fa7-4d72-4749-b3d3-${user.padEnd(12, '0').slice(0, 12)}`,
      resource: 'kith',
      ...more
    });
    streams.push(stream);
    return stream;
  }

  function listen(stream: Stream, more: Partial<StreamHandlers> = {}): { bodies: string[]; acked: number } {
    const seen = { bodies: [] as string[], acked: 0 };
    stream.listen({
      stanza: (stanza) => {
        const body = stanza.getChildText('body');
        if (body !== null) seen.bodies.push(body);
      },
      failed: () => 'stop',
      acked: (upTo) => (seen.acked = upTo),
      ...more
    });
    return seen;
  }

  const chat = (to: string, body: string): Element =>
    el('message', { to: `${to}@${servers.domain}`, type: 'chat' }, el('body', {}, body));

  test('host-meta tells where to connect', async () => {
    const found = await discover(servers.domain, { origin: servers.publicUrl });
    expect(found).toEqual([websocket, bosh]);
  });

  test('a first login takes at most 6 round trips', async () => {
    const stream = await open('alice');
    expect(stream.roundTrips).toBeLessThanOrEqual(6);
    expect(stream).toMatchObject({
      managed: true,
      resumed: false,
      login: { mechanism: expect.stringMatching(/^SCRAM-/) as string, fastRefused: false }
    });
    expect(stream.features).toMatchObject({ csi: true, rosterVersions: true });
    listen(stream);
    await ping(stream);
    expect(await stream.probe(5_000)).toBe(true);
  });

  test('a wrong password is told as such', async () => {
    const refused = open('alice', { credentials: { password: 'wrong' } });
    await expect(refused).rejects.toMatchObject({ code: 'wrong-password' });
  });

  test('keys replace the password, until it is changed', async () => {
    const first = await open('alice');
    const { scram } = first.login;
    if (!scram) throw new Error('no keys');
    await first.close();
    const second = await open('alice', { credentials: { scram } });
    expect(second.login.scram).toEqual(scram);
    const stale = { ...scram, salt: 'AAAA' };
    await expect(open('alice', { credentials: { scram: stale } })).rejects.toMatchObject({ code: 'wrong-password' });
  });

  test('a cut stream goes on, with what came in between', async () => {
    const alice = await open('alice');
    const before = listen(alice);
    alice.send(el('presence'));
    const bob = await open('bob');
    listen(bob);
    bob.send(chat('alice', 'one'));
    await vi.waitFor(() => expect(before.bodies).toEqual(['one']));
    await alice.abandon();
    bob.send(chat('alice', 'two'));
    await bob.probe(5_000);

    const { state } = alice;
    if (!state) throw new Error('not resumable');
    const again = await open('alice', { resume: state });
    expect(again).toMatchObject({ resumed: true, jid: alice.jid, resumedAt: state.outbound });
    const after = listen(again);
    await vi.waitFor(() => expect(after.bodies).toEqual(['two']));
    const number = again.send(chat('bob', 'three'));
    expect(number).toBe((state.outbound ?? 0) + 1);
    await vi.waitFor(() => expect(after.acked).toBe(number));
  });

  test('a cut stream goes on for at most 1 KB up and 2 KB down', async () => {
    const alice = await open('alice');
    listen(alice);
    await ping(alice);
    await alice.abandon();
    const { state, login } = alice;
    if (!state || !login.scram) throw new Error('not resumable');
    const credentials = { scram: login.scram, ...(login.fast && { fast: login.fast }) };
    const again = await open('alice', { credentials, resume: state });
    listen(again);
    await again.probe(5_000);
    expect(again.resumed).toBe(true);
    expect(again.traffic.sent).toBeLessThanOrEqual(1_024);
    expect(again.traffic.received).toBeLessThanOrEqual(2_048);
  });

  test('what was not handled before a cut comes again, what was does not', async () => {
    const alice = await open('alice');
    listen(alice, {
      stanza: (stanza) => {
        if (stanza.getChildText('body') === 'fails') throw new Error('not stored');
      }
    });
    alice.send(el('presence'));
    const bob = await open('bob');
    for (const body of ['stored', 'fails', 'later']) bob.send(chat('alice', body));
    expect(await alice.closed).toMatchObject({ text: 'stopped' });
    const { state } = alice;
    if (!state) throw new Error('not resumable');
    const again = await open('alice', { resume: state });
    const after = listen(again);
    await vi.waitFor(() => expect(after.bodies).toEqual(['fails', 'later']));
  });

  test('a character that XML forbids does not end the stream', async () => {
    const alice = await open('alice');
    const seen = listen(alice);
    alice.send(el('presence'));
    alice.send(el('message', { to: alice.jid, type: 'chat', id: 'a\u0001b' }, el('body', {}, 'x\u0000\ud800y')));
    await vi.waitFor(() => expect(seen.bodies).toEqual(['x\ufffdy']));
  });

  test('BOSH does the same where WebSocket does not get through', async () => {
    const erin = await open('erin', { endpoint: bosh });
    const frank = await open('frank');
    const [seenByErin, seenByFrank] = [listen(erin), listen(frank)];
    expect(erin.roundTrips).toBeLessThanOrEqual(6);
    expect(erin).toMatchObject({ managed: true, state: undefined });
    for (const stream of [erin, frank]) stream.send(el('presence'));
    for (const stream of [erin, frank]) await ping(stream);
    const bodies = Array.from({ length: 30 }, (_, i) => `message ${i}`);
    for (const body of bodies) {
      erin.send(chat('frank', body));
      frank.send(chat('erin', body));
    }
    await vi.waitFor(() => expect(seenByFrank.bodies).toEqual(bodies), 5_000);
    await vi.waitFor(() => expect(seenByErin.bodies).toEqual(bodies), 5_000);
    await vi.waitFor(() => expect(seenByErin.acked).toBeGreaterThanOrEqual(bodies.length), 5_000);
    expect(await erin.close()).toMatchObject({ kind: 'closed' });
    const refused = open('erin', { endpoint: bosh, credentials: { password: 'wrong' } });
    await expect(refused).rejects.toMatchObject({ code: 'wrong-password' });
  });

  // Only Prosody 13 has tokens, and ejabberd has no invitations.
  if (hasTokens)
    test('a token logs in within 2 round trips, and is worthless once taken back', async () => {
      const { login } = await open('alice');
      if (!login.fast) throw new Error('no token');
      const second = await open('alice', { credentials: { fast: login.fast } });
      expect(second.roundTrips).toBe(2);
      const token = second.login.fast ?? login.fast;
      await revokeToken({
        jid: second.self,
        endpoint: websocket,
        token,
        userAgentId: `d4565fa7-4d72-4749-b3d3-alice0000000`
      });
      await expect(open('alice', { credentials: { fast: token } })).rejects.toMatchObject({ code: 'wrong-password' });
      const fallback = await open('alice', {
        credentials: { fast: token, ...(login.scram && { scram: login.scram }) }
      });
      expect(fallback.login).toMatchObject({ fastRefused: true, fast: { mechanism: 'HT-SHA-256-NONE' } });
    });

  if (kind !== 'ejabberd')
    test('an invitation makes an account', async () => {
      const { token } = await servers.invite();
      for (const [name, wanted] of [
        ['carol', 'invited'],
        ['dave', 'refused']
      ] as const) {
        const stream = await openForRegistration(servers.domain, websocket);
        expect(stream).toMatchObject({ registers: true, takesTokens: true });
        const registering = preauthenticate(stream.requests, servers.domain, token).then(() =>
          register(stream.requests, servers.domain, name, PASSWORD)
        );
        if (wanted === 'invited') await registering;
        else await expect(registering).rejects.toMatchObject({ name: 'StanzaError' });
        await stream.close();
      }
      expect((await open('carol')).self).toBe(`carol@${servers.domain}`);
    });

  test('after a restart the stream can not go on, and a new one begins', async () => {
    const alice = await open('alice');
    listen(alice);
    const { state } = alice;
    if (!state) throw new Error('not resumable');
    await servers.restart();
    expect((await alice.closed).kind).toMatch(/lost|ended/);
    const again = await open('alice', { resume: state });
    expect(again).toMatchObject({ resumed: false, managed: true });
    listen(again);
    await ping(again);
  });
});
