import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildSha256, parseSha256 } from './0300-hashes';

const SHA256 = '2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=';
const parse = (...hashes: string[]) => parseSha256(stanza(`<message>${hashes.join('')}</message>`));
const hash = (value: string, algo = 'sha-256', ns = 'urn:xmpp:hashes:2') =>
  `<hash xmlns='${ns}' algo='${algo}'>${value}</hash>`;

describe('a hash', () => {
  it('is the SHA-256 among others, whatever white space stands in it', () => {
    expect(parse(hash('2AfMGH8O7UNPTvUVAM9aK13mpCY=', 'sha-1'), hash(SHA256))).toBe(SHA256);
    expect(parse(hash(`\n ${SHA256.slice(0, 20)}\r\n${SHA256.slice(20)} `))).toBe(SHA256);
  });

  it('reads back as it was written', () => {
    expect(parse(buildSha256(SHA256).toString())).toBe(SHA256);
  });

  it('is none when it is broken, of another kind, or contradicts itself', () => {
    expect(parse()).toBeUndefined();
    expect(parse(hash(SHA256, 'sha3-256'))).toBeUndefined();
    expect(parse(hash(SHA256, 'sha-256', 'urn:xmpp:hashes:1'))).toBeUndefined();
    for (const broken of ['', 'abc', '2AfMGH8O7UNPTvUVAM9aK13mpCY=', `${SHA256}${SHA256}`, '<b/>'])
      expect(parse(hash(broken)), broken).toBeUndefined();
    expect(parse(hash(SHA256), hash(SHA256.replace('2', '3')))).toBeUndefined();
    expect(parse(hash(SHA256), hash('x'))).toBeUndefined();
  });
});
