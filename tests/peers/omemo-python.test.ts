import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OmemoDevice, type Sealed } from '../support/omemo-device';
import { PythonOmemo, type PythonDevice } from '../support/python-omemo';
import { verifyBundle, type Version } from '../../omemo';

const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === (at < 0 ? bytes.length + at : at) ? byte ^ 1 : byte));

/** The same message with a bit changed in its MAC or its ratchet, or in what everybody gets. */
const FORGERIES: Record<string, (message: Sealed, version: Version) => Sealed> = {
  MAC: (message, version) => ({ ...message, wire: flipped(message.wire, version === 'legacy' ? -1 : 3) }),
  key: (message) => ({ ...message, wire: flipped(message.wire, -20) }),
  payload: (message) => ({ ...message, payload: flipped(message.payload!, 0) })
};

let python: PythonOmemo;
beforeAll(() => {
  python = new PythonOmemo();
});
afterAll(() => python.stop());

describe.each(['legacy', 'omemo:2'] satisfies Version[])('Debian’s implementation of %s', (version) => {
  let seed = 0;
  let ours: OmemoDevice;
  let theirs: PythonDevice;

  beforeEach(async () => {
    ours = new OmemoDevice(version, ++seed);
    theirs = await python.device(version);
  });

  /** Who starts, with the first message and an answer said. */
  const meet = async (who: 'we' | 'they'): Promise<void> => {
    if (who === 'we') {
      ours.start(await theirs.bundle());
      expect(await theirs.receive(ours.sendSealed('hello'))).toEqual({ text: 'hello' });
      expect(ours.receiveSealed(await theirs.send('hello to you'))).toEqual({ text: 'hello to you' });
    } else {
      await theirs.start(ours.bundle());
      expect(ours.receiveSealed(await theirs.send('hello'))).toEqual({ text: 'hello' });
      expect(await theirs.receive(ours.sendSealed('hello to you'))).toEqual({ text: 'hello to you' });
    }
  };

  it.each(['we', 'they'] as const)('talks when %s start: first, repeated, answered, both ways', async (who) => {
    await meet(who);
    for (let turn = 0; turn < 3; turn++) {
      for (const text of ['Grüße', '🙂', 'x'.repeat(5000)]) {
        expect(await theirs.receive(ours.sendSealed(text))).toEqual({ text });
        expect(ours.receiveSealed(await theirs.send(text))).toEqual({ text });
      }
    }
    expect([ours.sessions.length, ours.sendSealed('x').isPreKey]).toEqual([1, false]);
  });

  it.each(['we', 'they'] as const)('repeats its start until it is answered when %s start', async (who) => {
    if (who === 'we') {
      ours.start(await theirs.bundle());
      const [first, second] = [ours.sendSealed('first'), ours.sendSealed('second')];
      expect([first.isPreKey, second.isPreKey]).toEqual([true, true]);
      expect(await theirs.receive(second)).toEqual({ text: 'second' });
      expect(await theirs.receive(first)).toEqual({ text: 'first' });
      return;
    }
    await theirs.start(ours.bundle());
    const [first, second] = [await theirs.send('first'), await theirs.send('second')];
    expect([first.isPreKey, second.isPreKey]).toEqual([true, true]);
    expect(ours.receiveSealed(second)).toEqual({ text: 'second' });
    expect(ours.receiveSealed(first)).toEqual({ text: 'first' });
    expect(ours.sessions).toHaveLength(1);
  });

  it('reads what comes out of order, late, and after something was lost, in both directions', async () => {
    await meet('we');
    const sent = ['a', 'lost', 'c', 'd'].map((text) => ours.sendSealed(text));
    const heard = [await theirs.send('a'), await theirs.send('lost'), await theirs.send('c'), await theirs.send('d')];
    expect(await theirs.receive(sent[2]!)).toEqual({ text: 'c' });
    expect(ours.receiveSealed(heard[2]!)).toEqual({ text: 'c' });
    for (let turn = 0; turn < 3; turn++) {
      expect(await theirs.receive(ours.sendSealed('on'))).toEqual({ text: 'on' });
      expect(ours.receiveSealed(await theirs.send('and on'))).toEqual({ text: 'and on' });
    }
    expect(await theirs.receive(sent[0]!)).toEqual({ text: 'a' });
    expect(await theirs.receive(sent[3]!)).toEqual({ text: 'd' });
    expect(ours.receiveSealed(heard[0]!)).toEqual({ text: 'a' });
    expect(ours.receiveSealed(heard[3]!)).toEqual({ text: 'd' });
  });

  it('takes nothing twice', async () => {
    ours.start(await theirs.bundle());
    const start = ours.sendSealed('once');
    expect(await theirs.receive(start)).toEqual({ text: 'once' });
    expect(await theirs.receive(start)).toHaveProperty('error');
    const answer = await theirs.send('once');
    expect(ours.receiveSealed(answer)).toEqual({ text: 'once' });
    expect(ours.receiveSealed(answer)).toEqual({ error: 'duplicate' });
    await theirs.start(ours.bundle());
    const theirStart = await theirs.send('again');
    expect(ours.receiveSealed(theirStart)).toEqual({ text: 'again' });
    expect(ours.receiveSealed(theirStart)).toEqual({ error: 'duplicate' });
  });

  it.each(Object.keys(FORGERIES))('notices a changed %s, and goes on', async (part) => {
    await meet('they');
    const forge = FORGERIES[part]!;
    const [sent, heard] = [ours.sendSealed('the truth'), await theirs.send('the truth')];
    expect(await theirs.receive(forge(sent, version))).toHaveProperty('error');
    expect(ours.receiveSealed(forge(heard, version))).toEqual({ error: part === 'payload' ? 'payload' : 'mac' });
    if (part !== 'payload') expect(ours.receiveSealed(heard)).toEqual({ text: 'the truth' });
    expect(ours.receiveSealed(await theirs.send('after it'))).toEqual({ text: 'after it' });
    expect(await theirs.receive(ours.sendSealed('after it'))).toEqual({ text: 'after it' });
  });

  it('goes on in a session that replaces another, whoever starts it', async () => {
    await meet('we');
    const late = await theirs.send('of the first session');
    await theirs.start(ours.bundle());
    expect(ours.receiveSealed(await theirs.send('new'))).toEqual({ text: 'new' });
    expect(await theirs.receive(ours.sendSealed('good'))).toEqual({ text: 'good' });
    expect(ours.receiveSealed(late)).toEqual({ text: 'of the first session' });
    ours.start(await theirs.bundle());
    expect(await theirs.receive(ours.sendSealed('newer'))).toEqual({ text: 'newer' });
    expect(ours.receiveSealed(await theirs.send('better'))).toEqual({ text: 'better' });
  });

  it('knows empty messages', async () => {
    await theirs.start(ours.bundle());
    expect(ours.receiveSealed(await theirs.send())).toEqual({ text: null });
    expect(await theirs.receive(ours.sendSealed())).toEqual({ text: null });
    expect(ours.receiveSealed(await theirs.send('a word'))).toEqual({ text: 'a word' });
  });

  it('publishes bundles that we check, whatever the sign of their identity', async () => {
    for (let count = 0; count < 6; count++) {
      const bundle = await (await python.device(version)).bundle();
      expect(verifyBundle(bundle)).toMatchObject({ ok: true });
      expect(verifyBundle({ ...bundle, signature: flipped(bundle.signature, 3) })).toMatchObject({
        reason: 'signature'
      });
      expect(verifyBundle({ ...bundle, signature: flipped(bundle.signature, -1) })).toMatchObject({ ok: false });
    }
  });
});
