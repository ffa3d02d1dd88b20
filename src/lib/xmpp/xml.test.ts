import { expect, test } from 'vitest';
import { childText, elements, MAX_DEPTH, parseFrame, type Element } from './xml';

const CLIENT = 'jabber:client';
const depthOf = (element: Element): number => 1 + Math.max(0, ...elements(element).map(depthOf));

test('what lies too deep is left out, and the rest is read: an archive would bring it again for ever', () => {
  const deep = `<a>${'<b>'.repeat(5_000)}lost${'</b>'.repeat(5_000)}</a>`;
  const message = parseFrame(`<message xmlns='${CLIENT}'>${deep}<body>read</body></message>`);
  expect(depthOf(message)).toBe(MAX_DEPTH);
  expect(childText(message, 'body', CLIENT)).toBe('read');
  expect(message.toString()).not.toContain('lost');
});

test('a message that its sender could send is read, however long escapes have made it', () => {
  const text = `'`.repeat(256 * 1024);
  const frame = `<message xmlns='${CLIENT}'><body>${text.replaceAll(`'`, '&apos;')}</body></message>`;
  expect(childText(parseFrame(frame), 'body', CLIENT)).toBe(text);
});
