import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildChatState, parseChatState } from './0085-chat-states';

const message = (inside: string) => stanza(`<message from='a@b' type='chat'>${inside}</message>`);
const NS = "xmlns='http://jabber.org/protocol/chatstates'";

describe('a chat state', () => {
  it.each(['active', 'composing', 'paused', 'inactive', 'gone'] as const)('%s goes both ways', (state) => {
    expect(parseChatState(message(`<body>Hi</body><${state} ${NS}/>`))).toBe(state);
    expect(parseChatState(message(buildChatState(state).toString()))).toBe(state);
  });

  it('is absent when there are two, one that nobody knows, or one of another namespace', () => {
    expect(parseChatState(message(`<active ${NS}/><gone ${NS}/>`))).toBeUndefined();
    expect(parseChatState(message(`<thinking ${NS}/>`))).toBeUndefined();
    expect(parseChatState(message('<active/>'))).toBeUndefined();
  });
});
