/** The reactions that stand ready until the user has used others. */
const USUAL: readonly string[] = ['❤️', '👍', '😂', '😮', '😢', '🙏'];
/** So many of them make room for others. */
const MOVABLE = 3;

/**
 * The six reactions that stand ready: the usual ones, each in its place, whose last give way to what was used last, so that a
 * finger finds most of them without looking.
 */
export function quickReactions(recent: readonly string[]): string[] {
  const others = recent.slice(0, 12).filter((emoji) => !USUAL.includes(emoji));
  const fresh = [...new Set(others)].slice(0, MOVABLE);
  return [...USUAL.slice(0, USUAL.length - fresh.length), ...fresh.reverse()];
}
