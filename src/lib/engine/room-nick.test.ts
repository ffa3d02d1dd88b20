import { describe, expect, it } from 'vitest';
import { roomNick } from './room-nick';

describe('what rooms call an account', () => {
  it.each([
    ['Grandma 🌷 Edith', 'Grandma Edith'],
    ['نور الهدى', 'نور الهدى'],
    ['José-María', 'José-María'],
    ['नेहा', 'नेहा'],
    ['👨‍👩‍👧', 'edith'],
    ['👍🏽 ❤️ 1️⃣', '1'],
    [undefined, 'edith']
  ])('%s is %s', (name, nick) => {
    expect(roomNick('edith@localhost', name)).toBe(nick);
  });
});
