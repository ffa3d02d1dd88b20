import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { utf8 } from './base64';
import { isEqual, Scram, type Announced, type ScramName } from './scram';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const NOTHING: Announced = { mechanisms: [] };

// RFC 5802 §5, RFC 7677 §3
const EXAMPLES: {
  name: ScramName;
  nonce: string;
  server: string;
  client: string;
  verifier: string;
}[] = [
  {
    name: 'SCRAM-SHA-1',
    nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    server: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
    client: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    verifier: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ='
  },
  {
    name: 'SCRAM-SHA-256',
    nonce: 'rOprNGfwEbeRWgbNEkqO',
    server: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    client:
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    verifier: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='
  }
];
const [sha1] = EXAMPLES;
if (!sha1) throw new Error('no example');

describe.each(EXAMPLES)('$name as in its RFC', ({ name, nonce, server, client, verifier }) => {
  test('with a password, then with the keys that it left', async () => {
    const first = new Scram(name, 'user', 'pencil', NOTHING, nonce);
    expect(text(await first.start())).toBe(`n,,n=user,r=${nonce}`);
    expect(text(await first.answer(utf8(server)))).toBe(client);
    await first.finish(utf8(verifier));
    const { keys } = first;
    expect(keys).toBeDefined();
    if (!keys) return;
    expect(JSON.stringify(keys)).not.toContain('pencil');
    const second = new Scram(name, 'user', keys, NOTHING, nonce);
    expect(text(await second.answer(utf8(server)))).toBe(client);
    await second.finish(utf8(verifier));
  });

  test('the proof may come as a last challenge', async () => {
    const scram = new Scram(name, 'user', 'pencil', NOTHING, nonce);
    await scram.answer(utf8(server));
    expect(await scram.answer(utf8(verifier))).toHaveLength(0);
    await scram.finish(undefined);
  });

  test.each([undefined, 'v=', 'v=AAAA', 'e=other-error', verifier.replace('=', '=A'), verifier.slice(0, -5)])(
    'a server that answers %s is refused',
    async (data) => {
      const scram = new Scram(name, 'user', 'pencil', NOTHING, nonce);
      await scram.answer(utf8(server));
      await expect(scram.finish(data === undefined ? undefined : utf8(data))).rejects.toMatchObject({
        code: 'login-unsafe'
      });
    }
  );

  test('a success before any challenge is refused', async () => {
    const scram = new Scram(name, 'user', 'pencil', NOTHING, nonce);
    await expect(scram.finish(utf8(verifier))).rejects.toMatchObject({ code: 'login-unsafe' });
  });
});

test('SCRAM-SHA-512 is the same with another hash', async () => {
  const scram = new Scram('SCRAM-SHA-512', 'user', 'pencil', NOTHING, 'ours');
  const challenge = `r=ours+theirs,s=${Buffer.from('salt').toString('base64')},i=5000`;
  const answer = text(await scram.answer(utf8(challenge)));
  const salted = pbkdf2Sync('pencil', 'salt', 5000, 64, 'sha512');
  const sign = (key: Buffer, words: string): Buffer => createHmac('sha512', key).update(words).digest();
  const clientKey = sign(salted, 'Client Key');
  const message = `n=user,r=ours,${challenge},c=biws,r=ours+theirs`;
  const signature = sign(createHash('sha512').update(clientKey).digest(), message);
  const proof = Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] ?? 0)));
  expect(answer).toBe(`c=biws,r=ours+theirs,p=${proof.toString('base64')}`);
  await scram.finish(utf8(`v=${sign(sign(salted, 'Server Key'), message).toString('base64')}`));
});

test.each([
  ['a foreign nonce', 'r=elsewhere,s=QSXCR+Q6sek8bf92,i=4096'],
  ['our nonce alone', 'r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096'],
  ['too few rounds', 'r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4095'],
  ['too many rounds', 'r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=1000001'],
  ['no number of rounds', 'r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4e4'],
  ['no salt', 'r=fyko+d2lbbFgONRv9qkxdawLx,s=,i=4096'],
  ['a salt that is not base64', 'r=fyko+d2lbbFgONRv9qkxdawLx,s=***,i=4096'],
  ['an unknown mandatory extension', 'm=x,r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4096'],
  ['changed mechanisms', 'r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4096,h=AAAA'],
  ['nothing at all', '']
])('a first message with %s is refused', async (_, challenge) => {
  const scram = new Scram('SCRAM-SHA-1', 'user', 'pencil', NOTHING, sha1.nonce);
  await expect(scram.answer(utf8(challenge))).rejects.toMatchObject({ code: 'login-unsafe' });
});

test('keys of another salt or number of rounds ask for the password', async () => {
  const first = new Scram('SCRAM-SHA-1', 'user', 'pencil', NOTHING, sha1.nonce);
  await first.answer(utf8(sha1.server));
  if (!first.keys) throw new Error('no keys');
  const second = new Scram('SCRAM-SHA-1', 'user', first.keys, NOTHING, sha1.nonce);
  const changed = utf8(sha1.server.replace('i=4096', 'i=5000'));
  await expect(second.answer(changed)).rejects.toMatchObject({ code: 'wrong-password' });
});

test('the hash of what was announced is that of XEP-0474 §5.1', async () => {
  const announced = {
    mechanisms: ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1', 'PLAIN'],
    channelBindings: ['tls-server-end-point', 'tls-exporter']
  };
  const sorted = 'PLAIN\x1eSCRAM-SHA-1\x1eSCRAM-SHA-256-PLUS\x1ftls-exporter\x1etls-server-end-point';
  const hash = Buffer.from(await crypto.subtle.digest('SHA-1', utf8(sorted))).toString('base64');
  const scram = new Scram('SCRAM-SHA-1', 'user', 'pencil', announced, sha1.nonce);
  expect(text(await scram.answer(utf8(`${sha1.server},h=${hash}`)))).toMatch(/,p=/);
});

test('names and passwords are prepared and escaped', async () => {
  const scram = new Scram('SCRAM-SHA-1', 'a=b,c', 'pencil', NOTHING, 'n');
  expect(text(await scram.start())).toBe('n,,n=a=3Db=2Cc,r=n');
});

test('nonces are random and long', () => {
  const nonce = async (): Promise<string> => text(await new Scram('SCRAM-SHA-1', 'u', 'p', NOTHING).start()).slice(9);
  return expect(Promise.all([nonce(), nonce()])).resolves.toSatisfy(
    ([a, b]: string[]) => a !== b && (a?.length ?? 0) >= 32
  );
});

test('comparing sees every difference', () => {
  expect(isEqual(utf8('abc'), utf8('abc'))).toBe(true);
  for (const other of ['abd', 'bbc', 'ab', 'abcd', '']) expect(isEqual(utf8('abc'), utf8(other))).toBe(false);
});
