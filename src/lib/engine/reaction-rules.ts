import type { ChatRow, ReactionRulesRow } from '../store/chats';
import type { RoomRow } from '../store/rooms';

/** Which reactions a chat takes; absent: all. */
export function reactionRulesOf(chat: ChatRow, room: RoomRow | undefined): ReactionRulesRow | undefined {
  return chat.kind === 'room' ? room?.facts?.reactions : chat.reactions;
}

const plain = (emoji: string): string => emoji.replaceAll('\ufe0f', '');

/** Reactions as a chat takes them: those that are allowed, in its own writing, and of too many the newest (XEP-0444 §2.2). */
export function asAllowed(emoji: string[], { most, allowed }: ReactionRulesRow = {}): string[] {
  const taken = allowed ? emoji.flatMap((one) => allowed.find((other) => plain(other) === plain(one)) ?? []) : emoji;
  return most === undefined ? taken : taken.slice(Math.max(0, taken.length - most));
}

/** What all of somebody's devices take. */
export function inCommon(all: (ReactionRulesRow | undefined)[]): ReactionRulesRow | undefined {
  const rules = all.filter((one) => one !== undefined);
  if (rules.length === 0) return undefined;
  const limits = rules.flatMap(({ most }) => most ?? []);
  const lists = rules.flatMap(({ allowed }) => (allowed ? [allowed] : []));
  const allowed = lists.reduce<string[] | undefined>(
    (common, list) => (common ? asAllowed(common, { allowed: list }) : list),
    undefined
  );
  return { ...(limits.length > 0 && { most: Math.min(...limits) }), ...(allowed && { allowed }) };
}
