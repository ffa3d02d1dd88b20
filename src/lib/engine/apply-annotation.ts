import type { EditRow, MessageRow, ReactionRow } from '../store/messages';

/** How many people's reactions one message keeps, and how many of its earlier texts: a flood must not fill the row. */
const MOST_PEOPLE = 200;
const MOST_EDITS = 50;
/** The own choice is newer than all that comes, as long as the server does not know of it. */
export const PENDING = Number.MAX_SAFE_INTEGER;

/** One person's reactions are these from now on; the row itself when an equal or newer choice of theirs is known. */
export function applyReaction(row: MessageRow, reaction: ReactionRow): MessageRow {
  if (row.retracted) return row;
  const known = row.reactions?.find(({ who }) => who === reaction.who);
  if (known && (known.stamp > reaction.stamp || isSame(known, reaction))) return row;
  const others = (row.reactions ?? []).filter((one) => one !== known);
  const isFull = !known && others.filter(({ emoji }) => emoji.length > 0).length >= MOST_PEOPLE;
  if (isFull) return row;
  // Who takes all back stays as long as something older of theirs may still come.
  return { ...row, reactions: [...others, reaction].sort(byStamp).slice(-2 * MOST_PEOPLE) };
}

function isSame(a: ReactionRow, b: ReactionRow): boolean {
  return a.stamp === b.stamp && a.emoji.join(' ') === b.emoji.join(' ');
}

function byStamp(a: ReactionRow, b: ReactionRow): number {
  return a.stamp - b.stamp || (a.who < b.who ? -1 : 1);
}

/** A text that replaces another one: `wireId` is its own id, `time` when it was written by the archive's clock. */
export interface Edit {
  text: string;
  wireId: string;
  time: number;
  mention?: boolean;
}

/** Puts an edit in its place among the others; the row itself when it is known, or nothing is left to be edited. */
export function applyEdit(row: MessageRow, edit: Edit): MessageRow {
  const edits = row.edits ?? [];
  if (row.retracted || row.event || edits.some(({ by }) => by === edit.wireId)) return row;
  const first = { text: edits[0]?.text ?? row.text, time: edits[0]?.time ?? row.time };
  const later = edits.map(({ by }, n) => ({
    text: edits[n + 1]?.text ?? row.text,
    time: edits[n + 1]?.time ?? row.editTime ?? row.time,
    by
  }));
  const texts = [...later, { text: edit.text, time: edit.time, by: edit.wireId }]
    .sort((a, b) => a.time - b.time || (a.by < b.by ? -1 : 1))
    .slice(-MOST_EDITS);
  const newest = texts.at(-1);
  if (!newest) return row;
  const before: EditRow[] = texts.map(({ by }, n) => ({ ...(texts[n - 1] ?? first), by }));
  const changed = { ...row, text: newest.text, editTime: newest.time, edits: before };
  if (newest.by !== edit.wireId) return changed;
  const { mention: _, ...rest } = changed;
  return { ...rest, ...(edit.mention && { mention: true }) };
}

/** What is known of who took a message back, and why. */
export type Retracted = NonNullable<MessageRow['retracted']>;

/** Nothing of a message is left but that it was there. The row itself when that is known. */
export function applyRetraction(row: MessageRow, told: Retracted): MessageRow {
  if (row.event) return row;
  const retracted = mergeRetracted(row.retracted, told);
  if (row.retracted && JSON.stringify(retracted) === JSON.stringify(row.retracted)) return row;
  return { ...emptied(row), retracted };
}

/** A message without anything that it said, or that was said about it. */
export function emptied(row: MessageRow): MessageRow {
  const { mention: _m, reply: _r, edits: _e, editTime: _t, reactions: _a, ...content } = row;
  const { file: _f, preview: _p, location: _l, ...rest } = content;
  return { ...rest, text: '', said: row.said ?? markOf(firstText(row)) };
}

/** Too little to tell what a text was, and enough to tell two apart (FNV-1a, 32 bits). */
export function markOf(text: string): number {
  let mark = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) mark = Math.imul(mark ^ text.charCodeAt(at), 0x01000193);
  return mark >>> 0;
}

/** What a moderator did is told rather than what its author did; the archive may know less of it than was told live. */
function mergeRetracted(known: Retracted | undefined, told: Retracted): Retracted {
  if (!known || (known.self && !told.self)) return told;
  return told.self ? known : { ...told, ...known };
}

/** The server knows of the own reactions: they are as new as that. `wire`: the id of the stanza that told of them. */
export function settleReaction(row: MessageRow, wire: string, now: number): MessageRow {
  const reactions = row.reactions?.map((one) => (one.wire === wire ? { ...one, stamp: now } : one));
  return reactions ? { ...row, reactions } : row;
}

/** What a stanza of the user's said about a message was refused: the row as it would be without it. */
export function undo(row: MessageRow, wire: string): MessageRow {
  const refused = row.reactions?.find((one) => one.wire === wire);
  if (row.reactions && refused) {
    const { wire: _, before = [], ...rest } = refused;
    return { ...row, reactions: row.reactions.map((one) => (one === refused ? { ...rest, emoji: before } : one)) };
  }
  const at = row.edits?.findIndex(({ by }) => by === wire) ?? -1;
  const [edit, later] = [row.edits?.[at], row.edits?.[at + 1]];
  if (!row.edits || !edit) return row;
  const { edits, editTime: _, ...rest } = row;
  const others = edits.flatMap((one) => (one === later ? [{ ...edit, by: one.by }] : one === edit ? [] : [one]));
  const isNewest = later === undefined;
  return {
    ...rest,
    text: isNewest ? edit.text : row.text,
    ...(others.length > 0 && { edits: others, editTime: isNewest ? edit.time : (row.editTime ?? row.time) })
  };
}

/** What a message said when it was sent; it is that under its id on the wire. */
export function firstText(row: MessageRow): string {
  return row.edits?.[0]?.text ?? row.text;
}
