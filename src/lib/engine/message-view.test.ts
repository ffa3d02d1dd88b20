import { describe, expect, it } from 'vitest';
import type { MessageView } from './api';
import { markOpen } from './message-view';

const message = (order: number, more: Partial<MessageView> = {}): MessageView => ({
  ...{ id: `m${order}`, mine: false, sender: 'juliet@example.org', text: 'x', time: order, order },
  ...more
});
const marked = (...messages: MessageView[]) => markOpen(messages).flatMap(({ id, open }) => (open ? [id] : []));

describe('what went in the open', () => {
  it('is marked once something was encrypted, and not before', () => {
    expect(marked(message(1), message(2, { secure: true }), message(3), message(4, { secure: true }))).toEqual(['m3']);
    expect(marked(message(1), message(2))).toEqual([]);
  });

  it('is nothing that has not gone, has no words, or happened', () => {
    const begun = message(1, { secure: true });
    expect(marked(begun, message(2, { mine: true, status: 'waiting' }))).toEqual([]);
    expect(marked(begun, message(2, { mine: true, status: 'failed' }))).toEqual([]);
    expect(marked(begun, message(2, { retracted: { self: true } }))).toEqual([]);
    expect(marked(begun, message(2, { mine: true, status: 'sent' }))).toEqual(['m2']);
  });
});
