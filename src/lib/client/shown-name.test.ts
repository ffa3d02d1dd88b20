import { describe, expect, it } from 'vitest';
import { shownName, withShownName } from './shown-name';

const address = 'rosa@nagel.example';

describe('shownName', () => {
  it.each([
    ['\u202easoR', 'asoR'],
    ['Ro\u200bsa\ufeff', 'Rosa'],
    ['Rosa\n\u0007', 'Rosa'],
    ['\u2066\u2069 ', address],
    ['أمينة', 'أمينة'],
    ['👩‍👧 Rosa', '👩‍👧 Rosa']
  ])('%j is shown as %s', (name, shown) => expect(shownName({ name, address })).toBe(shown));
});

describe('withShownName', () => {
  it('leaves an honest name as the same object', () => {
    const item = { name: 'Rosa', address, unread: 2 };
    expect(withShownName(item)).toBe(item);
    expect(withShownName({ ...item, name: '\u202eRosa' })).toEqual(item);
  });
});
