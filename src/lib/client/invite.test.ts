import { describe, expect, it } from 'vitest';
import { nameOfAddress, parseInvite } from './invite';

const TOKEN = 'AXqIwHtYZntRhv8jrLsyz_n-';

describe('parseInvite', () => {
  it('reads an invitation to a server', () => {
    expect(parseInvite(`#t=${TOKEN}&type=register&jid=chat.example`, 'here.example')).toEqual({
      token: TOKEN,
      domain: 'chat.example'
    });
  });

  it('reads an invitation by a person', () => {
    expect(parseInvite(`#t=${TOKEN}&type=roster&jid=Nina%40chat.example`, 'here.example')).toEqual({
      token: TOKEN,
      domain: 'chat.example',
      inviter: 'nina@chat.example'
    });
  });

  it('takes a bare token for the server of the page', () => {
    expect(parseInvite(`#${TOKEN}`, 'here.example')).toEqual({ token: TOKEN, domain: 'here.example' });
    expect(parseInvite(`#t=${TOKEN}`, 'here.example')).toEqual({ token: TOKEN, domain: 'here.example' });
  });

  it('never names the preset account of another kind of invitation as who invites', () => {
    expect(parseInvite(`#t=${TOKEN}&type=register&jid=jan@chat.example`, 'x')).not.toHaveProperty('inviter');
  });

  it.each([
    '',
    '#',
    '#t=&type=register&jid=chat.example',
    `#t=${TOKEN}&type=reset&jid=chat.example`,
    `#t=${TOKEN}&type=register&jid=a@b@c`,
    `#t=${TOKEN}&type=register&jid=chat.example%2F..%20`,
    '#t=%3Cscript%3E&type=register&jid=chat.example',
    `#${'x'.repeat(201)}`
  ])('refuses %s', (fragment) => expect(parseInvite(fragment, 'here.example')).toBeUndefined());
});

describe('nameOfAddress', () => {
  it.each([
    ['nina@nagel.example', 'Nina'],
    ['opa.jan@nagel.example', 'Opa Jan'],
    ['nagel.example', 'Nagel Example']
  ])('%s is %s', (address, name) => expect(nameOfAddress(address)).toBe(name));
});
