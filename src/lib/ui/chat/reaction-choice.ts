import type { ReactionRulesView } from '../../engine/api-messages';

/** Whether a chat takes an emoji as a reaction. */
export function isAllowed({ most, allowed }: ReactionRulesView = {}, emoji: string): boolean {
  return most !== 0 && (allowed?.some((one) => isSameEmoji(one, emoji)) ?? true);
}

/** What stands ready of those that a chat takes: the usual ones, then others that it allows; in its own writing. */
export function allowedOf(ready: readonly string[], rules: ReactionRulesView | undefined): string[] {
  if (rules?.most === 0) return [];
  const { allowed } = rules ?? {};
  if (!allowed) return [...ready];
  const first = ready.flatMap((emoji) => allowed.find((one) => isSameEmoji(one, emoji)) ?? []);
  return [...new Set([...first, ...allowed])].slice(0, ready.length);
}

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
