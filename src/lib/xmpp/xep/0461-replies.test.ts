import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { el } from '../xml';
import { buildReply, parseReply } from './0461-replies';

const REPLY = "<reply to='Anna@example.com/tablet' id='message-id1' xmlns='urn:xmpp:reply:0'/>";
const parse = (inside: string) => parseReply(stanza(`<message id='message-id2'>${inside}</message>`));

describe('a reply', () => {
  it('names the message that it answers, and who wrote that', () => {
    const reply = { id: 'message-id1', to: 'anna@example.com/tablet' };
    expect(parse(`<body>Great idea!</body>${REPLY}`)).toEqual(reply);
    const built = el('message', { xmlns: 'jabber:client' }, buildReply(reply));
    expect(parseReply(stanza(built.toString()))).toEqual(reply);
  });

  it('need not say who wrote it', () => {
    expect(parse(REPLY.replace(/to='[^']*'/, ''))).toEqual({ id: 'message-id1' });
    expect(parse(REPLY.replace('Anna@', 'a b@'))).toEqual({ id: 'message-id1' });
  });

  it('is none without an id, twice, or in another namespace', () => {
    expect(parse(REPLY.replace("id='message-id1'", ''))).toBeUndefined();
    expect(parse(REPLY + REPLY)).toBeUndefined();
    expect(parse(REPLY.replace('reply:0', 'reply:7'))).toBeUndefined();
  });
});
