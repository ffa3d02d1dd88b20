import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Stream } from '../../src/lib/xmpp/stream';
import { StanzaError } from '../../src/lib/xmpp/requests';
import { attr, el, type Element } from '../../src/lib/xmpp/xml';
import { ScriptedServer } from './scripted-server';
import { bodyOf, endScripted, FEATURES, message, openScripted, recorder } from './scripted-stream';

let server: ScriptedServer;
beforeEach(() => (server = new ScriptedServer()));
afterEach(() => server.finish());

describe('requests', () => {
  let stream: Stream;
  const ask = (to: string | undefined): Promise<Element> => stream.request('get', to, el('q', { xmlns: 'q' }));
  const forge = (id: string | undefined, from: string | undefined): void =>
    server.reply(el('iq', { xmlns: 'jabber:client', type: 'result', id, from }, el('forged')));
  beforeEach(async () => {
    stream = await openScripted(server, { sm: false });
    stream.listen(recorder());
  });
  afterEach(() => endScripted(server, stream));

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
    const stream = await openScripted(server);
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
    await endScripted(server, stream);
  });

  test('one that fails is told and skipped, and the next still arrives', async () => {
    const stream = await openScripted(server);
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
    await endScripted(server, stream);
  });

  test('one that must not be lost stops the stream and is not counted', async () => {
    const stream = await openScripted(server);
    stream.listen(recorder({ stanza: () => Promise.reject(new Error('disk full')), failed: () => 'stop' }));
    server.reply(message('a'), message('b'));
    expect(await server.expectEnd()).toBe('dropped');
    expect(await stream.closed).toMatchObject({ kind: 'closed', text: 'stopped' });
    expect(stream.state).toMatchObject({ inbound: 0 });
  });

  test('a failure that nobody can judge stops the stream too', async () => {
    const stream = await openScripted(server);
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
    const stream = await openScripted(server);
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
    await endScripted(server, stream);
  });

  test('an acknowledgement that waits for the end does not hold the end up', async () => {
    const stream = await openScripted(server);
    const stored: number[] = [];
    stream.listen(recorder({ beforeAck: (h) => stream.closed.then(() => void stored.push(h)) }));
    server.reply(message('a'), `<r xmlns='urn:xmpp:sm:3'/>`);
    server.cut();
    expect(await stream.closed).toMatchObject({ kind: 'lost' });
    expect(stored).toEqual([]);
  });

  test('answers to requests count, and keep their place among the stanzas before them', async () => {
    const stream = await openScripted(server);
    const order: string[] = [];
    stream.listen(
      recorder({
        async stanza(stanza) {
          await new Promise((resolve) => setImmediate(resolve));
          order.push(bodyOf(stanza));
        }
      })
    );
    const asked = stream.request('get', undefined, el('q')).then(() => order.push('answer'));
    const iq = await server.expect('iq');
    server.reply(message('a'), message('b'));
    server.answer(iq);
    server.reply(`<r xmlns='urn:xmpp:sm:3'/>`);
    expect(attr(await server.expect('a'), 'h')).toBe('3');
    await asked;
    expect(order).toEqual(['a', 'b', 'answer']);
    await endScripted(server, stream);
  });

  test('what is no stanza has no effect and is not counted', async () => {
    const stream = await openScripted(server);
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
    await endScripted(server, stream);
  });
});

describe('stream management', () => {
  test('numbers what is sent and tells what arrived', async () => {
    const stream = await openScripted(server);
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
    await endScripted(server, stream);
  });

  test.each([`h='4'`, `h='1'`, `h='-1'`, `h='4294967296'`, `h='x'`, ''])(
    '%s after 2 of 3 is a stream error',
    async (h) => {
      const stream = await openScripted(server);
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
    const first = await openScripted(server);
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

    const second = await openScripted(server, { resumed: 1 }, { resume: state });
    expect(second).toMatchObject({ resumed: true, resumedAt: 1, jid: first.jid, features: FEATURES, managed: true });
    second.listen(handlers);
    server.reply(message('y'), `<r xmlns='urn:xmpp:sm:3'/>`);
    expect(attr(await server.expect('a'), 'h')).toBe('2');
    expect(second.send(message('b'))).toBe(2);
    await server.expect('message');
    server.reply(`<a xmlns='urn:xmpp:sm:3' h='2'/>`);
    expect(handlers.acks).toEqual([2]);
    await endScripted(server, second);
  });

  test('what can not go on is bound anew, with the last count that the server knew', async () => {
    const resume = { id: 'gone', jid: 'romeo@example.org/Kith~1', inbound: 7, features: FEATURES };
    const stream = await openScripted(server, { failedAt: 5 }, { resume });
    expect(stream).toMatchObject({ resumed: false, failedAt: 5, managed: true });
    stream.listen(recorder());
    expect(stream.send(message('a'))).toBe(1);
    await server.expect('message');
    expect(stream.state).toMatchObject({ id: 'sm-1', inbound: 0, outbound: 1 });
    await endScripted(server, stream);
  });

  test('a server that claims to have more than was sent is refused', async () => {
    const resume = { id: 'sm-1', jid: 'romeo@example.org/Kith~1', inbound: 0, outbound: 3, features: FEATURES };
    await expect(openScripted(server, { resumed: 4 }, { resume })).rejects.toMatchObject({ code: 'server-refused' });
    await server.expect('error');
    await server.expectEnd();
  });

  test('the end rejects what is open, and nothing more is handled', async () => {
    const stream = await openScripted(server);
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
