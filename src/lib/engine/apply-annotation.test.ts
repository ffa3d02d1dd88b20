import { describe, expect, it } from 'vitest';
import type { MessageRow, ReactionRow } from '../store/messages';
import {
  applyEdit,
  applyReaction,
  applyRetraction,
  firstText,
  markOf,
  PENDING,
  settleReaction,
  undo
} from './apply-annotation';

const ROW: MessageRow = {
  account: 'romeo@example.org',
  id: 'r1',
  chat: 'juliet@example.org',
  order: 1_000_000,
  time: 1_000,
  arrived: 1_000,
  mine: false,
  sender: 'juliet@example.org',
  text: 'first',
  wireId: 'm1'
};
type Change = (row: MessageRow) => MessageRow;
const reaction = (who: string, stamp: number, ...emoji: string[]): ReactionRow => ({ who, stamp, emoji });
const reacts =
  (who: string, stamp: number, ...emoji: string[]): Change =>
  (row) =>
    applyReaction(row, reaction(who, stamp, ...emoji));
const edits =
  (wireId: string, time: number, text: string, mention = false): Change =>
  (row) =>
    applyEdit(row, { wireId, time, text, ...(mention && { mention }) });
const retracts =
  (told: Parameters<typeof applyRetraction>[1]): Change =>
  (row) =>
    applyRetraction(row, told);

/** All orders of these, each with everything twice. */
function orders(changes: Change[]): Change[][] {
  if (changes.length <= 1) return [[...changes, ...changes]];
  return changes.flatMap((one, n) => orders(changes.toSpliced(n, 1)).map((rest) => [one, ...rest, one]));
}
const results = (changes: Change[]) =>
  orders(changes).map((order) => order.reduce((done, change) => change(done), ROW));

describe('what is said about a message', () => {
  it.each([
    ['reactions', [reacts('a', 1, '👍'), reacts('b', 2, '👍', '🎉'), reacts('a', 3, '🐢'), reacts('b', 4)]],
    ['edits', [edits('e1', 2, 'one'), edits('e2', 3, 'two', true), edits('e3', 4, 'three'), edits('e4', 4, 'four')]],
    ['edits and reactions', [edits('e1', 2, 'one'), reacts('a', 1, '👍'), edits('e2', 3, 'two'), reacts('a', 3, '🐢')]],
    ['a retraction', [edits('e1', 2, 'one', true), reacts('a', 1, '👍'), retracts({ self: true })]],
    [
      'a retraction and a moderator',
      [retracts({ self: true }), retracts({ by: 'owner', reason: 'rude' }), retracts({})]
    ]
  ])('makes the same of it in any order, also twice: %s', (_, changes) => {
    const [first, ...others] = results(changes);
    expect(first).not.toEqual(ROW);
    for (const other of others) expect(other).toEqual(first);
  });

  it('leaves the newest reactions of each', () => {
    const row = [reacts('a', 3, '🐢'), reacts('a', 1, '👍'), reacts('b', 2, '👍')].reduce(
      (done, say) => say(done),
      ROW
    );
    expect(row.reactions).toEqual([reaction('b', 2, '👍'), reaction('a', 3, '🐢')]);
    expect(reacts('a', 3, '🐢')(row)).toBe(row);
  });

  it('keeps what it said before, with when', () => {
    const row = [edits('e2', 3_000, 'third'), edits('e1', 2_000, 'second')].reduce((done, say) => say(done), ROW);
    expect(row).toMatchObject({ text: 'third', editTime: 3_000 });
    expect(row.edits).toEqual([
      { text: 'first', time: 1_000, by: 'e1' },
      { text: 'second', time: 2_000, by: 'e2' }
    ]);
    expect(firstText(row)).toBe('first');
    expect(edits('e1', 9_000, 'forged')(row)).toBe(row);
  });

  it('leaves nothing of what was taken back', () => {
    const full: MessageRow = {
      ...ROW,
      mention: true,
      reply: { id: 'm0' },
      file: { kind: 'image', name: 'a.jpg', type: 'image/jpeg' },
      preview: { url: 'https://example.org' },
      location: { lat: 1, lon: 2 }
    };
    const row = [reacts('a', 1, '👍'), edits('e1', 2, 'x'), retracts({ self: true })].reduce(
      (done, say) => say(done),
      full
    );
    expect(row).toEqual({ ...ROW, text: '', retracted: { self: true }, said: markOf(ROW.text) });
    expect(reacts('a', 9, '👍')(row)).toBe(row);
  });

  it('is no flood', () => {
    let row = ROW;
    for (let n = 0; n < 1_000; n++) row = applyReaction(row, reaction(`who-${n}`, n, '👍'));
    for (let n = 0; n < 1_000; n++) row = applyEdit(row, { wireId: `e${n}`, time: 2_000 + n, text: `${n}` });
    expect(row.reactions).toHaveLength(200);
    expect(row.edits).toHaveLength(50);
    expect([firstText(row), row.text]).toEqual(['first', '999']);
  });
});

describe("the user's own", () => {
  it('reactions stay until the server has them, whatever comes meanwhile', () => {
    const own = { ...reaction('me', PENDING, '👍'), wire: 'r1.x', before: ['🐢'] };
    const row = applyReaction(applyReaction(ROW, own), reaction('me', 5_000, '🎉'));
    expect(row.reactions).toEqual([own]);
    const settled = applyReaction(settleReaction(row, 'r1.x', 4_000), reaction('me', 5_000, '🎉'));
    expect(settled.reactions).toEqual([reaction('me', 5_000, '🎉')]);
  });

  it('go back to what they were when they are refused, and what is refused later than that changes nothing', () => {
    const row = applyReaction(ROW, { ...reaction('me', PENDING, '👍'), wire: 'r1.x', before: ['🐢'] });
    expect(undo(row, 'r1.x').reactions).toMatchObject([{ emoji: ['🐢'] }]);
    expect(undo(row, 'r1.y')).toBe(row);
    const edited = [edits('e1', 2_000, 'second'), edits('e2', 3_000, 'third')].reduce((done, say) => say(done), ROW);
    expect(undo(edited, 'e2')).toEqual(edits('e1', 2_000, 'second')(ROW));
    expect(undo(edited, 'e1')).toEqual({
      ...edited,
      edits: [{ text: 'first', time: 1_000, by: 'e2' }]
    });
    expect(undo(undo(edited, 'e2'), 'e1')).toEqual(ROW);
  });
});
