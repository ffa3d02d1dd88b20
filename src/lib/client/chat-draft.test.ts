import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../base/errors';
import { Draft, MAX_TEXT } from './chat-draft.svelte';
import type { MessageView } from '../engine/api';
import type { EngineRemote } from './engine';

const calls: unknown[][] = [];
let refuse: AppError | undefined;
let focused = true;

function record(name: string) {
  return (...args: unknown[]): Promise<void> => {
    calls.push([name, ...args.slice(1)]);
    return refuse && name !== 'setTyping' ? Promise.reject(refuse) : Promise.resolve();
  };
}

const api = { send: record('send'), saveDraft: record('save'), setTyping: record('typing') } as unknown as EngineRemote;
const named = (name: string): unknown[][] => calls.filter(([one]) => one === name);

function opened(stored = ''): Draft {
  const draft = new Draft(() => api, 'rosa@a.example');
  draft.adopt(stored);
  return draft;
}

beforeEach(() => {
  calls.length = 0;
  refuse = undefined;
  focused = true;
  vi.useFakeTimers();
  vi.stubGlobal('document', { hasFocus: () => focused });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what is kept', () => {
  it('is saved a moment after the last change, once', () => {
    const draft = opened();
    draft.write('h');
    draft.write('hi');
    expect(named('save')).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(named('save')).toEqual([['save', 'hi']]);
  });

  it('is saved at once when the chat is left, and not again when nothing changed', () => {
    const draft = opened('old');
    draft.close();
    expect(named('save')).toEqual([]);
    draft.write('new');
    draft.close();
    expect(named('save')).toEqual([['save', 'new']]);
  });

  it('comes back at the opening, but never over what was written since', () => {
    expect(opened('kept').text).toBe('kept');
    const quick = new Draft(() => api, 'rosa@a.example');
    quick.write('first words');
    quick.adopt('kept');
    expect(quick.text).toBe('first words');
  });

  it('follows another window only while this one is not in use', () => {
    const draft = opened('a');
    draft.adopt('ab');
    expect(draft.text).toBe('a');
    focused = false;
    draft.adopt('abc');
    expect(draft.text).toBe('abc');
  });

  it('says why it could not be saved, and tries again', async () => {
    const draft = opened();
    refuse = new AppError('storage-full');
    draft.write('hi');
    await draft.save();
    expect(draft.error?.code).toBe('storage-full');
    refuse = undefined;
    await draft.save();
    expect(named('save')).toHaveLength(2);
  });
});

describe('sending', () => {
  it('clears the text only when the message is stored', async () => {
    const draft = opened();
    draft.write(' hello \n');
    const sent = draft.send();
    await Promise.resolve();
    expect(draft.text).toBe(' hello \n');
    expect(await sent).toBe(true);
    expect(draft.text).toBe('');
    expect(named('send')).toEqual([['send', 'hello']]);
  });

  it('waits for a draft that is on its way, and leaves none behind', async () => {
    let kept = (): void => undefined;
    const slow = { ...api, saveDraft: () => new Promise<void>((resolve) => (kept = resolve)) };
    const draft = new Draft(() => slow as unknown as EngineRemote, 'rosa@a.example');
    draft.adopt('');
    draft.write('hello');
    void draft.save();
    const sent = draft.send();
    await vi.advanceTimersByTimeAsync(0);
    expect(named('send')).toEqual([]);
    kept();
    expect(await sent).toBe(true);
    expect(named('send')).toEqual([['send', 'hello']]);
  });

  it('keeps the text and says why when it could not be stored', async () => {
    const draft = opened();
    draft.write('hello');
    refuse = new AppError('storage-full');
    expect(await draft.send()).toBe(false);
    expect(draft.text).toBe('hello');
    expect(draft.error?.code).toBe('storage-full');
  });

  it('sends once for two quick presses', async () => {
    const draft = opened();
    draft.write('one');
    expect(await Promise.all([draft.send(), draft.send()])).toEqual([true, false]);
    expect(named('send')).toEqual([['send', 'one']]);
  });

  describe('while another message is being stored', () => {
    const finish: ((error?: AppError) => void)[] = [];
    const texts: string[] = [];
    const slow = {
      ...api,
      send: (_: string, text: string) =>
        new Promise<void>((resolve, reject) => {
          texts.push(text);
          finish.push((error) => (error ? reject(error) : resolve()));
        })
    } as unknown as EngineRemote;
    const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
    const stored = (error?: AppError): Promise<unknown> => {
      finish.shift()?.(error);
      return settle();
    };

    it('sends what was written at each press, in order', async () => {
      texts.length = 0;
      const draft = new Draft(() => slow, 'rosa@a.example');
      draft.write('one');
      void draft.send();
      draft.write('one two');
      void draft.send();
      draft.write('one two three');
      await settle();
      await stored();
      expect(draft.text).toBe(' two three');
      await stored();
      expect(draft.text).toBe(' three');
      expect(texts).toEqual(['one', 'two']);
    });

    it('sends what replaced it', async () => {
      texts.length = 0;
      const draft = new Draft(() => slow, 'rosa@a.example');
      for (const text of ['one', 'two', 'three']) {
        draft.write(text);
        void draft.send();
      }
      await settle();
      for (let i = 0; i < 3; i++) await stored();
      expect(texts).toEqual(['one', 'two', 'three']);
      expect(draft.text).toBe('');
    });

    it('keeps all of it when the first can’t be stored', async () => {
      texts.length = 0;
      const draft = new Draft(() => slow, 'rosa@a.example');
      draft.write('one');
      void draft.send();
      draft.write('one two');
      const second = draft.send();
      await settle();
      await stored(new AppError('storage-full'));
      expect(await second).toBe(false);
      expect(draft.text).toBe('one two');
      expect(texts).toEqual(['one']);
      void draft.send();
      await settle();
      await stored();
      expect(texts).toEqual(['one', 'one two']);
      expect(draft.text).toBe('');
    });
  });

  it('refuses blanks and what is too long', async () => {
    const draft = opened();
    draft.write(' \n ');
    expect(await draft.send()).toBe(false);
    draft.write('x'.repeat(MAX_TEXT + 1));
    expect(await draft.send()).toBe(false);
    expect(draft.error?.code).toBe('message-too-long');
    expect(named('send')).toEqual([]);
  });
});

describe('typing', () => {
  it('is told once in a while, and its end after a pause', () => {
    const draft = opened();
    for (let i = 1; i <= 5; i++) {
      draft.write('x'.repeat(i));
      vi.advanceTimersByTime(1_000);
    }
    expect(named('typing')).toEqual([
      ['typing', true],
      ['typing', true]
    ]);
    vi.advanceTimersByTime(5_000);
    expect(named('typing').at(-1)).toEqual(['typing', false]);
    expect(named('typing')).toHaveLength(3);
  });

  it('ends with an emptied field and with leaving, and by itself with a message', async () => {
    const draft = opened();
    draft.write('a');
    await draft.send();
    draft.write('b');
    draft.write('');
    draft.write('c');
    draft.close();
    expect(named('typing').map(([, typing]) => typing)).toEqual([true, true, false, true, false]);
  });
});

describe('an answer', () => {
  const said = (id: string): MessageView => ({
    id,
    mine: false,
    sender: 'rosa@a.example',
    text: 'x',
    time: 1,
    order: 1
  });

  it('is kept with the draft at once, comes back with it, and is no answer any more when it was closed', () => {
    const draft = opened();
    draft.answer(said('m1'));
    expect(named('save')).toEqual([['save', '', 'm1']]);
    const later = new Draft(() => api, 'rosa@a.example');
    later.adopt('', said('m1'));
    expect(later.reply?.id).toBe('m1');
    later.answer(undefined);
    expect(named('save').at(-1)).toEqual(['save', '']);
  });

  it('goes with one message', async () => {
    const draft = opened();
    draft.answer(said('m1'));
    draft.write('one');
    const first = draft.send();
    expect(draft.reply).toBeUndefined();
    draft.write('one two');
    const second = draft.send();
    expect(await Promise.all([first, second])).toEqual([true, true]);
    expect(named('send')).toEqual([
      ['send', 'one', 'm1'],
      ['send', 'two']
    ]);
  });

  it('stays when the message could not be stored', async () => {
    const draft = opened();
    draft.answer(said('m1'));
    draft.write('one');
    refuse = new AppError('storage-full');
    expect(await draft.send()).toBe(false);
    expect([draft.text, draft.reply?.id]).toEqual(['one', 'm1']);
  });
});
