import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openStream } from '../../src/lib/xmpp/stream';
import { attr, child, el } from '../../src/lib/xmpp/xml';
import { ScriptedServer } from './scripted-server';
import { bodyOf, endScripted, FEATURES, message, openScripted, recorder, streamOptions } from './scripted-stream';

const PLAIN_ONLY = `<stream:features xmlns:stream='http://etherx.jabber.org/streams'>
  <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>`;

let server: ScriptedServer;
beforeEach(() => (server = new ScriptedServer()));
afterEach(() => server.finish());

describe('login', () => {
  test('binds, enables and gets a token in three round trips, two with a token', async () => {
    const first = await openScripted(server);
    expect(first).toMatchObject({ jid: 'romeo@example.org/Kith~1', self: 'romeo@example.org', managed: true });
    expect(first).toMatchObject({ resumed: false, carbons: true, features: FEATURES, resumableFor: 600 });
    expect(first.login).toMatchObject({ mechanism: 'PLAIN', fast: { token: 'token-1' }, fastRefused: false });
    await endScripted(server, first);
    const { fast } = first.login;
    const second = await openScripted(server, {}, { credentials: fast ? { fast } : {} });
    expect(second.roundTrips).toBe(2);
    expect(second.login).toMatchObject({ fast: { token: 'token-2' } });
    await endScripted(server, second);
  });

  test('goes on with a password when the token is refused, on the same stream', async () => {
    const opening = openStream(
      streamOptions(server, {
        credentials: { password: 'secret', fast: { token: 'old', mechanism: 'HT-SHA-256-NONE', expiry: 0 } }
      })
    );
    await server.expectOpen();
    server.reply(`<stream:features xmlns:stream='http://etherx.jabber.org/streams'><authentication xmlns='urn:xmpp:sasl:2'>
      <mechanism>PLAIN</mechanism><inline><bind xmlns='urn:xmpp:bind:0'/><fast xmlns='urn:xmpp:fast:0'>
      <mechanism>HT-SHA-256-NONE</mechanism></fast></inline></authentication></stream:features>`);
    expect(attr(await server.expect('authenticate'), 'mechanism')).toBe('HT-SHA-256-NONE');
    server.reply(
      `<failure xmlns='urn:xmpp:sasl:2'><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>`
    );
    const again = await server.expect('authenticate');
    expect(attr(again, 'mechanism')).toBe('PLAIN');
    expect(child(again, 'request-token', 'urn:xmpp:fast:0')).toBeDefined();
    server.reply(
      `<success xmlns='urn:xmpp:sasl:2'><authorization-identifier>romeo@example.org/x</authorization-identifier>
        <bound xmlns='urn:xmpp:bind:0'/></success>`,
      `<stream:features xmlns:stream='http://etherx.jabber.org/streams'/>`
    );
    const stream = await opening;
    expect(stream).toMatchObject({ managed: false, login: { fastRefused: true, mechanism: 'PLAIN' } });
    await endScripted(server, stream);
  });

  test('without SASL2 it binds and enables in one breath, after a resume that failed', async () => {
    const resume = { id: 'gone', jid: 'romeo@example.org/kith', inbound: 7, features: FEATURES };
    const opening = openStream(streamOptions(server, { resume }));
    expect(await server.expectOpen()).toEqual({ to: 'example.org', from: 'romeo@example.org' });
    server.reply(PLAIN_ONLY);
    await server.expect('auth');
    server.reply(`<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>`);
    await server.expectOpen();
    server.reply(`<stream:features xmlns:stream='http://etherx.jabber.org/streams'>
      <bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><sm xmlns='urn:xmpp:sm:3'/></stream:features>`);
    expect((await server.expect('resume')).attrs).toMatchObject({ previd: 'gone', h: '7' });
    server.reply(`<failed xmlns='urn:xmpp:sm:3' h='9'/>`);
    const bind = await server.expect('iq');
    expect(bind.getChild('bind')?.getChildText('resource')).toBe('kith');
    expect(attr(await server.expect('enable'), 'resume')).toBe('true');
    server.answer(bind, `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>romeo@example.org/kith</jid></bind>`);
    server.reply(`<enabled xmlns='urn:xmpp:sm:3' id='new' resume='true'/>`);
    const stream = await opening;
    expect(stream).toMatchObject({ jid: 'romeo@example.org/kith', resumed: false, failedAt: 9, roundTrips: 5 });
    expect(stream.state).toMatchObject({ id: 'new', inbound: 0, outbound: 0 });
    await endScripted(server, stream);
  });

  test.each([
    ['something else than features', `<message xmlns='jabber:client'/>`],
    ['no way to log in', `<stream:features xmlns:stream='http://etherx.jabber.org/streams'/>`]
  ])('a server that offers %s is refused', async (_, frame) => {
    const opening = expect(openStream(streamOptions(server))).rejects.toMatchObject({ code: 'server-refused' });
    await server.expectOpen();
    server.reply(frame);
    await opening;
    expect(await server.expectEnd()).toBe('closed');
  });

  test("a connection that is cut during login is the network's fault", async () => {
    const opening = expect(openStream(streamOptions(server))).rejects.toMatchObject({ code: 'server-unreachable' });
    await server.expectOpen();
    server.cut();
    await opening;
  });

  test('a server that does not prove that it knows the token is refused', async () => {
    const token = { token: 'mine', mechanism: 'HT-SHA-256-NONE', expiry: 0 } as const;
    const opening = openStream(streamOptions(server, { credentials: { fast: token } }));
    await expect(Promise.all([opening, server.login()])).rejects.toMatchObject({ code: 'login-unsafe' });
    expect(await server.expectEnd()).toBe('closed');
  });

  test.each([
    ['less than was seen before', { minimumMechanism: 'SCRAM-SHA-256' }, 'login-unsafe'],
    ['keys only, for what is not offered', { credentials: {} }, 'wrong-password'],
    ['no encryption', { endpoint: { kind: 'websocket', url: 'ws://example.org/ws' } as const }, 'login-unsafe']
  ])('refuses: %s', async (name, more, code) => {
    const opening = expect(openStream(streamOptions(server, more))).rejects.toMatchObject({ code });
    if (name !== 'no encryption') {
      await server.expectOpen();
      server.reply(PLAIN_ONLY);
      await server.expectEnd();
    }
    await opening;
  });

  test.each([
    ['another account', { jid: 'mallory@example.org/x' }],
    ['no resource', { jid: 'romeo@example.org' }]
  ])('is not bound to %s', async (_, login) => {
    await expect(openScripted(server, login)).rejects.toMatchObject({ code: 'server-refused' });
    await server.expectEnd();
  });
});

describe('silence', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('an unanswered opening ends after 10 s', async () => {
    const opening = expect(openStream(streamOptions(server))).rejects.toMatchObject({ code: 'timeout' });
    await server.expectOpen();
    await vi.advanceTimersByTimeAsync(9_900);
    server.finish();
    await vi.advanceTimersByTimeAsync(200);
    await opening;
    expect(await server.expectEnd()).toBe('dropped');
  });

  test('a login that goes nowhere ends after 15 s', async () => {
    const opening = expect(openStream(streamOptions(server))).rejects.toMatchObject({ code: 'timeout' });
    await server.expectOpen();
    server.reply(PLAIN_ONLY);
    await server.expect('auth');
    await vi.advanceTimersByTimeAsync(15_100);
    await opening;
    await server.expectEnd();
  });

  test('asks once after a burst, and drops the connection 15 s after sending', async () => {
    const stream = await openScripted(server);
    stream.listen(recorder());
    for (const body of ['a', 'b', 'c']) stream.send(message(body));
    for (const body of ['a', 'b', 'c']) await server.expect((sent) => bodyOf(sent) === body);
    await vi.advanceTimersByTimeAsync(1_000);
    await server.expect('r');
    server.finish();
    await vi.advanceTimersByTimeAsync(14_000);
    expect(await server.expectEnd()).toBe('dropped');
    expect(await stream.closed).toMatchObject({ kind: 'silent' });
  });

  test('a probe that is answered keeps the connection, one that is not drops it', async () => {
    const stream = await openScripted(server);
    stream.listen(recorder());
    const alive = stream.probe(5_000);
    await server.expect('r');
    server.reply(`<a xmlns='urn:xmpp:sm:3' h='0'/>`);
    expect(await alive).toBe(true);
    const dead = stream.probe(5_000);
    await server.expect('r');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await dead).toBe(false);
    await server.expectEnd();
  });

  test('a request that nobody answers fails by itself', async () => {
    const stream = await openScripted(server, { sm: false });
    const asked = expect(stream.request('get', 'x@example.org', el('q'), 3_000)).rejects.toMatchObject({
      condition: 'timeout'
    });
    await server.expect('iq');
    await vi.advanceTimersByTimeAsync(3_000);
    await asked;
    await server.expect('iq');
    await endScripted(server, stream);
  });
});
