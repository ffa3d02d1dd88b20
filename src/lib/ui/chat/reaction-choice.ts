/**
 * The user's own reactions after a tap on one: it alone, or, where it was theirs, the others without it, which another client of theirs
 * may have set.
 */
export function chooseReaction(mine: readonly string[], emoji: string): string[] {
  const others = mine.filter((one) => !isSameEmoji(one, emoji));
  return others.length < mine.length ? others : [emoji];
}

/** With and without its variation selector it is the same. */
function isSameEmoji(a: string, b: string): boolean {
  return a.replaceAll('\ufe0f', '') === b.replaceAll('\ufe0f', '');
}
