import { describe, expect, it } from 'vitest';
import { splitMentions } from './mentions';

const known = new Set(['rosa', 'rosa nagel', 'opa jan', 'سارة', 'c++', 'x'.repeat(60)]);
const mentions = (text: string): string[] =>
  splitMentions(text, known).flatMap((part) => (part.mention ? [part.text] : []));

describe('splitMentions', () => {
  it.each([
    ['Apple! @Rosa brings the cream?', ['@Rosa']],
    ['@rosa', ['@rosa']],
    ['(@ROSA), @opa jan: hello', ['@ROSA', '@opa jan']],
    ['@Rosa Nagel and @Rosa Maria', ['@Rosa Nagel', '@Rosa']],
    ['أهلا @سارة!', ['@سارة']],
    ['@c++ is here, @c++x is not one word', ['@c++', '@c++']],
    ['@@rosa', ['@rosa']],
    ['@Rosalind, rosa, tom@rosa, @tom', []],
    ['@', []],
    ['', []]
  ])('%j: %j', (text, found) => expect(mentions(text)).toEqual(found));

  it('loses nothing of the text', () => {
    const text = 'x @Rosa @opa jan y@rosa @z';
    expect(
      splitMentions(text, known)
        .map((part) => part.text)
        .join('')
    ).toBe(text);
  });

  it('takes a long hostile text in its stride', () => {
    const text = '@x '.repeat(5_000);
    const before = performance.now();
    splitMentions(text, known);
    expect(performance.now() - before).toBeLessThan(200);
  });
});
