import { describe, expect, it } from 'vitest';
import { excerpt, fold, marksIn, termsOf } from './search-text';

const marked = (text: string, query: string): string[] =>
  marksIn(text, termsOf(query)).map(([start, end]) => text.slice(start, end));

describe('folding', () => {
  it.each([
    ['Ärger in CAFÉ', 'arger in cafe'],
    ['Cafe\u0301', 'café'],
    ['Straße', 'strasse'],
    ['ŁÓDŹ', 'lodz'],
    ['İstanbul ılık', 'istanbul ilik'],
    ['ΟΔΟΣ', 'οδός'],
    ['ЁЛКА', 'елка'],
    ['مُحَمَّد', 'محمد'],
    ['أحمد', 'احمد'],
    ['شَلوم שָׁלוֹם', 'شلوم שלום'],
    ['Ｆｕｌｌ', 'full'],
    ['ﬁn', 'fin'],
    ['❤️', '❤'],
    ['so\u00adft', 'soft'],
    ['a \n\t b', 'a b']
  ])('%s is %s', (a, b) => expect(fold(a)).toBe(fold(b)));

  it.each([
    ['かき', 'がき'],
    ['कि', 'का'],
    ['n', 'm']
  ])('%s is not %s', (a, b) => expect(fold(a)).not.toBe(fold(b)));
});

describe('what is searched for', () => {
  it('is every word, and what stands in quotes as it is', () => {
    expect(termsOf('  Lake "next  Sunday" lake “At noon')).toEqual(['lake', 'next sunday', 'at noon']);
  });

  it('is nothing when only signs without a shape were typed', () => expect(termsOf(' "" \u200b ')).toEqual([]));
});

describe('marks', () => {
  it.each([
    ['At the CAFÉ, cafe!', 'cafe', ['CAFÉ', 'cafe']],
    ['Cafe\u0301 noir', 'café', ['Cafe\u0301']],
    ['Straße', 'stras', ['Straß']],
    ['明天去东京吗', '东京', ['东京']],
    ['see you next\n Sunday', '"next sunday"', ['next\n Sunday']],
    ['😀 مُحَمَّد', 'محمد', ['مُحَمَّد']],
    ['banana', 'ana na', ['anana']],
    ['nothing here', 'else', []]
  ])('in “%s” for %s', (text, query, found) => expect(marked(text, query)).toEqual(found));

  it('are kept in the part that is shown', () => {
    const text = `${'word '.repeat(100)}needle ${'😀'.repeat(300)}`;
    const part = excerpt(text, marksIn(text, ['needle']));
    expect(part.text.length).toBeLessThan(250);
    expect(part.marks.map(([start, end]) => part.text.slice(start, end))).toEqual(['needle']);
    expect(part.text).toMatch(/^…word .*[^\ud800-\udbff]…$/su);
  });
});
