import { describe, expect, it } from 'vitest';
import { isDoubtful, shownName, withShownName } from './shown-name';

const address = 'rosa@nagel.example';

describe('shownName', () => {
  it.each([
    ['\u202easoR', 'asoR'],
    ['Ro\u200bsa\ufeff', 'Rosa'],
    ['Ro\u200d\u00adsa', 'Rosa'],
    ['Rosa\n\u0007', 'Rosa'],
    ['\u2066\u2069 ', address],
    ['\u3164', address],
    ['أمينة', 'أمينة'],
    ['نیم\u200cفاصله', 'نیم\u200cفاصله'],
    ['👩‍👧 Rosa', '👩‍👧 Rosa']
  ])('%j is shown as %s', (name, shown) => expect(shownName({ name, address })).toBe(shown));
});

describe('isDoubtful', () => {
  it.each([
    ['R\u043esa', 'a Cyrillic o'],
    ['Aunt \u0410lba', 'a Cyrillic A'],
    ['R\u03bfsa', 'a Greek o'],
    ['\u041c\u0430r\u0456\u0430', 'a Latin r among Cyrillic letters'],
    ['Ro\u200bsa', 'a space without width'],
    ['Ro\u200dsa', 'a joiner that joins nothing'],
    ['\u202easoR', 'letters turned around'],
    ['mama@nagel.example', 'another address'],
    ['mama\uff20nagel.example', 'another address in wide letters']
  ])('%j is: %s', (name) => expect(isDoubtful({ name, address })).toBe(true));

  it.each([
    'Rosa',
    ' Rosa ',
    'Jürgen Ångström',
    'Мария Nagel',
    'Ελένη & Rosa',
    'Μαρία-Анна',
    '田中T君',
    'أمينة',
    'نیم\u200cفاصله',
    'क्‍ष',
    '👩‍👧 Rosa 🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    '',
    address
  ])('%j is not', (name) => expect(isDoubtful({ name, address })).toBe(false));
});

describe('withShownName', () => {
  it('leaves an honest name as the same object', () => {
    const item = { name: 'Rosa', address, unread: 2 };
    expect(withShownName(item)).toBe(item);
  });

  it('marks a name that could deceive', () => {
    const item = { name: '\u202eRosa', address, unread: 2 };
    expect(withShownName(item)).toEqual({ ...item, name: 'Rosa', doubtful: true });
  });
});
