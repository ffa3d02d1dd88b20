import { describe, expect, test } from 'vitest';
import { utf8 } from './base64';
import { hashedToken, parseToken } from './hashed-token';
import { readFailure } from './mechanism';
import { betterMechanism, chooseMechanism, parseAnnounced, type Credentials } from './sasl';
import type { ScramKeys } from './scram';
import { parseFrame } from './xml';

const keys: ScramKeys = { mechanism: 'SCRAM-SHA-1', salt: 'AAAA', iterations: 4096, clientKey: '', serverKey: '' };
const choose = (offered: string, credentials: Credentials, minimum?: string, secure = true): string =>
  chooseMechanism('u', credentials, { mechanisms: offered.split(' ') }, { secure, minimum }).name;
const password = 'pencil';

describe('the mechanism', () => {
  test.each([
    ['PLAIN SCRAM-SHA-1 SCRAM-SHA-512 SCRAM-SHA-256 OAUTHBEARER', { password }, undefined, 'SCRAM-SHA-512'],
    ['PLAIN SCRAM-SHA-1 X-OAUTH2', { password }, undefined, 'SCRAM-SHA-1'],
    ['PLAIN', { password }, undefined, 'PLAIN'],
    ['PLAIN', { password }, 'PLAIN', 'PLAIN'],
    ['SCRAM-SHA-1 SCRAM-SHA-256', { password }, 'SCRAM-SHA-1', 'SCRAM-SHA-256'],
    ['SCRAM-SHA-1 SCRAM-SHA-256', { scram: keys }, 'SCRAM-SHA-1', 'SCRAM-SHA-1'],
    ['SCRAM-SHA-1', { password, scram: keys }, undefined, 'SCRAM-SHA-1']
  ])('of %s', (offered, credentials, minimum, chosen) => expect(choose(offered, credentials, minimum)).toBe(chosen));

  test.each([
    ['below the best ever seen', 'SCRAM-SHA-1 PLAIN', { password }, 'SCRAM-SHA-256', true, 'login-unsafe'],
    ['PLAIN after SCRAM', 'PLAIN', { password }, 'SCRAM-SHA-1', true, 'login-unsafe'],
    ['PLAIN without TLS', 'PLAIN', { password }, undefined, false, 'login-unsafe'],
    [
      'nothing that we speak',
      'X-OAUTH2 EXTERNAL ANONYMOUS DIGEST-MD5',
      { password },
      undefined,
      true,
      'server-refused'
    ],
    ['keys of a mechanism that is gone', 'SCRAM-SHA-256', { scram: keys }, 'SCRAM-SHA-1', true, 'wrong-password'],
    ['no secret', 'SCRAM-SHA-256', {}, undefined, true, 'wrong-password']
  ])('refuses %s', (_, offered, credentials, minimum, secure, code) =>
    expect(() => choose(offered, credentials, minimum, secure)).toThrow(expect.objectContaining({ code }))
  );

  test('the better one is remembered', () => {
    expect(betterMechanism(undefined, 'PLAIN')).toBe('PLAIN');
    expect(betterMechanism('SCRAM-SHA-1', 'PLAIN')).toBe('SCRAM-SHA-1');
    expect(betterMechanism('SCRAM-SHA-1', 'SCRAM-SHA-512')).toBe('SCRAM-SHA-512');
    expect(betterMechanism('nonsense', 'SCRAM-SHA-1')).toBe('SCRAM-SHA-1');
  });
});

test('what is announced', () => {
  const features =
    parseFrame(`<f xmlns='x'><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>A</mechanism>
    <mechanism> B </mechanism></mechanisms><sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>
    <channel-binding type='tls-exporter'/></sasl-channel-binding></f>`);
  const mechanisms = features.getChild('mechanisms') ?? features;
  expect(parseAnnounced(features, mechanisms)).toEqual({ mechanisms: ['A', 'B'], channelBindings: ['tls-exporter'] });
});

test.each([
  ['not-authorized', 'wrong-password'],
  ['credentials-expired', 'wrong-password'],
  ['account-disabled', 'server-refused'],
  ['temporary-auth-failure', 'server-unreachable'],
  ['encryption-required', 'login-unsafe'],
  ['aborted', 'server-refused']
])('a failure with %s', (condition, code) => {
  const inner = `<${condition} xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>`;
  expect(readFailure(parseFrame(`<failure xmlns='urn:xmpp:sasl:2'>${inner}</failure>`))).toMatchObject({ code });
});

describe('a token', () => {
  const token = { token: 'secret-token:abc', mechanism: 'HT-SHA-256-NONE', expiry: 0 } as const;

  test('proves both sides with one hash each', async () => {
    const mechanism = hashedToken('romeo', token);
    const { createHmac } = await import('node:crypto');
    const hash = (words: string): Buffer => createHmac('sha256', token.token).update(words).digest();
    expect(Buffer.from(await mechanism.start())).toEqual(Buffer.concat([Buffer.from('romeo\0'), hash('Initiator')]));
    await mechanism.finish(new Uint8Array(hash('Responder')));
    for (const forged of [undefined, utf8(''), new Uint8Array(hash('Initiator'))])
      await expect(mechanism.finish(forged)).rejects.toMatchObject({ code: 'login-unsafe' });
    await expect(mechanism.answer(utf8('?'))).rejects.toMatchObject({ code: 'server-refused' });
  });

  test.each(['', `token='x'`, `expiry='2030-01-01T00:00:00Z'`, `token='x' expiry='soon'`])('needs all: %s', (attrs) => {
    const success = parseFrame(`<success xmlns='urn:xmpp:sasl:2'><token xmlns='urn:xmpp:fast:0' ${attrs}/></success>`);
    expect(parseToken(success, 'HT-SHA-256-NONE')).toBeUndefined();
  });
});
