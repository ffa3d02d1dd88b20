import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadWords, makePassword, randomBelow, strengthOf } from './password';

afterEach(() => vi.restoreAllMocks());

describe.each(['en', 'es'])('the %s words', (locale) => {
  it('are distinct, plain and enough for 60 bits', async () => {
    const words = await loadWords(locale);
    expect(new Set(words).size).toBe(words.length);
    expect(words.filter((word) => !/^[a-z]{3,8}$/.test(word))).toEqual([]);
    expect(strengthOf(words)).toBeGreaterThanOrEqual(60);
  });

  it('make passwords of six of them and a number', async () => {
    const words = await loadWords(locale);
    const parts = makePassword(words).split('-');
    expect(parts).toHaveLength(7);
    expect(Number(parts.splice(2, 1)[0])).toBeGreaterThanOrEqual(10);
    expect(parts.every((part) => words.includes(part))).toBe(true);
    expect(makePassword(words)).not.toBe(makePassword(words));
  });
});

describe('randomBelow', () => {
  it('draws again instead of favouring the small numbers', () => {
    const draws = [2 ** 32 - 1, 2 ** 32 - 6, 95];
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
      (array as unknown as Uint32Array)[0] = draws.shift() ?? 0;
      return array;
    });
    expect(randomBelow(90)).toBe(5);
    expect(draws).toEqual([]);
  });
});
