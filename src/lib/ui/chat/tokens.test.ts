import { describe, expect, it } from 'vitest';
import { addressOfLink, tokenise } from './tokens';

const links = (text: string): string[] =>
  tokenise(text).flatMap((token) => (token.href === undefined ? [] : token.text));

describe('tokenise', () => {
  it('gives back every character', () => {
    for (const text of [
      '',
      'hi',
      'see https://a.example/b, or mailto:me@a.example.',
      'https://',
      'a\nhttp://x.example\nb'
    ]) {
      expect(
        tokenise(text)
          .map((token) => token.text)
          .join('')
      ).toBe(text);
    }
  });

  it('finds the allowed kinds of links', () => {
    for (const link of [
      'http://a.example',
      'https://a.example/p?q=1#f',
      'mailto:rosa@a.example',
      'xmpp:rosa@a.example?message',
      'geo:52.5,13.4',
      'tel:+49-30-1234',
      'HTTPS://A.example/X'
    ])
      expect(links(`x ${link} y`)).toEqual([link]);
  });

  it('leaves everything else as text', () => {
    for (const text of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'aesgcm://a.example/x',
      'blob:https',
      'https://',
      'mailto:nobody',
      'xmpp:',
      'xmpp:a b',
      'geo:here',
      'tel:call-me',
      'nothttps://a.example',
      'https://a.example:99999/'
    ])
      expect(links(text)).toEqual([]);
  });

  it('makes no link whose first part only looks like the host', () => {
    expect(links('https://bank.example@evil.example/')).toEqual([]);
    expect(links('https://bank.example:x@evil.example/')).toEqual([]);
  });

  it('leaves the punctuation of the sentence outside', () => {
    expect(links('(see https://a.example/b).')).toEqual(['https://a.example/b']);
    expect(links('https://a.example/w_(x), and')).toEqual(['https://a.example/w_(x)']);
    expect(links('“https://a.example”')).toEqual(['https://a.example']);
    expect(links('<https://a.example>')).toEqual(['https://a.example']);
  });

  it('ends a link at a direction control', () => {
    expect(links('https://a.example/\u202Egpj.exe')).toEqual(['https://a.example/']);
  });

  it('does not take a huge link', () => {
    expect(links(`https://a.example/${'x'.repeat(3_000)} https://b.example`)).toEqual(['https://b.example']);
  });

  it('stays linear on hostile text', () => {
    const started = performance.now();
    for (const part of ['https://', 'https://a(', 'xmpp:', 'http://a.example)))', '((((', 'mailto:a@', 'tel:1 ']) {
      tokenise(part.repeat(20_000));
    }
    tokenise(`https://a.example/${'('.repeat(200_000)}${')'.repeat(200_000)}`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('addressOfLink', () => {
  it('reads the bare address of an xmpp link only', () => {
    expect(addressOfLink('xmpp:Rosa@a.example/phone?message;body=hi')).toBe('rosa@a.example');
    expect(addressOfLink('xmpp:r%C3%B3sa@a.example')).toBe('rósa@a.example');
    expect(addressOfLink('https://a.example')).toBeUndefined();
  });
});
