import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openStream, type Stream, type StreamHandlers, type StreamOptions } from '../../src/lib/xmpp/stream';
import { StanzaError } from '../../src/lib/xmpp/requests';
import { attr, child, el, type Element } from '../../src/lib/xmpp/xml';
import { ScriptedServer, type ScriptedLogin } from './scripted-server';

const FEATURES = { rosterVersions: true, csi: true, preApproval: true };
const bodyOf = (message: Element): string => message.getChildText('body') ?? '';
const message = (body: string, from = 'juliet@example.org/a'): Element =>
  el('message', { xmlns: 'jabber:client', from, type: 'chat' }, el('body', {}, body));

let server: ScriptedServer;
beforeEach(() => (server = new ScriptedServer()));
afterEach(() => server.finish());

function options(more: Partial<StreamOptions> = {}): StreamOptions {
  return {
    jid: 'romeo@example.org',
    endpoint: { kind: 'websocket', url: 'wss://example.org/ws' },
    credentials: { password: 'secret' },
    userAgentId: 'd4565fa7-4d72-4749-b3d3-740edbf87770',
    resource: 'kith',
    connect: server.connect,
    ...more
  };
}

async function open(login: ScriptedLogin = {}, more: Partial<StreamOptions> = {}): Promise<Stream> {
  const [stream] = await Promise.all([openStream(options(more)), server.login(login)]);
  return stream;
}

/** Handlers that note what they were given. */
function recorder(more: Partial<StreamHandlers> = {}): StreamHandlers & { seen: string[]; acks: number[] } {
  const seen: string[] = [];
  const acks: number[] = [];
  return {
    seen,
    acks,
    stanza: (stanza) => void seen.push(bodyOf(stanza)),
    failed: (_, thrown) => {
      throw thrown;
    },
    acked: (upTo) => void acks.push(upTo),
    ...more
  };
}

async function end(stream: Stream): Promise<void> {
  const done = stream.close();
  if (stream.managed) await server.expect('a');
  await server.expectEnd();
  await done;
}

describe('login', () => {
  test('binds, enables and gets a token in three round trips, two with a token', async () => {
    const first = await open();
    expect(first).toMatchObject({ jid: 'romeo@example.org/Kith~1', self: 'romeo@example.org', managed: true });
    expect(first).toMatchObject({ resumed: false, carbons: true, features: FEATURES, resumableFor: 600 });
    expect(first.login).toMatchObject({ mechanism: 'PLAIN', fast: { token: 'token-1' }, fastRefused: false });
    await end(first);
    const { fast } = first.login;
    const second = await open({}, { credentials: fast ? { fast } : {} });
    expect(second.roundTrips).toBe(2);
    expect(second.login).toMatchObject({ fast: { token: 'token-2' } });
    await end(second);
  });

  test('goes on with a password when the token is refused, on the same stream', async () => {
    const opening = openStream(
      options({ credentials: { password: 'secret', fast: { token: 'old', mechanism: 'HT-SHA-256-NONE', expiry: 0 } } })
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
    await end(stream);
  });

  test('a server that does not prove that it knows the token is refused', async () => {
    const token = { token: 'mine', mechanism: 'HT-SHA-256-NONE', expiry: 0 } as const;
    const opening = openStream(options({ credentials: { fast: token } }));
    await expect(Promise.all([opening, server.login()])).rejects.toMatchObject({ code: 'login-unsafe' });
    expect(await server.expectEnd()).toBe('closed');
  });

  test.each([
    ['less than was seen before', { minimumMechanism: 'SCRAM-SHA-256' }, 'login-unsafe'],
    ['keys only, for what is not offered', { credentials: {} }, 'wrong-password'],
    ['no encryption', { endpoint: { kind: 'websocket', url: 'ws://example.org/ws' } as const }, 'login-unsafe']
  ])('refuses: %s', async (name, more, code) => {
    const opening = expect(openStream(options(more))).rejects.toMatchObject({ code });
    if (name !== 'no encryption') {
      await server.expectOpen();
      server.reply(`<stream:features xmlns:stream='http://etherx.jabber.org/streams'>
        <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>`);
      await server.expectEnd();
    }
    await opening;
  });

  test.each([
    ['another account', { jid: 'mallory@example.org/x' }],
    ['no resource', { jid: 'romeo@example.org' }]
  ])('is not bound to %s', async (_, login) => {
    await expect(open(login)).rejects.toMatchObject({ code: 'server-refused' });
    await server.expectEnd();
  });
});

describe('silence', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('an unanswered opening ends after 10 s', async () => {
    const opening = expect(openStream(options())).rejects.toMatchObject({ code: 'timeout' });
    await server.expectOpen();
    await vi.advanceTimersByTimeAsync(9_900);
    server.finish();
    await vi.advanceTimersByTimeAsync(200);
    await opening;
    expect(await server.expectEnd()).toBe('dropped');
  });

  test('a login that goes nowhere ends after 15 s', async () => {
    const opening = expect(openStream(options())).rejects.toMatchObject({ code: 'timeout' });
    await server.expectOpen();
    server.reply(`<stream:features xmlns:stream='http://etherx.jabber.org/streams'>
      <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>`);
    await server.expect('auth');
    await vi.advanceTimersByTimeAsync(15_100);
    await opening;
    await server.expectEnd();
  });

  test('asks once after a burst, and drops the connection 15 s after sending', async () => {
    const stream = await open();
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
    const stream = await open();
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
    const stream = await open({ sm: false });
    const asked = expect(stream.request('get', 'x@example.org', el('q'), 3_000)).rejects.toMatchObject({
      condition: 'timeout'
    });
    await server.expect('iq');
    await vi.advanceTimersByTimeAsync(3_000);
    await asked;
    await server.expect('iq');
    await end(stream);
  });
});

describe('requests', () => {
  let stream: Stream;
  const ask = (to: string | undefined): Promise<Element> => stream.request('get', to, el('q', { xmlns: 'q' }));
  const forge = (id: string | undefined, from: string | undefined): void =>
    server.reply(el('iq', { xmlns: 'jabber:client', type: 'result', id, from }, el('forged')));
  beforeEach(async () => {
    stream = await open({ sm: false });
    stream.listen(recorder());
  });
  afterEach(() => end(stream));

  test.each([
    [undefined, undefined],
    [undefined, 'romeo@example.org'],
    [undefined, 'romeo@example.org/Kith~1'],
    ['romeo@example.org', undefined],
    ['example.org', 'example.org'],
    ['example.org', undefined],
    ['juliet@example.org/a', 'juliet@example.org/a'],
    ['Room@Conference.example.org', 'room@conference.example.org']
  ])('asked %s, answered by %s', async (to, from) => {
    const asked = ask(to);
    server.answer(await server.expect('iq'), undefined, from);
    await asked;
  });

  test.each([
    [undefined, 'mallory@evil.example/x'],
    ['juliet@example.org/a', undefined],
    ['juliet@example.org/a', 'juliet@example.org/b'],
    ['juliet@example.org', 'juliet@example.org/b'],
    ['example.org', 'evil.example'],
    ['romeo@example.org', 'juliet@example.org']
  ])("asked %s: an answer by %s is nobody's, the right one still arrives", async (to, from) => {
    const asked = ask(to);
    const iq = await server.expect('iq');
    forge(attr(iq, 'id'), from);
    server.answer(iq, el('right'), to);
    expect((await asked).getChild('forged')).toBeUndefined();
  });

  test('ids can not be guessed', async () => {
    const ids = new Set<string>();
    for (let i = 0; i < 50; i++) {
      const asked = ask(undefined);
      const iq = await server.expect('iq');
      ids.add(attr(iq, 'id') ?? '');
      server.answer(iq);
      await asked;
    }
    expect(ids.size).toBe(50);
    for (const id of ids) expect(id).toMatch(/^[\w-]{16,}$/);
  });

  test('an error is thrown with its condition', async () => {
    const asked = expect(ask('example.org')).rejects.toEqual(new StanzaError('item-not-found', 'cancel'));
    const id = attr(await server.expect('iq'), 'id');
    server.reply(`<iq xmlns='jabber:client' type='error' id='${id}' from='example.org'><error type='cancel'>
      <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`);
    await asked;
  });
});

describe('what comes in', () => {
  test('is handled one at a time and in order, and what came before listening is not lost', async () => {
    const stream = await open();
    server.reply(message('1'), message('2'));
    const running: string[] = [];
    let most = 0;
    const handlers = recorder({
      async stanza(stanza) {
        running.push(bodyOf(stanza));
        most = Math.max(most, running.length);
        await new Promise((resolve) => setImmediate(resolve));
        handlers.seen.push(bodyOf(stanza));
        running.pop();
      }
    });
    stream.listen(handlers);
    server.reply(message('3'));
    await vi.waitFor(() => expect(handlers.seen).toEqual(['1', '2', '3']));
    expect(most).toBe(1);
    await end(stream);
  });

  test('one that fails is told and skipped, and the next still arrives', async () => {
    const stream = await open();
    const failures: unknown[] = [];
    const handlers = recorder({
      stanza(stanza) {
        if (bodyOf(stanza) === 'bad') throw new Error('no');
        handlers.seen.push(bodyOf(stanza));
      },
      failed: (stanza, thrown) => {
        failures.push([bodyOf(stanza), String(thrown)]);
        return 'skip';
      }
    });
    stream.listen(handlers);
    server.reply(message('bad'), message('good'), `<r xmlns='urn:xmpp:sm:3'/>`);
    expect(attr(await server.expect('a'), 'h')).toBe('2');
    expect(failures).toEqual([['bad', 'Error: no']]);
    expect(handlers.seen).toEqual(['good']);
    await end(stream);
  });

  test('one that must not be lost stops the stream and is not counted', async () => {
    const stream = await open();
    stream.listen(recorder({ stanza: () => Promise.reject(new Error('disk full')), failed: () => 'stop' }));
    server.reply(message('a'), message('b'));
    expect(await server.expectEnd()).toBe('dropped');
    expect(await stream.closed).toMatchObject({ kind: 'closed', text: 'stopped' });
    expect(stream.state).toMatchObject({ inbound: 0 });
  });

  test('a failure that nobody can judge stops the stream too', async () => {
    const stream = await open();
    const broken = (): never => {
      throw new Error('no');
    };
    stream.listen(recorder({ stanza: broken, failed: broken }));
    server.reply(message('a'), message('b'));
    expect(await server.expectEnd()).toBe('dropped');
    expect(await stream.closed).toMatchObject({ text: 'stopped: Error: no' });
    expect(stream.state).toMatchObject({ inbound: 0 });
  });

  test('is acknowledged only after it is committed, and after the count is stored', async () => {
    const stream = await open();
    const steps: string[] = [];
    let commit: () => void = () => undefined;
    stream.listen(
      recorder({
        stanza: () => new Promise((resolve) => (commit = () => (steps.push('committed'), resolve()))),
        beforeAck: async (h) => void steps.push(`stored ${h}`)
      })
    );
    server.reply(message('a'), `<r xmlns='urn:xmpp:sm:3'/>`);
    await new Promise((resolve) => setImmediate(resolve));
    server.finish();
    commit();
    expect(attr(await server.expect('a'), 'h')).toBe('1');
    expect(steps).toEqual(['committed', 'stored 1']);
    await end(stream);
  });

  test('answers to requests count, and do not wait for a handler that waits for them', async () => {
    const stream = await open();
    const handlers = recorder({
      async stanza(stanza) {
        await stream.request('get', undefined, el('q'));
        handlers.seen.push(bodyOf(stanza));
      }
    });
    stream.listen(handlers);
    server.reply(message('a'));
    server.answer(await server.expect('iq'));
    server.reply(`<r xmlns='urn:xmpp:sm:3'/>`);
    expect(attr(await server.expect('a'), 'h')).toBe('2');
    expect(handlers.seen).toEqual(['a']);
    await end(stream);
  });

  test('what is no stanza has no effect and is not counted', async () => {
    const stream = await open();
    const handlers = recorder();
    stream.listen(handlers);
    server.reply(
      `<message xmlns='urn:x'/>`,
      `<stream:features xmlns:stream='http://etherx.jabber.org/streams'/>`,
      `<success xmlns='urn:xmpp:sasl:2'/>`,
      `<enabled xmlns='urn:xmpp:sm:3'/>`,
      message('a'),
      `<r xmlns='urn:xmpp:sm:3'/>`
    );
    expect(attr(await server.expect('a'), 'h')).toBe('1');
    expect(handlers.seen).toEqual(['a']);
    await end(stream);
  });
});

describe('stream management', () => {
  test('numbers what is sent and tells what arrived', async () => {
    const stream = await open();
    const handlers = recorder();
    stream.listen(handlers);
    expect([stream.send(message('a')), stream.send(message('b')), stream.send(message('c'))]).toEqual([1, 2, 3]);
    for (let i = 0; i < 3; i++) await server.expect('message');
    server.reply(
      `<a xmlns='urn:xmpp:sm:3' h='2'/>`,
      `<a xmlns='urn:xmpp:sm:3' h='2'/>`,
      `<a xmlns='urn:xmpp:sm:3' h='3'/>`
    );
    expect(handlers.acks).toEqual([2, 2, 3]);
    await end(stream);
  });

  test.each([`h='4'`, `h='1'`, `h='-1'`, `h='4294967296'`, `h='x'`, ''])(
    '%s after 2 of 3 is a stream error',
    async (h) => {
      const stream = await open();
      stream.listen(recorder());
      for (const body of ['a', 'b', 'c']) stream.send(message(body));
      for (let i = 0; i < 3; i++) await server.expect('message');
      server.reply(`<a xmlns='urn:xmpp:sm:3' h='2'/>`, `<a xmlns='urn:xmpp:sm:3' ${h}/>`);
      const error = await server.expect('error');
      expect(error.getChild('handled-count-too-high')).toBeDefined();
      expect(await server.expectEnd()).toBe('closed');
      expect(await stream.closed).toMatchObject({ kind: 'broken' });
      expect(() => stream.send(message('d'))).toThrow('closed');
    }
  );

  test('a stream goes on: numbers, counts and features are kept', async () => {
    const first = await open();
    const handlers = recorder();
    first.listen(handlers);
    first.send(message('a'));
    first.send(message('b'));
    server.reply(message('x'));
    for (let i = 0; i < 2; i++) await server.expect('message');
    await vi.waitFor(() => expect(handlers.seen).toEqual(['x']));
    server.cut();
    expect(await first.closed).toMatchObject({ kind: 'lost' });
    const { state } = first;
    expect(state).toEqual({ id: 'sm-1', jid: first.jid, inbound: 1, outbound: 2, features: FEATURES });
    if (!state) return;

    const second = await open({ resumed: 1 }, { resume: state });
    expect(second).toMatchObject({ resumed: true, resumedAt: 1, jid: first.jid, features: FEATURES, managed: true });
    second.listen(handlers);
    server.reply(message('y'), `<r xmlns='urn:xmpp:sm:3'/>`);
    expect(attr(await server.expect('a'), 'h')).toBe('2');
    expect(second.send(message('b'))).toBe(2);
    await server.expect('message');
    server.reply(`<a xmlns='urn:xmpp:sm:3' h='2'/>`);
    expect(handlers.acks).toEqual([2]);
    await end(second);
  });

  test('what can not go on is bound anew, with the last count that the server knew', async () => {
    const resume = { id: 'gone', jid: 'romeo@example.org/Kith~1', inbound: 7, features: FEATURES };
    const stream = await open({ failedAt: 5 }, { resume });
    expect(stream).toMatchObject({ resumed: false, failedAt: 5, managed: true });
    stream.listen(recorder());
    expect(stream.send(message('a'))).toBe(1);
    await server.expect('message');
    expect(stream.state).toMatchObject({ id: 'sm-1', inbound: 0, outbound: 1 });
    await end(stream);
  });

  test('a server that claims to have more than was sent is refused', async () => {
    const resume = { id: 'sm-1', jid: 'romeo@example.org/Kith~1', inbound: 0, outbound: 3, features: FEATURES };
    await expect(open({ resumed: 4 }, { resume })).rejects.toMatchObject({ code: 'server-refused' });
    await server.expect('error');
    await server.expectEnd();
  });

  test('the end rejects what is open, and nothing more is handled', async () => {
    const stream = await open();
    const handlers = recorder();
    stream.listen(handlers);
    const asked = expect(stream.request('get', undefined, el('q'))).rejects.toMatchObject({ condition: 'closed' });
    await server.expect('iq');
    server.cut();
    await asked;
    await expect(stream.request('get', undefined, el('q'))).rejects.toMatchObject({ condition: 'closed' });
    expect(await stream.probe(1_000)).toBe(false);
  });
});
