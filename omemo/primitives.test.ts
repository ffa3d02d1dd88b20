import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { seededBytes } from '../tests/support/omemo-device';
import { agree, createKeyPair, fromEdwards, isCurveKey, toEdwards, toNumber } from './curve';
import { derive } from './kdf';
import { createIdentity } from './keys';
import { encodeIdentity } from './encoding';
import { decryptPayload } from './payload';
import { bytesOf, numberOf, readFields, writeFields } from './protobuf';
import { sign, verifyCurve, verifyEdwards } from './xeddsa';

const bytes = hexToBytes;
const P = 2n ** 255n - 19n;

function littleEndian(number: bigint, length = 32): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Number((number >> BigInt(8 * index)) & 0xffn));
}

describe('agreeing on a secret', () => {
  // RFC 7748 §5.2.
  it('is RFC 7748’s', () => {
    const secret = bytes('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
    const theirs = bytes('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
    expect(bytesToHex(agree(secret, theirs)!)).toBe('c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552');
  });

  it('is the same for both', () => {
    const [one, other] = [createKeyPair(seededBytes(1)), createKeyPair(seededBytes(2))];
    expect(agree(one.secret, other.public)).toEqual(agree(other.secret, one.public));
  });

  const smallOrder = [
    0n,
    1n,
    325606250916557431795983626356110631294008115727848805560023387167927233504n,
    39382357235489614581723060781553021112529911719440698176882885853963445705823n,
    P - 1n
  ];
  it.each(smallOrder)('refuses %i, which is of small order', (key) => {
    expect(agree(createKeyPair(seededBytes(1)).secret, littleEndian(key))).toBeUndefined();
  });

  it.each([P, P + 1n, P + 9n, 2n ** 255n - 1n, 2n ** 255n + 9n, 2n ** 256n - 1n])(
    'refuses %i, which is 9 or so in other bytes',
    (key) => {
      expect(isCurveKey(littleEndian(key))).toBe(false);
      expect(agree(createKeyPair(seededBytes(1)).secret, littleEndian(key))).toBeUndefined();
    }
  );

  it.each([0, 31, 33, 64])('refuses %i bytes', (length) => {
    expect(agree(createKeyPair(seededBytes(1)).secret, new Uint8Array(length).fill(9))).toBeUndefined();
  });
});

describe('the two forms of an identity', () => {
  it('belong together: the base points (RFC 7748 §4.1)', () => {
    const edwards = ed25519.Point.BASE.toBytes();
    expect(toEdwards(littleEndian(9n), 0)).toEqual(edwards);
    expect(fromEdwards(edwards)).toEqual(littleEndian(9n));
  });

  it('come back, with the sign that was asked for, and ours is 0', () => {
    for (let seed = 1; seed < 20; seed++) {
      const identity = createIdentity(seededBytes(seed));
      for (const sign of [0, 1] as const) {
        const edwards = toEdwards(identity.public, sign)!;
        expect(edwards[31]! >> 7).toBe(sign);
        expect(fromEdwards(edwards)).toEqual(identity.public);
      }
      expect(encodeIdentity('omemo:2', identity.public)[31]! >> 7).toBe(0);
    }
  });

  it('are refused when they are not on the curve, of small order or in other bytes', () => {
    for (const y of [0n, 1n, P - 1n, P, P + 1n, 2n, 2n ** 255n - 1n])
      expect(fromEdwards(littleEndian(y))).toBeUndefined();
    expect(fromEdwards(littleEndian((1n << 255n) + 1n))).toBeUndefined();
    expect(fromEdwards(new Uint8Array(31))).toBeUndefined();
    expect(toEdwards(littleEndian(P - 1n), 0)).toBeUndefined();
    // A coordinate of the twist has no Edwards form.
    expect(toEdwards(littleEndian(2n), 0)).toBeUndefined();
  });
});

describe('signatures', () => {
  // RFC 8032 §7.1, tests 1 to 3.
  const vectors = [
    [
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'
    ],
    [
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'
    ],
    [
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'
    ]
  ] as const;
  it.each(vectors)('of RFC 8032 under %s are right, and no others', (key, message, signature) => {
    expect(verifyEdwards(bytes(key), bytes(message), bytes(signature))).toBe(true);
    expect(verifyEdwards(bytes(key), bytes(`${message}00`), bytes(signature))).toBe(false);
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const other = bytes(signature);
    other.set(littleEndian(toNumber(other.subarray(32)) + order), 32);
    expect(verifyEdwards(bytes(key), bytes(message), other)).toBe(false);
    expect(verifyEdwards(bytes(key), bytes(message), bytes(signature).subarray(1))).toBe(false);
  });

  it('of keys of small order are not', () => {
    const nothing = littleEndian(1n);
    const signature = new Uint8Array(64);
    signature.set(nothing);
    expect(verifyEdwards(nothing, bytes('61'), signature)).toBe(false);
  });

  // Published with Curve25519 of libsignal; its last bit is the sign.
  it('of old libsignal are right', () => {
    const key = bytes('ab7e717d4a163b7d9a1d8071dfe9dcf8cdcd1cea3339b6356be84d887e322c64');
    const message = bytes('05edce9d9c415ca78cb7252e72c2c4a554d3eb29485a0e1d503118d1a82d99fb4a');
    const signature = bytes(
      '5de88ca9a89b4a115da79109c67c9c7464a3e4180274f1cb8c63c2984e286dfbede82deb9dcd9fae0bfbb821569b3d9001bd8130cd11d486cef047bd60b86e88'
    );
    expect(verifyCurve(key, message, signature)).toBe(true);
    for (let index = 0; index < 64; index++) {
      const changed = signature.slice();
      changed[index] = changed[index]! ^ 1;
      expect(verifyCurve(key, message, changed)).toBe(false);
    }
  });

  it('of ours are right in both forms, whatever the sign of the secret, and never the same twice', () => {
    for (let seed = 1; seed < 12; seed++) {
      const random = seededBytes(seed);
      const identity = createIdentity(random);
      const message = random(33);
      const signature = sign(identity, message, random);
      expect(verifyCurve(identity.public, message, signature)).toBe(true);
      expect(verifyEdwards(encodeIdentity('omemo:2', identity.public), message, signature)).toBe(true);
      expect(verifyCurve(createIdentity(random).public, message, signature)).toBe(false);
      expect(sign(identity, message, random)).not.toEqual(signature);
    }
  });
});

describe('deriving and encrypting', () => {
  // RFC 5869 §A.3: no salt.
  it('is RFC 5869’s HKDF', () => {
    expect(bytesToHex(derive(new Uint8Array(22).fill(0x0b), new Uint8Array(), 42))).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8'
    );
  });

  // Test case 2 of the GCM specification (McGrew and Viega).
  it('is GCM in legacy, with the tag beside the key', () => {
    const payload = bytes('0388dace60b6a392f328c2b971b2fe78');
    const key = bytes(`${'00'.repeat(16)}ab6e47d42cec13bdf53a67b21257bddf`);
    expect(decryptPayload('legacy', { payload, iv: new Uint8Array(12) }, key)).toEqual(new Uint8Array(16));
    expect(decryptPayload('legacy', { payload, iv: new Uint8Array(16) }, key)).toBeUndefined();
    expect(decryptPayload('legacy', { payload, iv: new Uint8Array(8) }, key)).toBeUndefined();
    expect(decryptPayload('legacy', { payload }, key)).toBeUndefined();
    expect(decryptPayload('legacy', { payload, iv: new Uint8Array(12) }, key.subarray(0, 16))).toBeUndefined();
  });
});

describe('fields', () => {
  it('come back', () => {
    const written = writeFields([
      [1, 0],
      [2, 2 ** 32 - 1],
      [5, bytes('05ff')],
      [20, 300]
    ]);
    const fields = readFields(written)!;
    expect([1, 2, 20].map((number) => numberOf(fields, number))).toEqual([0, 2 ** 32 - 1, 300]);
    expect(bytesOf(fields, 5)).toEqual(bytes('05ff'));
    expect([bytesOf(fields, 1), bytesOf(fields, 5, 3), bytesOf(fields, 9), numberOf(fields, 5)]).toEqual(
      Array.from({ length: 4 })
    );
  });

  it.each([
    '08',
    '0880',
    '088080808010',
    '08ffffffffffffffffff01',
    '0a05ff',
    '08010802',
    '0d00000000',
    '0b',
    'ffffffffff'
  ])('are not read from %s', (text) => expect(readFields(bytes(text))).toBeUndefined());
});
