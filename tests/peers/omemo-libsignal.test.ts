import { beforeEach, describe, expect, it } from 'vitest';
import { LibsignalDevice } from '../support/libsignal-device';
import { OmemoDevice, type Wire } from '../support/omemo-device';
import { verifyBundle } from '../../omemo';

const flipped = ({ wire, isPreKey }: Wire, at: number): Wire => ({
  wire: wire.map((byte, index) => (index === wire.length + at ? byte ^ 1 : byte)),
  isPreKey
});

describe('libsignal in JavaScript', () => {
  let seed = 0;
  let ours: OmemoDevice;
  let theirs: LibsignalDevice;

  beforeEach(async () => {
    ours = new OmemoDevice('legacy', ++seed);
    theirs = await LibsignalDevice.create();
  });

  const meet = async (who: 'we' | 'they'): Promise<void> => {
    if (who === 'we') {
      ours.start(theirs.bundle());
      expect(await theirs.receive(ours.send('hello'))).toBe('hello');
      expect(ours.receive(await theirs.send('hello to you'))).toBe('hello to you');
    } else {
      await theirs.start(ours.bundle());
      expect(ours.receive(await theirs.send('hello'))).toBe('hello');
      expect(await theirs.receive(ours.send('hello to you'))).toBe('hello to you');
    }
  };

  it.each(['we', 'they'] as const)('talks when %s start: first, repeated, answered, both ways', async (who) => {
    await meet(who);
    for (const text of ['Grüße', '🙂', 'x'.repeat(500)]) {
      expect(await theirs.receive(ours.send(text))).toBe(text);
      expect(await theirs.receive(ours.send(text))).toBe(text);
      expect(ours.receive(await theirs.send(text))).toBe(text);
      expect(ours.receive(await theirs.send(text))).toBe(text);
    }
    expect([ours.sessions.length, ours.send('x').isPreKey]).toEqual([1, false]);
  });

  it('repeats its start until it is answered, and so do we', async () => {
    await theirs.start(ours.bundle());
    const [first, second] = [await theirs.send('first'), await theirs.send('second')];
    expect([ours.receive(second), ours.receive(first), ours.receive(first)]).toEqual(['second', 'first', 'duplicate']);
    const other = await LibsignalDevice.create();
    ours.start(other.bundle());
    const [one, two] = [ours.send('one'), ours.send('two')];
    expect([await other.receive(two), await other.receive(one)]).toEqual(['two', 'one']);
  });

  it('tells the last number of a chain instead of its length, and nothing is lost by that', async () => {
    await meet('we');
    const late = [await theirs.send('a'), await theirs.send('b'), await theirs.send('the last one')];
    expect(await theirs.receive(ours.send('meanwhile'))).toBe('meanwhile');
    expect(ours.receive(await theirs.send('next'))).toBe('next');
    expect(late.map((message) => ours.receive(message))).toEqual(['a', 'b', 'the last one']);
    const sent = [ours.send('a'), ours.send('b')];
    expect(ours.receive(await theirs.send('meanwhile'))).toBe('meanwhile');
    expect(await theirs.receive(ours.send('next'))).toBe('next');
    expect([await theirs.receive(sent[1]!), await theirs.receive(sent[0]!)]).toEqual(['b', 'a']);
  });

  it('and we take nothing twice and nothing forged, and go on after it', async () => {
    await meet('they');
    const [sent, heard] = [ours.send('once'), await theirs.send('once')];
    for (const at of [-1, -8, -12]) {
      expect(ours.receive(flipped(heard, at))).toBe('mac');
      await expect(theirs.receive(flipped(sent, at))).rejects.toThrow();
    }
    expect([ours.receive(heard), ours.receive(heard)]).toEqual(['once', 'duplicate']);
    expect(await theirs.receive(sent)).toBe('once');
    await expect(theirs.receive(sent)).rejects.toThrow();
    expect(ours.receive(await theirs.send('after it'))).toBe('after it');
  });

  it('goes on in a session that replaces another', async () => {
    await meet('they');
    const late = await theirs.send('of the first session');
    ours.start(theirs.bundle());
    expect(await theirs.receive(ours.send('new'))).toBe('new');
    expect(ours.receive(await theirs.send('good'))).toBe('good');
    expect(ours.receive(late)).toBe('of the first session');
  });

  it('signs bundles that we check, whatever the sign of their identity', async () => {
    for (let count = 0; count < 6; count++) {
      const bundle = (await LibsignalDevice.create()).bundle();
      expect(verifyBundle(bundle)).toMatchObject({ ok: true });
      const signature = bundle.signature.slice();
      signature[63] = signature[63]! ^ 0x80;
      expect(verifyBundle({ ...bundle, signature })).toMatchObject({ reason: 'signature' });
    }
  });
});
