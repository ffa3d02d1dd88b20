import { describe, expect, it } from 'vitest';
import { OmemoDevice, seededBytes } from '../tests/support/omemo-device';
import {
  createEmptyKey,
  decryptPayload,
  encryptPayload,
  identityOf,
  parseFingerprint,
  toFingerprint,
  verifyBundle,
  type Version
} from '.';

const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
const other = (version: Version): Version => (version === 'legacy' ? 'omemo:2' : 'legacy');

describe.each(['legacy', 'omemo:2'] satisfies Version[])('in %s', (version) => {
  it.each([0, 1, 15, 16, 17, 1000])('a payload of %i bytes comes back, and nothing else does', (length) => {
    const random = seededBytes(length + 1);
    const plain = random(length);
    const { key, ...sealed } = encryptPayload(version, plain, random);
    expect(key).toHaveLength(version === 'legacy' ? 32 : 48);
    expect(createEmptyKey(version, random)).toHaveLength(32);
    expect(decryptPayload(version, sealed, key)).toEqual(plain);
    for (let at = 0; at < key.length; at++) expect(decryptPayload(version, sealed, flipped(key, at))).toBeUndefined();
    for (let at = 0; at < sealed.payload.length; at += 7)
      expect(decryptPayload(version, { ...sealed, payload: flipped(sealed.payload, at) }, key)).toBeUndefined();
    expect(
      decryptPayload(version, { ...sealed, payload: new Uint8Array([...sealed.payload, 0]) }, key)
    ).toBeUndefined();
    expect(decryptPayload(version, sealed, key.subarray(1))).toBeUndefined();
    expect(decryptPayload(other(version), sealed, key)).toBeUndefined();
    expect(encryptPayload(version, plain, random).key).not.toEqual(key);
  });

  it('a bundle is checked, and its identity is the same in both versions', () => {
    const device = new OmemoDevice(version, 9);
    const bundle = device.bundle();
    expect(verifyBundle(bundle)).toEqual({ ok: true, identity: device.identity.public });
    expect(identityOf(version, bundle.identity)).toEqual(device.identity.public);
    expect(verifyBundle({ ...bundle, preKeys: [] })).toEqual({ ok: false, reason: 'no-prekey' });
    expect(verifyBundle({ ...bundle, identity: bundle.identity.subarray(1) })).toMatchObject({ reason: 'malformed' });
    const stranger = new OmemoDevice(version, 10).bundle();
    expect(verifyBundle({ ...bundle, identity: stranger.identity })).toMatchObject({ reason: 'signature' });
    expect(verifyBundle({ ...bundle, signedPreKey: stranger.signedPreKey })).toMatchObject({ reason: 'signature' });
    expect(verifyBundle({ ...bundle, version: other(version) })).toMatchObject({ ok: false });
  });
});

describe('a fingerprint', () => {
  const identity = new OmemoDevice('legacy', 3).identity.public;

  it('is read as it is shown, in groups, in capitals and with the 05 of legacy', () => {
    const text = toFingerprint(identity);
    expect(text).toMatch(/^[0-9a-f]{64}$/);
    for (const shown of [
      text,
      `05${text}`,
      text.toUpperCase(),
      text.replace(/.{8}/g, '$& '),
      text.replace(/..(?!$)/g, '$&:')
    ])
      expect(parseFingerprint(shown)).toEqual(identity);
  });

  it.each(['', '05', 'x'.repeat(64), 'f'.repeat(64), '0'.repeat(65), `06${'0'.repeat(64)}`])('is not %s', (text) =>
    expect(parseFingerprint(text)).toBeUndefined()
  );
});
