import { describe, expect, it } from 'vitest';
import { foldText, isEmojiOnly, shownText } from './text';

describe('isEmojiOnly', () => {
  it.each(['❤️', '👍🏽', '👨‍👩‍👧‍👦🎉', '🇩🇪🇪🇸🇫🇷', '1️⃣'])('takes %s', (text) => expect(isEmojiOnly(text)).toBe(true));
  it.each(['', '1', '12', '#', '©', 'a🎉', '🎉🎉🎉🎉', '🎉 !', ' '])('refuses "%s"', (text) =>
    expect(isEmojiOnly(text)).toBe(false)
  );
});

describe('foldText', () => {
  it('keeps what is short', () => expect(foldText('a\nb', 0)).toBe('a\nb'));
  it('cuts many characters, and shows more by steps', () => {
    const text = 'x'.repeat(20_000);
    expect(foldText(text, 0)).toHaveLength(1_500);
    expect(foldText(text, 1)).toHaveLength(13_500);
    expect(foldText(text, 2)).toBe(text);
  });
  it('cuts many lines', () => {
    const text = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n');
    expect(foldText(text, 0).split('\n')).toHaveLength(30);
    expect(foldText(text, 1)).toBe(text);
  });
  it('never cuts a character in two', () => {
    expect(foldText(`x${'🎉'.repeat(1_000)}`, 0).isWellFormed()).toBe(true);
  });
});

describe('shownText', () => {
  it('makes no link of what the fold cuts off', () => {
    const text = `${'x'.repeat(1_480)} https://a.example/long-path-here and https://b.example`;
    expect(shownText('m0', text, 0).tokens.filter((token) => token.href)).toEqual([]);
    expect(shownText('m0', text, 1).tokens.filter((token) => token.href)).toHaveLength(2);
  });

  it('remembers by id, text and steps', () => {
    const first = shownText('m1', 'hello', 0);
    expect(shownText('m1', 'hello', 0)).toBe(first);
    expect(shownText('m1', 'hello!', 0).tokens).toEqual([{ text: 'hello!' }]);
    expect(shownText('m1', 'x'.repeat(2_000), 0).folded).toBe(true);
    expect(shownText('m1', 'x'.repeat(2_000), 1).folded).toBe(false);
  });
});
