import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../base/errors';
import { MAX_TEXT } from './chat-draft.svelte';
import { Edit } from './chat-edit.svelte';
import type { EngineRemote } from './engine';

let calls: unknown[][] = [];
let refuse: AppError | undefined;
const api = {
  edit: (...args: unknown[]) => {
    calls.push(args);
    return refuse ? Promise.reject(refuse) : Promise.resolve();
  }
} as unknown as EngineRemote;
const begun = (text = 'hello'): Edit => new Edit(() => api, 'rosa@a.example', { id: 'm1', text });

beforeEach(() => {
  calls = [];
  refuse = undefined;
});

describe('Edit', () => {
  it('begins with the text, and replaces it', async () => {
    const edit = begun();
    expect(edit.text).toBe('hello');
    edit.write(' hello there \n');
    expect(await edit.send()).toBe(true);
    expect(calls).toEqual([['rosa@a.example', 'm1', 'hello there']]);
  });

  it('is over without a change, and can’t make a message empty', async () => {
    const edit = begun();
    edit.write('hello ');
    expect(await edit.send()).toBe(true);
    edit.write(' ');
    expect(await edit.send()).toBe(false);
    expect(calls).toEqual([]);
  });

  it('stays with what was written, and says why, when it fails', async () => {
    const edit = begun();
    edit.write('hello there');
    refuse = new AppError('storage-full');
    expect(await edit.send()).toBe(false);
    expect([edit.text, edit.error?.code, edit.sending]).toEqual(['hello there', 'storage-full', false]);
    edit.write('x'.repeat(MAX_TEXT + 1));
    expect(edit.error).toBeUndefined();
    expect(await edit.send()).toBe(false);
    expect(edit.error).toMatchObject({ code: 'message-too-long' });
  });

  it('is made once for two quick presses', async () => {
    const edit = begun();
    edit.write('hello there');
    expect(await Promise.all([edit.send(), edit.send()])).toEqual([true, false]);
    expect(calls).toHaveLength(1);
  });
});
