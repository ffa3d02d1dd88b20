import { describe, expect, it } from 'vitest';
import { quickReactions } from './quick-reactions';

describe('quickReactions', () => {
  it('are six from the beginning', () => {
    expect(quickReactions([])).toEqual(['❤️', '👍', '😂', '😮', '😢', '🙏']);
    expect(quickReactions(['👍', '🙏'])).toEqual(quickReactions([]));
  });

  it('end with what was used last, the newest at the very end', () => {
    expect(quickReactions(['🎂', '👍', '🌷'])).toEqual(['❤️', '👍', '😂', '😮', '🌷', '🎂']);
  });

  it('keep the first three for good', () => {
    expect(quickReactions(['🎂', '🌷', '🍰', '🚲', '🎂'])).toEqual(['❤️', '👍', '😂', '🍰', '🌷', '🎂']);
  });
});
