import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findEmoji, GROUPS, inTone, readEmoji, type RawEmoji } from './emoji-data';

const load = (language: string): RawEmoji[] =>
  JSON.parse(
    readFileSync(
      new URL(`../../../../node_modules/emoji-picker-element-data/${language}/cldr/data.json`, import.meta.url),
      'utf8'
    )
  ) as RawEmoji[];
const english = readEmoji(load('en'), 15.1);
const spanish = readEmoji(load('es'), 15.1);
const find = (query: string, all = english): string[] => findEmoji(all, query).map(({ emoji }) => emoji);

describe('the data', () => {
  it('is the same in both languages, in every group', () => {
    expect(spanish.map(({ emoji }) => emoji)).toEqual(english.map(({ emoji }) => emoji));
    for (const [, group] of GROUPS) expect(english.filter((one) => one.group === group).length).toBeGreaterThan(80);
  });

  it('leaves out what is newer than asked for', () => {
    expect(find('fingerprint')).toEqual([]);
    expect(readEmoji(load('en'), 11).length).toBeLessThan(english.length);
  });
});

describe('a search', () => {
  it.each([
    ['grin', '😀'],
    ['BIRTHDAY cake', '🎂'],
    ['❤️', '❤️']
  ])('finds by %s', (query, emoji) => expect(find(query)).toContain(emoji));
  it('finds without accents', () => expect(find('corazon', spanish)).toContain('❤️'));
  it('has what is called so first', () => expect(find('dog')[0]).toBe('🐶'));
  it.each(['', '  ', 'qqqq'])('finds nothing for "%s"', (query) => expect(find(query)).toEqual([]));
  it('finds no more than fit', () => expect(find('f').length).toBeLessThanOrEqual(90));
});

it('a tone is taken where there is one', () => {
  const [hand] = findEmoji(english, 'waving hand');
  expect(hand && [0, 1, 5].map((tone) => inTone(hand, tone))).toEqual(['👋', '👋🏻', '👋🏿']);
  expect(inTone({ emoji: '🎂' }, 3)).toBe('🎂');
});
