import { describe, expect, it } from 'vitest';
import { complete, mentionAt, peopleFor } from './mention';

const called = (nick: string, name = nick, present = true): { nick: string; name: string; present: boolean } => ({
  nick,
  name,
  present
});
const family = [
  called('Anna'),
  called('Opa Jan'),
  called('edith', 'Grandma', false),
  called('سارة العلي'),
  called('Ángel')
];
const found = (query: string): string[] => peopleFor(query, family).map(({ nick }) => nick);

describe('mentionAt', () => {
  it.each([
    ['@', { at: 0, query: '' }],
    ['hello @an', { at: 6, query: 'an' }],
    ['(@Opa J', { at: 1, query: 'Opa J' }],
    ['أهلا @سا', { at: 5, query: 'سا' }],
    ['@a @b', { at: 3, query: 'b' }]
  ])('%j is one', (text, mention) => expect(mentionAt(text, text.length)).toEqual(mention));

  it.each(['', 'hello', 'tom@rosa', '@ an', '@an\nx', `@${'x'.repeat(50)}`])('%j is none', (text) =>
    expect(mentionAt(text, text.length)).toBeUndefined()
  );

  it('ends at the caret', () => {
    expect(mentionAt('hi @anna', 5)).toEqual({ at: 3, query: 'a' });
    expect(mentionAt('hi @anna', 2)).toBeUndefined();
  });
});

describe('peopleFor', () => {
  it.each([
    ['an', ['Anna', 'Ángel']],
    ['ja', ['Opa Jan']],
    ['opa j', ['Opa Jan']],
    ['Gra', ['edith']],
    ['ed', ['edith']],
    ['سا', ['سارة العلي']],
    ['nna', []],
    ['anna ', []]
  ])('%j fits %j', (query, nicks) => expect(found(query)).toEqual(nicks));

  it('shows those who are there first, and at most eight', () => {
    expect(found('').at(-1)).toBe('edith');
    expect(
      peopleFor(
        'p',
        Array.from({ length: 50 }, (_, i) => called(`p${i}`))
      )
    ).toHaveLength(8);
  });
});

describe('complete', () => {
  it('writes the nickname and goes behind it', () => {
    expect(complete('hi @an', 6, { at: 3, query: 'an' }, 'Anna')).toEqual({ text: 'hi @Anna ', caret: 9 });
    expect(complete('hi @o there', 5, { at: 3, query: 'o' }, 'Opa Jan')).toEqual({
      text: 'hi @Opa Jan there',
      caret: 12
    });
  });
});
