import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildPreauth, parseInviteUri, parsePreauth } from './0379-preauth';

describe("an invitation's address", () => {
  it.each([
    [
      'xmpp:romeo@montague.net?roster;preauth=1tMFqYDdKhfe2pwp;name=Romeo+Montague',
      'romeo@montague.net',
      'roster',
      '1tMFqYDdKhfe2pwp',
      false
    ],
    ['xmpp:inviter@example.com?roster;preauth=TOKEN;ibr=y', 'inviter@example.com', 'roster', 'TOKEN', true],
    ['XMPP:example.com?register;preauth=a%2Fb', 'example.com', 'register', 'a/b', true]
  ])('%s is read', (uri, jid, action, token, registers) => {
    expect(parseInviteUri(uri)).toEqual({ jid, action, token, registers });
  });

  it('may lack a token', () => {
    expect(parseInviteUri('xmpp:a@b.example?roster')).toEqual({
      jid: 'a@b.example',
      action: 'roster',
      registers: false
    });
    expect(parseInviteUri('xmpp:a@b.example?roster;preauth=%')).not.toHaveProperty('token');
  });

  it.each([
    '',
    'xmpp:a@b',
    'xmpp:?roster',
    'xmpp:a@b?message;body=x',
    'xmpp:%zz?roster',
    'xmpp:a b@c?roster',
    'https://a/?roster',
    'javascript:alert(1)?roster'
  ])('"%s" is none', (uri) => {
    expect(parseInviteUri(uri)).toBeUndefined();
  });
});

describe('a token in a subscription request', () => {
  it('goes both ways', () => {
    const built = buildPreauth('1tMFqYDdKhfe2pwp').toString();
    expect(built).toBe('<preauth xmlns="urn:xmpp:pars:0" token="1tMFqYDdKhfe2pwp"/>');
    expect(parsePreauth(stanza(`<presence type='subscribe'>${built}</presence>`))).toBe('1tMFqYDdKhfe2pwp');
  });

  it('is nothing when it is empty', () => {
    expect(parsePreauth(stanza("<presence><preauth xmlns='urn:xmpp:pars:0' token=''/></presence>"))).toBeUndefined();
    expect(parsePreauth(stanza('<presence/>'))).toBeUndefined();
  });
});
