import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../client/chat.svelte';
import { transcriptOf } from './transcript';

const said = (sender: string, text: string, time: number): MessageView => ({
  id: `${time}`,
  mine: false,
  sender,
  text,
  time,
  order: time
});
const words = { nameOf: ({ sender }: MessageView) => sender, when: (time: number) => `at ${time}` };

describe('transcriptOf', () => {
  it('is the text alone of one message', () => {
    expect(transcriptOf([said('Rosa', 'cake\non Sunday', 1)], words)).toBe('cake\non Sunday');
  });

  it('names who said what and when, in order', () => {
    expect(transcriptOf([said('Rosa', 'cake?', 1), said('Tom', 'yes', 5)], words)).toBe(
      '[at 1] Rosa: cake?\n[at 5] Tom: yes'
    );
  });
});
