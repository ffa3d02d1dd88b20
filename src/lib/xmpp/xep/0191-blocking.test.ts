import { describe, expect, it } from 'vitest';
import { answering, stanza } from '../../../../tests/support/requests';
import { block, fetchBlocked, parseBlockPush, unblock } from './0191-blocking';

const SELF = 'juliet@capulet.com';
const ROMEO = "<item jid='romeo@montague.net'/>";
const push = (inside: string, attrs = "type='set'") =>
  stanza(`<iq to='juliet@capulet.com/chamber' id='push1' ${attrs}>${inside}</iq>`);
const list = (name: string, items: string) => `<${name} xmlns='urn:xmpp:blocking'>${items}</${name}>`;

describe('the block list', () => {
  it('is fetched', async () => {
    const answer = list('blocklist', `${ROMEO}<item jid='Iago@Shakespeare.lit'/><item/>`);
    expect(await fetchBlocked(answering(SELF, answer))).toEqual(['romeo@montague.net', 'iago@shakespeare.lit']);
    expect(await fetchBlocked(answering(SELF, list('blocklist', '')))).toEqual([]);
  });

  it('is changed', async () => {
    const requests = answering(SELF, '', '');
    await block(requests, ['romeo@montague.net']);
    await unblock(requests, ['romeo@montague.net', 'iago@shakespeare.lit']);
    expect(requests.asked).toEqual([
      'set - <block xmlns="urn:xmpp:blocking"><item jid="romeo@montague.net"/></block>',
      'set - <unblock xmlns="urn:xmpp:blocking"><item jid="romeo@montague.net"/><item jid="iago@shakespeare.lit"/></unblock>'
    ]);
  });
});

describe('a push', () => {
  it('tells of one change', () => {
    const jids = ['romeo@montague.net'];
    expect(parseBlockPush(push(list('block', ROMEO)), SELF)).toEqual({ type: 'block', jids });
    expect(parseBlockPush(push(list('unblock', ROMEO), `type='set' from='${SELF}'`), SELF)).toEqual({
      type: 'unblock',
      jids
    });
    expect(parseBlockPush(push(list('unblock', '')), SELF)).toEqual({ type: 'unblock-all' });
  });

  it('is forged when anybody else sends it', () => {
    for (const from of ['romeo@montague.net', `${SELF}/chamber`, 'capulet.com']) {
      expect(parseBlockPush(push(list('unblock', ''), `type='set' from='${from}'`), SELF), from).toBeUndefined();
    }
  });

  it('is not a question, empty, or unreadable', () => {
    expect(parseBlockPush(push(list('block', ROMEO), "type='result'"), SELF)).toBeUndefined();
    expect(parseBlockPush(push(list('block', '')), SELF)).toBeUndefined();
    expect(parseBlockPush(push(list('unblock', "<item jid='@'/>")), SELF)).toBeUndefined();
    expect(parseBlockPush(push(list('block', ROMEO) + list('unblock', ROMEO)), SELF)).toBeUndefined();
    expect(parseBlockPush(push(''), SELF)).toBeUndefined();
  });
});
