import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildDisplayed, buildMarkable, isMarkable, parseDisplayed } from './0333-markers';

const message = (inside: string) => stanza(`<message from='a@b' id='message-2'>${inside}</message>`);

describe('a displayed marker', () => {
  it('is asked for', () => {
    expect(isMarkable(message("<body>My lord</body><markable xmlns='urn:xmpp:chat-markers:0'/>"))).toBe(true);
    expect(isMarkable(message(buildMarkable().toString()))).toBe(true);
    expect(isMarkable(message('<markable/>'))).toBe(false);
  });

  it('names the last message seen', () => {
    expect(parseDisplayed(message("<displayed xmlns='urn:xmpp:chat-markers:0' id='message-1'/>"))).toBe('message-1');
    expect(parseDisplayed(message(buildDisplayed('m').toString()))).toBe('m');
  });

  it('is not what older versions called received, nor the own read state, nor anything without an id', () => {
    expect(parseDisplayed(message("<received xmlns='urn:xmpp:chat-markers:0' id='1'/>"))).toBeUndefined();
    expect(parseDisplayed(message("<displayed xmlns='urn:xmpp:mds:displayed:0' id='1'/>"))).toBeUndefined();
    expect(parseDisplayed(message("<displayed xmlns='urn:xmpp:chat-markers:0'/>"))).toBeUndefined();
  });
});
