import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { OmemoDevice, seededBytes, type Wire } from '../tests/support/omemo-device';
import { decryptKey, needsHeartbeat, readKeyExchange, type Version } from '.';
import { fromEdwards, toEdwards } from './curve';

/** A copy of a message with one bit changed, `at` bytes from its beginning or, if negative, from its end. */
function tampered({ wire, isPreKey }: Wire, at: number): Wire {
  const copy = wire.slice();
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  return { wire: copy, isPreKey };
}

describe.each(['legacy', 'omemo:2'] satisfies Version[])('sessions in %s', (version) => {
  let alice: OmemoDevice;
  let bob: OmemoDevice;

  beforeEach(() => {
    alice = new OmemoDevice(version, 1);
    bob = new OmemoDevice(version, 2);
    alice.start(bob.bundle());
  });

  const meet = (): void => {
    bob.receive(alice.send('hello'));
    alice.receive(bob.send('hello to you'));
  };

  it('start with a message, go both ways, and say who the other is', () => {
    const first = alice.send('one');
    expect(first.isPreKey).toBe(true);
    expect(readKeyExchange(version, first.wire)?.identity).toEqual(alice.identity.public);
    expect(bob.receive(first)).toBe('one');
    expect(bob.preKeys).toHaveLength(2);
    expect(bob.sessions[0]?.peerIdentity).toEqual(alice.identity.public);
    const second = alice.send('two');
    expect(second.isPreKey).toBe(true);
    expect(bob.receive(second)).toBe('two');
    const answer = bob.send('three');
    expect(answer.isPreKey).toBe(false);
    expect(alice.receive(answer)).toBe('three');
    expect(alice.send('four').isPreKey).toBe(false);
    expect([alice.sessions, bob.sessions].map((sessions) => sessions.length)).toEqual([1, 1]);
  });

  it('take what comes in another order, late or after several turns, and each message once', () => {
    meet();
    const late = [alice.send('a'), alice.send('b'), alice.send('c')] as const;
    expect(bob.receive(late[2])).toBe('c');
    for (let turn = 0; turn < 5; turn++) {
      expect(alice.receive(bob.send('turn'))).toBe('turn');
      expect(bob.receive(alice.send('back'))).toBe('back');
    }
    expect(bob.receive(late[0])).toBe('a');
    expect(bob.receive(late[1])).toBe('b');
    expect(late.map((message) => bob.receive(message))).toEqual(['duplicate', 'duplicate', 'duplicate']);
  });

  it('find the last message of a chain whose end was not seen', () => {
    meet();
    const last = alice.send('the last one');
    alice.receive(bob.send('meanwhile'));
    expect(bob.receive(alice.send('next chain'))).toBe('next chain');
    expect(bob.receive(last)).toBe('the last one');
  });

  it('continue when both start at once', () => {
    bob.start(alice.bundle());
    const [fromAlice, fromBob] = [alice.send('from alice'), bob.send('from bob')];
    expect(bob.receive(fromAlice)).toBe('from alice');
    expect(alice.receive(fromBob)).toBe('from bob');
    for (let turn = 0; turn < 4; turn++) {
      const [one, other] = [alice.send('x'), bob.send('y')];
      expect([bob.receive(one), alice.receive(other)]).toEqual(['x', 'y']);
    }
    expect([alice.sessions, bob.sessions].map((sessions) => sessions.length)).toEqual([2, 2]);
  });

  it('change nothing for what is forged, in any byte', () => {
    meet();
    const message = alice.send('the truth');
    const before = structuredClone(bob.sessions);
    for (let at = 0; at < message.wire.length; at++)
      expect(bob.open(tampered(message, at)).ok, `byte ${at}`).toBe(false);
    expect(bob.sessions).toEqual(before);
    expect(bob.receive(message)).toBe('the truth');
  });

  it('change nothing for a start that is forged, and use up no pre key', () => {
    const start = alice.send('the truth');
    for (let at = 0; at < start.wire.length; at++) {
      const read = bob.open(tampered(start, at));
      if (!read.ok) continue;
      expect(new TextDecoder().decode(read.plaintext)).toBe('the truth');
      expect(read.sessions[0]?.id).toEqual(alice.sessions[0]?.id);
    }
    expect(bob.sessions).toEqual([]);
    expect(bob.receive(start)).toBe('the truth');
    expect(bob.receive(start)).toBe('duplicate');
    bob.sessions = [];
    expect(bob.receive(start)).toBe('no-prekey');
  });

  it('never take a start twice, also with another ephemeral key that yields the same secret', () => {
    const start = alice.send('once');
    const { ephemeral } = alice.sessions[0]!;
    const torsion = ed25519.Point.fromHex(ED25519_TORSION_SUBGROUP[1]!);
    const other = fromEdwards(ed25519.Point.fromBytes(toEdwards(ephemeral, 0)!).add(torsion).toBytes())!;
    const changed = start.wire.slice();
    changed.set(other, Buffer.from(changed).indexOf(ephemeral));
    const { preKeys } = bob;
    expect(bob.receive(start)).toBe('once');
    bob.preKeys = preKeys;
    expect(bob.receive({ wire: changed, isPreKey: true })).toBe('duplicate');
    bob.sessions = [];
    expect(bob.receive({ wire: changed, isPreKey: true })).toBe('once');
  });

  it('are made of bytes of their own, so that what is stored drags nothing along', () => {
    meet();
    const [, late] = [alice.send('a'), alice.send('b')];
    bob.receive(late);
    const found: Uint8Array[] = [];
    const look = (value: unknown): void => {
      if (value instanceof Uint8Array) found.push(value);
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look);
    };
    look([alice.sessions, bob.sessions]);
    expect(found.length).toBeGreaterThan(20);
    for (const bytes of found) expect(bytes.buffer.byteLength).toBe(bytes.length);
  });

  it('refuse another identity than the known one, a signed pre key that is gone, and what is no message', () => {
    const { wire, isPreKey } = alice.send('hello');
    const own = { identity: bob.identity, signedPreKeys: [], preKeys: bob.preKeys };
    const received = { version, sessions: [], wire, isPreKey, own, random: seededBytes(3) };
    expect(decryptKey({ ...received, peerIdentity: bob.identity.public })).toEqual({ ok: false, reason: 'identity' });
    expect(decryptKey({ ...received, peerIdentity: alice.identity.public })).toEqual({
      ok: false,
      reason: 'no-signed-prekey'
    });
    expect(decryptKey({ ...received, isPreKey: false })).toMatchObject({ ok: false });
    for (let length = 0; length < wire.length; length++)
      expect(decryptKey({ ...received, wire: wire.slice(0, length) })).toEqual({ ok: false, reason: 'malformed' });
  });

  it('are let go when they are with another identity than the known one', () => {
    meet();
    const own = { identity: bob.identity, signedPreKeys: [], preKeys: [] };
    const received = { version, sessions: bob.sessions, ...alice.send('hello'), own, random: seededBytes(3) };
    expect(decryptKey({ ...received, peerIdentity: bob.identity.public })).toEqual({ ok: false, reason: 'identity' });
    expect(decryptKey({ ...received, peerIdentity: alice.identity.public })).toMatchObject({ ok: true });
  });

  it('wait for 1,000 messages and no more, and keep 1,000 keys', () => {
    meet();
    const messages = Array.from({ length: 2002 }, (_, index) => alice.send(String(index)));
    expect(bob.receive(messages[1001]!)).toBe('too-far');
    expect(bob.receive(messages[1000]!)).toBe('1000');
    expect(bob.receive(messages[2001]!)).toBe('2001');
    expect(bob.sessions[0]?.skipped).toHaveLength(1000);
    expect(bob.receive(messages[1001]!)).toBe('1001');
    expect(bob.receive(messages[999]!)).toBe('too-far');
  });

  it('ask for an answer once after 53 messages', () => {
    meet();
    const asked = (): boolean => needsHeartbeat(bob.sessions[0]!);
    for (let count = 0; count < 53; count++) {
      expect(asked()).toBe(false);
      bob.receive(alice.send('on and on'));
    }
    expect(asked()).toBe(true);
    const heartbeat = bob.send('');
    expect(asked()).toBe(false);
    alice.receive(heartbeat);
    bob.receive(alice.send('on'));
    expect([asked(), bob.sessions[0]?.receiving?.next]).toEqual([false, 1]);
  });

  it('keep eight with one device, the one that worked last in front', () => {
    meet();
    const first = bob.sessions[0]!;
    for (let count = 0; count < 7; count++) {
      bob.preKeys = new OmemoDevice(version, 2).preKeys;
      alice.start(bob.bundle());
      expect(bob.receive(alice.send('again'))).toBe('again');
    }
    expect(bob.sessions.map(({ id }) => id)).toContainEqual(first.id);
    alice.sessions = [...alice.sessions].reverse();
    expect(bob.receive(alice.send('by the first one'))).toBe('by the first one');
    expect(bob.sessions[0]?.id).toEqual(first.id);
    expect(bob.sessions).toHaveLength(8);
  });
});
