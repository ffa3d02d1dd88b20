import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../src/lib/engine/api';
import { takeBack } from '../../src/lib/engine/take-back';
import { write } from '../../src/lib/store/write';
import { until } from '../support/people';
import { JULIET, ROMEO } from './memory-account';
import { answer, body, converse, edit, react, Recorder, retract, type Conversation, type Sent } from './said';

const shown = ({ text, edited, retracted, reactions, mention }: MessageView) => ({
  text,
  ...(edited && { edited }),
  ...(retracted && { retracted }),
  ...(mention && { mention }),
  ...(reactions && { reactions: reactions.map(({ emoji, who }) => [emoji, who.length]) })
});
const lines = async (talk: Conversation) => (await talk.lines()).map(shown);

function orders<T>(all: T[]): T[][] {
  if (all.length <= 1) return [all];
  return all.flatMap((one, n) => orders(all.toSpliced(n, 1)).map((rest) => [one, ...rest]));
}

/** The same about another message, ten seconds later. */
const numbered = ([from, id, inside, time = 0]: Sent, n: number): Sent => [
  from,
  `${id}.${n}`,
  inside.replaceAll("m1'", `m1.${n}'`),
  time + n * 10_000
];

/** Where it happens: who writes, who else is there, and by which id a message is named there. */
const PLACES = [
  { place: 'a contact', facts: undefined, them: JULIET, me: ROMEO, name: (id: string) => id },
  { place: 'a group', facts: { occupantIds: true }, them: 'juliet', me: 'romeo', name: (id: string) => `a-${id}` },
  { place: 'a group without ids', facts: {}, them: 'juliet', me: 'romeo', name: (id: string) => `a-${id}` }
] as const;

describe.each(PLACES)('what is said about a message of $place', ({ facts, them, me, name }) => {
  it('makes the same of it in any order, from the archive or live', async () => {
    const talk = await converse(facts);
    const parts: Sent[] = [
      [them, 'm1', body('one'), 1_000],
      [them, 'e1', edit('m1', 'two'), 3_000],
      [me, 'r1', react(name('m1'), '👍'), 4_000],
      [them, 'e2', edit('m1', 'three'), 5_000],
      [me, 'r2', react(name('m1'), '🐢', '🎉'), 6_000]
    ];
    const all = orders(parts);
    for (const [n, order] of all.entries()) {
      const renamed = (some: Sent[]) => some.map((one) => numbered(one, n));
      await talk.take(...renamed(order), ...renamed(order));
      // The newest once more, as a stream that goes on tells them.
      await talk.take(...renamed(parts.slice(-2)).map(([from, id, inside]): Sent => [from, id, inside]));
    }
    const reactions = [
      ['🐢', 1],
      ['🎉', 1]
    ];
    const found = await lines(talk);
    expect(found).toHaveLength(all.length);
    expect(found).toEqual(Array.from(all, () => ({ text: 'three', edited: true, reactions })));
    expect(await talk.db.count('annotations')).toBe(0);
    expect(await talk.row()).toMatchObject({ preview: { text: 'three' }, unread: all.length });
  });

  it('ends with a retraction, whatever comes before or after', async () => {
    const talk = await converse(facts);
    const parts: Sent[] = [
      [them, 'm1', body('one'), 1_000],
      [them, 'e1', edit('m1', 'two'), 3_000],
      [me, 'r1', react(name('m1'), '👍'), 4_000],
      [them, 'd1', retract(name('m1')), 5_000]
    ];
    for (const [n, order] of orders(parts).entries()) await talk.take(...order.map((one) => numbered(one, n)));
    for (const line of await lines(talk)) expect(line).toEqual({ text: '', retracted: { self: true } });
    expect(await talk.row()).toMatchObject({ unread: 0, preview: { text: '', retracted: true, byAuthor: true } });
    expect(JSON.stringify(await talk.db.getAll('messages'))).not.toMatch(/one|two|👍/);
  });

  it('is nothing by the wrong person: an edit is the message that it also is', async () => {
    const talk = await converse(facts);
    await talk.take([them, 'm1', body('theirs')], [me, 'm2', body('mine')]);
    await talk.take([me, 'd1', retract(name('m1'))], [them, 'd2', retract(name('m2'))]);
    await talk.take([me, 'e1', edit('m1', 'forged')], [them, 'e2', edit('m2', 'forged too')]);
    // What waits is given to nobody else either.
    await talk.take([me, 'd3', retract(name('m3'))], [them, 'm3', body('later')]);
    expect(await lines(talk)).toEqual([
      { text: 'theirs' },
      { text: 'mine' },
      { text: 'forged' },
      { text: 'forged too' },
      { text: 'later' }
    ]);
  });

  it('finds the message of the sender among several of one id', async () => {
    const talk = await converse(facts);
    await talk.take([me, '1', body('mine')], [them, '1', body('theirs')]);
    await talk.take([them, 'e1', edit('1', 'theirs, better')]);
    expect((await lines(talk)).map(({ text }) => text)).toEqual(['mine', 'theirs, better']);
  });

  it('does not count as unread', async () => {
    const talk = await converse(facts);
    await talk.take([me, 'm1', body('mine')]);
    await talk.take([them, 'r1', react(name('m1'), '👍')], [them, 'm2', body('x')], [them, 'e1', edit('m2', 'y')]);
    expect(await talk.row()).toMatchObject({ unread: 1, preview: { text: 'y' } });
    await talk.take([them, 'd1', retract(name('m2'))]);
    expect(await talk.row()).toMatchObject({ unread: 0 });
  });

  it('leaves a message alone that was removed here, also when the archive tells it again', async () => {
    const talk = await converse(facts);
    await talk.take([them, 'm1', body('one'), 1_000], [them, 'm2', answer(name('m1'), 'two'), 2_000]);
    const [first] = await talk.lines();
    await talk.desk.removeHere(talk.chat, [first?.id ?? '']);
    expect(await talk.row()).toMatchObject({ unread: 1, preview: { text: 'two' } });
    await talk.take(
      [them, 'm1', body('one'), 1_000],
      [them, 'e1', edit('m1', 'edited'), 3_000],
      [me, 'r1', react(name('m1'), '👍'), 4_000],
      [them, 'd1', retract(name('m1')), 5_000]
    );
    const left = await talk.lines();
    expect(left).toMatchObject([{ text: 'two', reply: {} }]);
    expect(left[0]?.reply?.original).toBeUndefined();
    expect(JSON.stringify(await talk.db.getAll('messages'))).not.toContain('one');
    expect(await talk.db.count('annotations')).toBe(0);
  });
});

describe('what is said in a group', () => {
  const ID = 'a-m1';

  it('may be changed by nobody in a channel that does not tell who is who', async () => {
    const talk = await converse({ membersOnly: false, nonAnonymous: false });
    await talk.take(['juliet', 'm1', body('one')], ['juliet', 'e1', edit('m1', 'two')], ['juliet', 'd1', retract(ID)]);
    expect((await lines(talk)).map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it('follows the person and not the name, where the group tells them apart', async () => {
    const talk = await converse({ occupantIds: true, membersOnly: false });
    await talk.take(['juliet', 'm1', body('one')]);
    await talk.take(['eve', 'e1', edit('m1', 'eve was here')]);
    await talk.take(['eve', 'r1', react(ID, '👍')], ['juliet', 'r2', react(ID, '👍')], ['eve', 'r3', react(ID)]);
    expect(await lines(talk)).toEqual([{ text: 'one', reactions: [['👍', 1]] }, { text: 'eve was here' }]);
  });

  it('names the user from an edit on, or no more', async () => {
    const talk = await converse({ occupantIds: true });
    await talk.take(['juliet', 'm1', body('hello')]);
    await talk.take(['juliet', 'e1', edit('m1', 'hello romeo')]);
    expect(await talk.row()).toMatchObject({ unread: 1, mentions: 1 });
    await talk.take(['juliet', 'e2', edit('m1', 'hello all')]);
    expect(await talk.row()).toMatchObject({ unread: 1, mentions: 0 });
  });

  it('is taken back by a moderator only through the group itself', async () => {
    const taken = `<retract xmlns='urn:xmpp:message-retract:1' id='${ID}'><moderated xmlns='urn:xmpp:message-moderate:1'/><reason>rude</reason></retract>`;
    const talk = await converse({ occupantIds: true });
    await talk.take(['eve', 'x', taken], ['juliet', 'm1', body('one')]);
    expect(await lines(talk)).toEqual([{ text: 'one' }]);
    await talk.take(['', 'y', taken]);
    expect(await lines(talk)).toEqual([{ text: '', retracted: { reason: 'rude' } }]);
  });

  it('goes out once the group has shown the message, and never when it did not', async () => {
    const talk = await converse({ occupantIds: true });
    const sender = new Recorder();
    await talk.actions.send(talk.chat, 'one');
    await talk.outbox.run(sender, undefined);
    await until(() => expect(sender.stanzas).toHaveLength(1));
    const [own] = await talk.lines();
    await expect(talk.desk.react(talk.chat, own?.id ?? '', ['👍'])).rejects.toMatchObject({ code: 'not-allowed' });
    await talk.desk.retract(talk.chat, [own?.id ?? '']);
    talk.outbox.wake();
    await talk.outbox.drained();
    expect(sender.stanzas).toHaveLength(1);
    await talk.take(['romeo', own?.id ?? '', body('one')]);
    talk.outbox.wake();
    await until(() => expect(sender.read()[1]).toMatchObject({ type: 'groupchat', retraction: `a-${own?.id}` }));
    expect(await lines(talk)).toEqual([{ text: '', retracted: { self: true } }]);
  });
});

describe('what the user says about a message', () => {
  const sendOne = async (talk: Conversation, sender: Recorder) => {
    await talk.actions.send(talk.chat, 'first');
    await talk.outbox.run(sender, undefined);
    await until(() => expect(sender.stanzas).toHaveLength(1));
    return (await talk.lines()).at(-1)?.id ?? '';
  };

  it('goes out with what it answers, in order, and stays until the server has it', async () => {
    const talk = await converse();
    const said = '> hello\nhi';
    const marked = `<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='8'/></fallback>`;
    await talk.take([JULIET, 'm0', body('hello')], [JULIET, 'm1', answer('m0', said) + marked]);
    const [, first] = await talk.lines();
    expect(first).toMatchObject({ text: 'hi', reply: { original: { text: 'hello', sender: JULIET } } });
    await talk.actions.send(JULIET, 'three', first?.id);
    await talk.desk.react(JULIET, first?.id ?? '', ['🐢', 'no emoji']);
    await talk.desk.react(JULIET, first?.id ?? '', ['🎉']);
    const sender = new Recorder();
    await talk.outbox.run(sender, undefined);
    await until(() => expect(sender.stanzas).toHaveLength(2));
    const [reply, reaction] = sender.read();
    expect(reply).toMatchObject({ body: '> hi\nthree', reply: { id: 'm1', to: JULIET } });
    expect(reply?.fallbacks).toEqual([{ for: 'urn:xmpp:reply:0', ranges: [[0, 5]] }]);
    expect(reaction).toMatchObject({ reactions: { id: 'm1', emoji: ['🎉'] }, hints: ['store'] });
    const again = new Recorder(2);
    talk.outbox.pause();
    await talk.outbox.run(again, undefined);
    await until(() => expect(again.stanzas.map(String)).toEqual(sender.stanzas.map(String)));
    await talk.outbox.acked(4);
    expect(await talk.db.count('outbox')).toBe(0);
    expect(await talk.lines()).toMatchObject([
      { text: 'hello' },
      { reactions: [{ emoji: '🎉', mine: true }] },
      { text: 'three', status: 'sent', reply: { original: { text: 'hi' } } }
    ]);
  });

  it('changes a message in its place that has not gone, and follows one that may have', async () => {
    const talk = await converse();
    await talk.actions.send(JULIET, 'draft');
    const [row] = await talk.lines();
    await talk.desk.edit(JULIET, row?.id ?? '', 'first');
    expect(await lines(talk)).toEqual([{ text: 'first' }]);
    const sender = new Recorder();
    await talk.outbox.run(sender, undefined);
    await until(() => expect(sender.stanzas).toHaveLength(1));
    await talk.desk.edit(JULIET, row?.id ?? '', 'second');
    // What the server did not acknowledge is said again as it was, and then as it is.
    talk.outbox.pause();
    const next = new Recorder();
    await talk.outbox.run(next, undefined);
    await until(() => expect(next.stanzas).toHaveLength(2));
    expect(next.read()).toMatchObject([
      { id: row?.id, body: 'first' },
      { body: 'second', replaces: row?.id }
    ]);
    expect(await lines(talk)).toEqual([{ text: 'second', edited: true }]);
    expect(await talk.desk.edits(JULIET, row?.id ?? '')).toMatchObject([{ text: 'first' }]);
    expect(await talk.desk.lastOwn(JULIET)).toEqual({ id: row?.id, text: 'second' });
    // The archive has the first one: it is the same message.
    await talk.take([ROMEO, row?.id ?? '', body('first'), Date.now()]);
    expect(await talk.lines()).toHaveLength(1);
  });

  it('leaves no trace of a message that never went, and takes back one that did', async () => {
    const talk = await converse();
    await talk.actions.send(JULIET, 'never');
    const [never] = await talk.lines();
    await talk.desk.retract(JULIET, [never?.id ?? '']);
    expect([await talk.lines(), await talk.db.count('outbox'), await talk.db.count('messages')]).toEqual([[], 0, 0]);
    const sender = new Recorder();
    const id = await sendOne(talk, sender);
    await talk.desk.retract(JULIET, [id]);
    talk.outbox.wake();
    await until(() => expect(sender.read()[1]).toMatchObject({ retraction: id, hints: ['store'] }));
    expect(await lines(talk)).toEqual([{ text: '', retracted: { self: true } }]);
    await talk.outbox.acked(2);
    expect(await talk.db.count('outbox')).toBe(0);
  });

  it('is undone where it is refused, or too large for any server', async () => {
    const talk = await converse();
    const sender = Object.assign(new Recorder(), { features: { maxBytes: 1_000 } });
    const id = await sendOne(talk, sender);
    await talk.desk.edit(JULIET, id, '<'.repeat(900));
    talk.outbox.wake();
    await until(async () => expect(await talk.lines()).toMatchObject([{ text: 'first', error: 'message-too-long' }]));
    await talk.desk.react(JULIET, id, ['👍']);
    talk.outbox.wake();
    await until(() => expect(sender.stanzas).toHaveLength(2));
    await talk.outbox.acked(2);
    const wire = sender.read()[1]?.id ?? '';
    const refuse = (chat: string) =>
      write(
        talk.db,
        () => undefined,
        talk.lease,
        ['messages', 'chats', 'outbox'],
        (tx, topics) => takeBack(tx, topics, ROMEO, chat, wire, 'message-refused')
      );
    expect([await refuse('eve@example.org'), (await talk.lines())[0]?.reactions?.length]).toEqual([false, 1]);
    expect(await refuse(JULIET)).toBe(true);
    const [line] = await talk.lines();
    expect([line?.error, line?.reactions, await talk.db.count('outbox')]).toEqual(['message-refused', undefined, 0]);
  });

  it('may not change what others wrote', async () => {
    const talk = await converse();
    await talk.take([JULIET, 'm1', body('theirs')]);
    const [theirs] = await talk.lines();
    const id = theirs?.id ?? '';
    await expect(talk.desk.edit(JULIET, id, 'x')).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(talk.desk.edit(JULIET, id, 'x'.repeat(70_000))).rejects.toMatchObject({ code: 'message-too-long' });
    await talk.desk.retract(JULIET, [id]);
    expect([await lines(talk), await talk.db.count('outbox')]).toEqual([[{ text: 'theirs' }], 0]);
  });

  it('is said again to others: texts, places, and files that are there', async () => {
    const talk = await converse();
    await talk.take([JULIET, 'm1', body('one')], [JULIET, 'm2', body('two')]);
    const stored = await talk.db.getAll('messages');
    const [one, two] = ['one', 'two'].map((text) => stored.find((row) => row.text === text));
    const file = { kind: 'image' as const, name: 'a.jpg', type: 'image/jpeg', url: 'https://example.org/a.jpg' };
    await talk.db.put('messages', { ...two!, file: { ...file, key: 'k1' } });
    await talk.db.put('blobs', { account: ROMEO, key: 'k1', blob: new Blob(['x']), size: 1, used: 1 });
    await talk.desk.sendLocation(JULIET, { lat: 1, lon: 2 });
    const ids = (await talk.lines()).map(({ id }) => id);
    expect(ids).toContain(one?.id);
    await talk.desk.forward(JULIET, ids.toReversed(), ['eve@example.org', 'eve@example.org']);
    const sent = await talk.db.getAllFromIndex('messages', 'place', IDBKeyRange.lowerBound([ROMEO, 'eve@example.org']));
    const eve = sent.filter(({ chat }) => chat === 'eve@example.org');
    expect(eve).toMatchObject([{ text: 'one' }, { text: 'two', file }, { location: { lat: 1, lon: 2 } }]);
    // Each message has bytes of its own, which go with it.
    await talk.desk.removeHere('eve@example.org', [eve[1]?.id ?? '']);
    expect((await talk.db.getAll('blobs')).map(({ key }) => key)).toEqual(['k1']);
  });
});
