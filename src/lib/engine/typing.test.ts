import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Typing } from './typing';

describe('who types', () => {
  let told: [string, string[]][];
  let typing: Typing;
  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    typing = new Typing((state) => void told.push(...state));
  });
  afterEach(() => void vi.useRealTimers());

  it('is told once, until they stop', () => {
    typing.set('club', 'alice', true);
    typing.set('club', 'alice', true);
    typing.set('club', 'bob', true);
    typing.set('club', 'alice', false);
    typing.set('club', 'alice', false);
    expect(told).toEqual([
      ['club', ['alice']],
      ['club', ['alice', 'bob']],
      ['club', ['bob']]
    ]);
  });

  it('fades when they do not say so again', () => {
    typing.set('club', 'alice', true);
    vi.advanceTimersByTime(20_000);
    typing.set('club', 'alice', true);
    vi.advanceTimersByTime(20_000);
    expect(told.at(-1)).toEqual(['club', ['alice']]);
    vi.advanceTimersByTime(10_000);
    expect(told.at(-1)).toEqual(['club', []]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is kept apart by chat, and forgotten by chat or altogether', () => {
    typing.set('club', 'alice', true);
    typing.set('__proto__', 'alice', true);
    typing.set('juliet', 'juliet', true);
    typing.clear('club');
    expect(told.at(-1)).toEqual(['club', []]);
    typing.clear();
    expect(told.slice(-2)).toEqual([
      ['__proto__', []],
      ['juliet', []]
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('in one chat are no more than twenty, so that others are told too', () => {
    for (let n = 0; n < 500; n++) typing.set('club', `eve-${n}`, true);
    expect(told.at(-1)?.[1]).toHaveLength(20);
    typing.set('juliet', 'juliet', true);
    expect(told.at(-1)).toEqual(['juliet', ['juliet']]);
  });

  it('are no more than a hundred at once, and the next ones are told when there is room', () => {
    for (let n = 0; n < 500; n++) typing.set(`chat-${n}`, 'eve', true);
    expect(told).toHaveLength(100);
    expect(vi.getTimerCount()).toBe(100);
    typing.set('chat-0', 'eve', false);
    typing.set('juliet', 'juliet', true);
    expect(told.at(-1)).toEqual(['juliet', ['juliet']]);
  });
});
