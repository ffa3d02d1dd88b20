import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../client/chat.svelte';
import { actsFor, canEdit, canForward, canReply, canTakeBack } from './message-acts';

const message = (part: Partial<MessageView> = {}): MessageView => ({
  id: 'm',
  mine: false,
  sender: 'rosa@a.example',
  text: 'hello',
  time: 1,
  order: 1,
  referable: true,
  ...part
});
const file = { kind: 'image', name: 'a.jpg', type: 'image/jpeg', state: 'there' } as const;

describe('actsFor', () => {
  it('offers with another’s message what needs no right', () => {
    expect(actsFor(message(), { writable: true })).toEqual(['reply', 'copy', 'forward', 'select', 'delete']);
  });

  it('offers with an own message to change it, and to learn more', () => {
    const mine = message({ mine: true, status: 'sent' });
    expect(actsFor(mine, { writable: true })).toEqual(['reply', 'edit', 'copy', 'forward', 'select', 'info', 'delete']);
  });

  it('offers nothing that says something where the user can’t write, or where nobody could be told which is meant', () => {
    for (const [part, writable] of [
      [{}, false],
      [{ referable: false }, true]
    ] as const)
      expect(actsFor(message({ mine: true, status: 'sent', ...part }), { writable })).toEqual([
        'copy',
        'forward',
        'select',
        'info',
        'delete'
      ]);
  });

  it('offers with a message that did not go to try again, and no answer to it', () => {
    const failed = message({ mine: true, status: 'failed' });
    expect(actsFor(failed, { writable: true })).toEqual(['retry', 'copy', 'forward', 'select', 'delete']);
  });

  it('leaves of a deleted message only its place', () => {
    expect(actsFor(message({ text: '', retracted: { self: true } }), { writable: true })).toEqual(['select', 'delete']);
  });

  it('offers to save a file, of whatever kind, but not one that is not sent yet, a sticker, or one that is gone', () => {
    for (const kind of ['image', 'video', 'audio', 'voice', 'file'] as const)
      expect(actsFor(message({ file: { ...file, kind } }), { writable: true })).toContain('save');
    for (const part of [
      { file: { ...file, state: 'sending' } },
      { file: { ...file, kind: 'sticker' } },
      { file, retracted: { self: true } },
      {}
    ] as const)
      expect(actsFor(message(part), { writable: true })).not.toContain('save');
  });

  it('names, writes to and removes others in a group', () => {
    const said = message({ nick: 'Anna', named: true });
    const group = { writable: true, group: true };
    expect(actsFor({ ...said, person: 'anna@a.example' }, group)).toContain('write');
    expect(actsFor(said, { ...group, there: true })).toContain('private');
    expect(actsFor(said, group)).not.toContain('private');
    expect(actsFor(said, group)).toContain('mention');
    expect(actsFor(said, { ...group, moderates: true })).toContain('remove');
    expect(actsFor({ ...said, mine: true }, { ...group, moderates: true })).not.toContain('remove');
    expect(actsFor({ ...said, named: false }, { ...group, moderates: true })).not.toContain('remove');
  });

  it('tells more of a message that was edited or reacted to', () => {
    expect(actsFor(message({ edited: true }), { writable: true })).toContain('info');
    expect(actsFor(message({ reactions: [{ emoji: '👍', mine: false, who: [] }] }), { writable: true })).toContain(
      'info'
    );
  });
});

describe('what a message allows', () => {
  it('is to be edited when it is the user’s own text', () => {
    const mine = message({ mine: true, status: 'waiting' });
    expect(canEdit(mine, true)).toBe(true);
    const no: Partial<MessageView>[] = [
      { mine: false },
      { text: '', file },
      { location: { lat: 0, lon: 0 } },
      { retracted: {} }
    ];
    for (const part of no) expect(canEdit({ ...mine, ...part }, true)).toBe(false);
    expect(canEdit({ ...mine, file }, true)).toBe(true);
  });

  it('is to be deleted for all when it is the user’s own and went', () => {
    expect(canTakeBack(message({ mine: true, status: 'read' }))).toBe(true);
    for (const part of [{ mine: false }, { status: 'failed' }, { referable: false }, { retracted: {} }] as const)
      expect(canTakeBack(message({ mine: true, status: 'read', ...part }))).toBe(false);
  });

  it('is to be forwarded when it says something that others can get', () => {
    expect(canForward(message())).toBe(true);
    expect(canForward(message({ text: '', file }))).toBe(true);
    expect(canForward(message({ text: '', file: { ...file, state: 'sending' } }))).toBe(false);
    expect(canForward(message({ text: '', retracted: {} }))).toBe(false);
  });

  it('is to be answered when others can be told which is meant', () => {
    expect(canReply(message(), true)).toBe(true);
    expect(canReply(message({ referable: false }), true)).toBe(false);
    expect(canReply(message(), false)).toBe(false);
  });
});
