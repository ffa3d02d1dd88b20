import { describe, expect, it } from 'vitest';
import type { GapView, MessageView } from '../../client/chat.svelte';
import { anchorOf, buildRows, reuseRows, stepsTo, type Row } from './rows';

const NOON = new Date(2026, 4, 4, 12).getTime();
const MINUTE = 60_000;

function message(order: number, part: Partial<MessageView> = {}): MessageView {
  const mine = part.mine ?? false;
  return {
    id: `m${order}`,
    mine,
    sender: mine ? 'me@a' : 'rosa@a',
    text: 'x',
    time: NOON + order * MINUTE,
    order,
    ...part
  };
}

function build(messages: MessageView[], more: { gaps?: GapView[]; line?: number; newer?: true } = {}): Row[] {
  const part = { messages, gaps: more.gaps ?? [], newer: more.newer ?? false };
  return buildRows(part, more.line);
}

const keys = (rows: readonly Row[]): string[] =>
  rows.filter((row) => row.kind !== 'top').map((row) => row.key.replace(/^day:\d+/, 'day'));
const run = (row: Row | undefined): string =>
  row?.kind === 'message' ? `${row.key}${row.first ? '<' : ''}${row.last ? '>' : ''}` : '';

describe('buildRows', () => {
  it('begins each day with its separator', () => {
    expect(keys(build([message(1), message(2, { time: NOON + 86_400_000 })]))).toEqual(['day', 'm1', 'day', 'm2']);
  });

  it('folds what was said before this device could read into one line, whatever days it spans', () => {
    const before = (order: number) => message(order, { unreadable: 'before', time: NOON + order * 86_400_000 });
    const rows = build([before(1), before(2), before(3), message(4), before(5)], { line: 0 });
    expect(keys(rows)).toEqual(['before:m3', 'day', 'new', 'm4', 'before:m5']);
    expect(keys(build([before(0), before(1), before(2), before(3)]))).toEqual(['before:m3']);
    expect(reuseRows(rows, build([before(1), before(3), message(4), before(5)]))[1]).not.toBe(rows[1]);
  });

  it('gives a day that comes twice two keys', () => {
    const rows = build([message(1), message(2, { time: NOON - 86_400_000 }), message(3)]);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  });

  it('joins what one person writes within ten minutes into a run', () => {
    const rows = build([
      message(1),
      message(2),
      message(3, { mine: true }),
      message(4, { mine: true, time: NOON + 20 * MINUTE })
    ]);
    expect(rows.slice(2).map(run)).toEqual(['m1<', 'm2>', 'm3<>', 'm4<>']);
  });

  it('puts the line above the first message of others that was not read, and ends the run there', () => {
    const rows = build([message(1), message(2, { mine: true }), message(3), message(4)], { line: 1 });
    expect(keys(rows)).toEqual(['day', 'm1', 'm2', 'new', 'm3', 'm4']);
    expect(keys(build([message(1), message(2)], { line: 1 }))).toEqual(['day', 'm1', 'new', 'm2']);
    expect(keys(build([message(1), message(2, { mine: true })], { line: 1 }))).toEqual(['day', 'm1', 'm2']);
    expect(run(build([message(1), message(2)], { line: 1 })[2])).toBe('m1<>');
  });

  it('joins what one occupant writes, whatever their address there, and begins anew with another nickname', () => {
    const rows = build([
      message(1, { key: 'o1', sender: 'club@c/Anna', nick: 'Anna' }),
      message(2, { key: 'o1', sender: 'club@c/Anna', nick: 'Anna' }),
      message(3, { key: 'o2', sender: 'club@c/Anna', nick: 'Anna' }),
      message(4, { key: 'o2', sender: 'club@c/Ann', nick: 'Ann' })
    ]);
    expect(rows.slice(2).map(run)).toEqual(['m1<', 'm2>', 'm3<>', 'm4<>']);
  });

  it('folds what happened between two messages into one row, which ends a run and carries no line', () => {
    const event = { event: { kind: 'left' as const, who: 'Anna' }, text: '' };
    const rows = build([message(1), message(2, event), message(3, event), message(4), message(5, event)], { line: 1 });
    expect(keys(rows)).toEqual(['day', 'm1', 'events:m2', 'new', 'm4', 'events:m5']);
    expect(rows.flatMap((row) => (row.kind === 'events' ? [row.messages.map(({ id }) => id)] : []))).toEqual([
      ['m2', 'm3'],
      ['m5']
    ]);
    expect(rows.filter((row) => row.kind === 'message').map(run)).toEqual(['m1<>', 'm4<>']);
  });

  it('shows a gap in its place, and one behind the newest', () => {
    const gaps = [
      { after: 9, before: 12 },
      { after: 1, before: 4 },
      { after: -5, before: 1 }
    ];
    const messages = [message(1), message(4), message(9)];
    expect(keys(build(messages, { gaps }))).toEqual(['day', 'm1', 'gap:1', 'm4', 'm9', 'gap:9']);
    expect(keys(build(messages, { gaps, newer: true }))).toEqual(['day', 'm1', 'gap:1', 'm4', 'm9']);
  });
});

describe('reuseRows', () => {
  it('keeps the objects of rows that did not change', () => {
    const before = build([message(1, { mine: true, status: 'sent' }), message(2)]);
    const after = reuseRows(before, build([message(1, { mine: true, status: 'read' }), message(2), message(3)]));
    expect(after[1]).toBe(before[1]);
    expect(after[2]).not.toBe(before[2]);
    // m2 is no longer the last of its run.
    expect(after[3]).not.toBe(before[3]);
    const gone = reuseRows(
      after,
      build([message(1, { mine: true, status: 'read' }), message(2, { retracted: {} }), message(3)])
    );
    expect([gone[2] === after[2], gone[3] === after[3]]).toEqual([true, false]);
    const again = reuseRows(after, build([message(1, { mine: true, status: 'read' }), message(2), message(3)]));
    expect(again).toEqual(after);
    for (const [at, row] of again.entries()) expect(row).toBe(after[at]);
    const event = { event: { kind: 'left' as const } };
    const one = build([message(1, event)]);
    expect(reuseRows(one, build([message(1, event)]))).toEqual(one);
    expect(reuseRows(one, build([message(1, event), message(2, event)]))[2]).not.toBe(one[2]);
  });
});

describe('a row is drawn again', () => {
  const person = { mine: false, sender: 'rosa@a' };
  const parts: Partial<MessageView>[] = [
    { reactions: [{ emoji: '👍', mine: false, who: [person] }] },
    { reactions: [{ emoji: '👍', mine: true, who: [person, { mine: true, sender: 'me@a' }] }] },
    { reply: {} },
    { reply: { original: { ...person, id: 'm0', order: 0, text: 'before' } } },
    { edited: true },
    { referable: true },
    { retracted: { self: true } },
    { file: { kind: 'image', name: 'a.jpg', type: 'image/jpeg', state: 'there' } },
    { file: { kind: 'image', name: 'a.jpg', type: 'image/jpeg', state: 'here' } },
    { location: { lat: 1, lon: 2 } }
  ];

  it('when anything that belongs to its message changed, and else not', () => {
    for (const [at, part] of parts.entries()) {
      const before = build([message(1, part)]);
      expect(reuseRows(before, build([message(1, structuredClone(part))]))[2]).toBe(before[2]);
      for (const other of [{}, ...parts.filter((_, place) => place !== at)])
        expect(reuseRows(before, build([message(1, other)]))[2]).not.toBe(before[2]);
    }
  });
});

describe('anchorOf', () => {
  it('takes the first message that stays, never a gap or a day', () => {
    const before = build([message(3), message(4)]);
    expect(keys(before)).toEqual(['day', 'm3', 'm4']);
    expect(anchorOf(before, build([message(1), message(3), message(4)]))).toBe('m3');
    expect(anchorOf(before, build([message(4)]))).toBe('m4');
    expect(anchorOf(before, build([message(9)]))).toBeUndefined();
  });
});

describe('stepsTo', () => {
  const list = (...orders: number[]): Row[] => build(orders.map((order) => message(order)));
  it('shifts when only rows above the anchor changed', () => {
    const next = list(1, 2, 3, 4);
    expect(stepsTo(list(3, 4), next, 'm3')).toEqual([{ rows: next, shift: true }]);
  });
  it('does not shift when only rows below it changed', () => {
    const next = list(3, 4, 5);
    expect(stepsTo(list(3, 4), next, 'm3')).toEqual([{ rows: next, shift: false }]);
  });
  it('takes a change on both sides in two steps', () => {
    const steps = stepsTo(list(3, 4), list(1, 3, 4, 5), 'm3');
    expect(steps.map((step) => [keys(step.rows), step.shift])).toEqual([
      [['day', 'm1', 'm3', 'm4'], true],
      [['day', 'm1', 'm3', 'm4', 'm5'], false]
    ]);
  });
  it('takes a lost anchor in one step', () => {
    const next = list(7, 8);
    expect(stepsTo(list(3, 4), next, 'm3')).toEqual([{ rows: next, shift: false }]);
  });
});
