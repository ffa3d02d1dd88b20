import { describe, expect, it } from 'vitest';
import type { Block } from './styling';
import type { Span } from './styling-spans';
import { foldText, isEmojiOnly, previewOf, shownText } from './text';

const spansOf = (blocks: Block[]): Span[] => blocks.flatMap((block) => (block.kind === 'text' ? block.spans : []));
const linksIn = (blocks: Block[]): Span[] => spansOf(blocks).filter(({ kind }) => kind === 'link');

describe('isEmojiOnly', () => {
  it.each(['❤️', '👍🏽', '👨‍👩‍👧‍👦🎉', '🇩🇪🇪🇸🇫🇷', '1️⃣', '☝🏽', '⛹🏽‍♀️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🏴‍☠️ 👁️‍🗨️', '👩🏻‍❤️‍💋‍👨🏿❤️‍🔥🫱🏻‍🫲🏿', '🫩'])('takes %s', (text) =>
    expect(isEmojiOnly(text)).toBe(true)
  );
  it.each(['', '1', '12', '#', '©', 'a🎉', '🎉🎉🎉🎉', '🎉 !', ' ', '☝', '*️', '🎉\n🎉'])('refuses "%s"', (text) =>
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
    expect(linksIn(shownText('m0', text, 0).blocks)).toEqual([]);
    expect(linksIn(shownText('m0', text, 1).blocks)).toHaveLength(2);
  });

  it('makes no link of what the fold cuts off in a quote', () => {
    const text = `> ${'x'.repeat(1_470)} https://a.example/long-path-here and`;
    expect(JSON.stringify(shownText('m2', text, 0).blocks)).not.toContain('"link"');
    expect(JSON.stringify(shownText('m2', text, 1).blocks)).toContain('"link"');
  });

  it('tells what somebody does from what somebody says (XEP-0245 §2)', () => {
    const { action, blocks } = shownText('m3', '/me shrugs in *disgust*', 0);
    expect([action, spansOf(blocks)[0]]).toEqual([true, { kind: 'text', text: 'shrugs in ' }]);
    for (const text of ['/meh', '/me', '/me ', ' /me waves', '/ME waves', '/me\twaves', '> /me waves', '*/me waves*'])
      expect(shownText(text, text, 0).action, text).toBe(false);
  });

  it('styles nothing where the sender wants it as it is', () => {
    const { blocks } = shownText('m4', '> *a* https://a.example', 0, true);
    expect(spansOf(blocks).map(({ kind }) => kind)).toEqual(['text', 'link']);
  });

  it('remembers by id, text and steps', () => {
    const first = shownText('m1', 'hello', 0);
    expect(shownText('m1', 'hello', 0)).toBe(first);
    expect(spansOf(shownText('m1', 'hello!', 0).blocks)).toEqual([{ kind: 'text', text: 'hello!' }]);
    expect(shownText('m1', 'x'.repeat(2_000), 0).folded).toBe(true);
    expect(shownText('m1', 'x'.repeat(2_000), 1).folded).toBe(false);
  });
});

describe('previewOf', () => {
  it('is one line without marks', () => {
    expect(previewOf('> That *that* is, is.\n\n`Said` the _old *hermit*_\n```\ncode\n```', 'Ana')).toBe(
      'That that is, is. Said the old hermit code'
    );
    expect(previewOf('2 * 3 * 4 \\_(o)_/ *', 'Ana')).toBe('2 * 3 * 4 \\_(o)_/ *');
  });
  it('says who does it', () => expect(previewOf('/me waves', 'Ana')).toBe('* Ana waves'));
  it('reads no more than it shows', () => expect(previewOf('x'.repeat(100_000), 'Ana')).toHaveLength(200));
});
