import type { ConversationView, GapView, MessageView } from '../../client/chat.svelte';

/** A message with its place in its run, which decides its corners and the space around it. */
export interface MessageRow {
  kind: 'message';
  key: string;
  message: MessageView;
  first: boolean;
  last: boolean;
}

/** What happened in a group between two messages, as one line. */
export interface EventsRow {
  kind: 'events';
  key: string;
  messages: MessageView[];
}

/** What was said before this device could read along, as one line. */
export interface BeforeRow {
  kind: 'before';
  key: string;
  messages: MessageView[];
}

/**
 * One row of the list of messages. `key` stays the same for as long as the row means the same. `top` is always there and
 * always as high, so that nothing moves when it has nothing more to say.
 */
export type Row =
  | { kind: 'top'; key: string }
  | { kind: 'day'; key: string; time: number }
  | { kind: 'new'; key: string }
  | { kind: 'gap'; key: string; before: number }
  | EventsRow
  | BeforeRow
  | MessageRow;

type Part = Pick<ConversationView, 'messages' | 'gaps' | 'newer'>;

/** A run is one person's messages with at most this between two of them. */
const RUN = 10 * 60_000;

/** Where the day of `time` begins for who reads. */
export function dayOf(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

/** The rows of a conversation: days, known gaps, the "New messages" line above what is behind `lineAt`, runs of bubbles. */
export function buildRows(part: Part, lineAt: number | undefined): Row[] {
  const rows: Row[] = [{ kind: 'top', key: 'top' }];
  const { messages } = part;
  const [oldest] = messages;

  const isNew = ({ mine, event, unreadable, order }: MessageView): boolean =>
    !mine && !event && unreadable !== 'before' && order > (lineAt ?? Infinity);
  const line = messages.find(isNew)?.id;
  const gaps = part.gaps.filter((gap) => oldest && gap.after >= oldest.order).sort((a, b) => a.after - b.after);
  const seenDays = new Map<number, number>();
  let day: number | undefined;
  let previous: MessageRow | undefined;
  const interrupt = (row: Row): void => {
    rows.push(row);
    previous = undefined;
  };

  for (const message of messages) {
    while (gaps[0] && gaps[0].after < message.order) interrupt(gapRow(gaps.shift() as GapView));
    if (message.unreadable === 'before') {
      const before = rows.at(-1);
      if (before?.kind === 'before') before.messages.push(message);
      else interrupt({ kind: 'before', key: '', messages: [message] });
      continue;
    }
    const itsDay = dayOf(message.time);
    if (itsDay !== day) {
      day = itsDay;
      const seen = seenDays.get(day) ?? 0;
      seenDays.set(day, seen + 1);
      interrupt({ kind: 'day', key: seen === 0 ? `day:${day}` : `day:${day}:${seen}`, time: message.time });
    }
    if (message.event) {
      const before = rows.at(-1);
      if (before?.kind === 'events') before.messages.push(message);
      else interrupt({ kind: 'events', key: `events:${message.id}`, messages: [message] });
      continue;
    }
    if (message.id === line) interrupt({ kind: 'new', key: 'new' });
    const first = previous === undefined || !isSameRun(previous.message, message);
    if (previous && !first) previous.last = false;
    previous = { kind: 'message', key: message.id, message, first, last: true };
    rows.push(previous);
  }
  if (!part.newer) rows.push(...gaps.map(gapRow));
  // More is added to it above, so its newest message names it.
  for (const row of rows) if (row.kind === 'before') row.key = `before:${row.messages.at(-1)?.id}`;
  return rows;
}

// A gap is filled from its newer end, so its older end names it for as long as it is there.
function gapRow(gap: GapView): Row {
  return { kind: 'gap', key: `gap:${gap.after}`, before: gap.before };
}

/** In a group the nickname may change hands, and whoever has it may change it: both begin a run of their own. */
function isSameRun(a: MessageView, b: MessageView): boolean {
  const byOne = a.mine === b.mine && (a.key ?? a.sender) === (b.key ?? b.sender) && a.nick === b.nick;
  return byOne && Math.abs(b.time - a.time) <= RUN;
}

/** `next`, with the objects of `previous` where a row did not change, so that it is not drawn again. */
export function reuseRows(previous: readonly Row[], next: readonly Row[]): Row[] {
  const known = new Map(previous.map((row) => [row.key, row]));
  return next.map((row) => {
    const old = known.get(row.key);
    return old && isSameRow(old, row) ? old : row;
  });
}

function isSameRow(a: Row, b: Row): boolean {
  if (a.kind === 'message' && b.kind === 'message')
    return a.first === b.first && a.last === b.last && isSameMessage(a.message, b.message);
  if ((a.kind === 'events' && b.kind === 'events') || (a.kind === 'before' && b.kind === 'before'))
    return a.messages.length === b.messages.length && a.messages.every(({ id }, at) => id === b.messages[at]?.id);
  if (a.kind === 'gap' && b.kind === 'gap') return a.before === b.before;
  if (a.kind === 'day' && b.kind === 'day') return dayOf(a.time) === dayOf(b.time);
  return a.kind === b.kind;
}

function isSameMessage(a: MessageView, b: MessageView): boolean {
  return (
    a.text === b.text &&
    a.time === b.time &&
    a.order === b.order &&
    a.status === b.status &&
    a.error === b.error &&
    a.mine === b.mine &&
    a.sender === b.sender &&
    a.nick === b.nick &&
    a.person === b.person &&
    a.mention === b.mention &&
    a.readBy === b.readBy &&
    a.named === b.named &&
    a.retracted?.by === b.retracted?.by &&
    a.retracted?.reason === b.retracted?.reason &&
    a.retracted?.self === b.retracted?.self &&
    (a.retracted === undefined) === (b.retracted === undefined) &&
    a.edited === b.edited &&
    a.referable === b.referable &&
    a.open === b.open &&
    a.unreadable === b.unreadable &&
    partsOf(a) === partsOf(b)
  );
}

const parts = new WeakMap<MessageView, string>();

/** What a message has that few have, as a text to be compared: the answered one, reactions, file, place and preview. */
function partsOf(message: MessageView): string {
  const { reply, reactions, file, location, preview } = message;
  if (!reply && !reactions && !file && !location && !preview) return '';
  const cached = parts.get(message);
  if (cached !== undefined) return cached;
  const text = JSON.stringify([reply, reactions, file, location, preview, preview?.image?.size]);
  parts.set(message, text);
  return text;
}

/** The first message of `reading` that stays: days and gaps do not count, as what stands above them may change. */
export function anchorOf(reading: readonly Row[], next: readonly Row[]): string | undefined {
  const known = new Set(next.map((row) => row.key));
  return reading.find((row) => row.kind === 'message' && known.has(row.key))?.key;
}

/** One step of a change of rows; with `shift` the rows changed above what is being read. */
export interface Step {
  rows: Row[];
  shift: boolean;
}

/**
 * The change from `previous` to `next` in steps of which each changes rows on one side of `anchor` only (the row being
 * read), because the list can keep its place against one side at a time.
 */
export function stepsTo(previous: readonly Row[], next: Row[], anchor: string | undefined): Step[] {
  const before = previous.findIndex((row) => row.key === anchor);
  const after = next.findIndex((row) => row.key === anchor);
  if (before < 0 || after < 0 || before === after) return [{ rows: next, shift: false }];
  if (previous.length - before === next.length - after) return [{ rows: next, shift: true }];
  return [
    { rows: [...next.slice(0, after), ...previous.slice(before)], shift: true },
    { rows: next, shift: false }
  ];
}
