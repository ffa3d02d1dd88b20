import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { el } from '../xml';
import { buildReplace, parseReplace } from './0308-correction';

const REPLACE = "<replace id='bad1' xmlns='urn:xmpp:message-correct:0'/>";
const message = (inside: string) => stanza(`<message to='juliet@capulet.net' id='good1'>${inside}</message>`);

describe('a correction', () => {
  it('names the message whose text it replaces', () => {
    expect(parseReplace(message(`<body>window</body>${REPLACE}`))).toBe('bad1');
    expect(parseReplace(el('message', {}, buildReplace('bad1')))).toBe('bad1');
  });

  it.each([
    ['another namespace', REPLACE.replace('correct:0', 'correct:9')],
    ['no id', REPLACE.replace("id='bad1'", '')],
    ['an empty id', REPLACE.replace('bad1', '')],
    ['two of them', REPLACE + REPLACE],
    ['one inside something else', `<x xmlns='urn:x'>${REPLACE}</x>`]
  ])('is none with %s', (_, inside) => {
    expect(parseReplace(message(inside))).toBeUndefined();
  });
});
