import { describe, expect, it } from 'vitest';
import { joinPath, linkOfRoom, parseXmppLink, passwordFor, roomOfLink } from './link';

describe('roomOfLink', () => {
  it.each([
    ['xmpp:Garden@groups.nagel.example?join', { address: 'garden@groups.nagel.example' }],
    ['XMPP:garden@groups.nagel.example?JOIN', { address: 'garden@groups.nagel.example' }],
    [' xmpp:garden@groups.nagel.example?join ', { address: 'garden@groups.nagel.example' }],
    ['xmpp:garden@groups.nagel.example/Rosa?join', { address: 'garden@groups.nagel.example' }],
    ['xmpp://me@here.example/garden@groups.nagel.example?join', { address: 'garden@groups.nagel.example' }],
    ['xmpp:j%C3%A1rdin@groups.nagel.example?join#x', { address: 'járdin@groups.nagel.example' }],
    [
      'xmpp:garden@groups.nagel.example?join;password=a%3Bb%20c;password=other',
      { address: 'garden@groups.nagel.example', password: 'a;b c' }
    ],
    ['xmpp:garden@groups.nagel.example?join;password=a=b', { address: 'garden@groups.nagel.example', password: 'a=b' }],
    ['xmpp:garden@groups.nagel.example?join;password=%E0%A4%A', { address: 'garden@groups.nagel.example' }],
    ['xmpp:garden@groups.nagel.example?join;password=', { address: 'garden@groups.nagel.example' }]
  ])('%s', (href, room) => expect(roomOfLink(href)).toEqual(room));

  it.each([
    '',
    'garden@groups.nagel.example?join',
    'xmpp:garden@groups.nagel.example',
    'xmpp:garden@groups.nagel.example?message;body=join',
    'xmpp:groups.nagel.example?join',
    'xmpp:?join',
    'xmpp:%E0%A4%A@x?join',
    'https://x.example/?xmpp:garden@groups.nagel.example?join',
    'javascript:alert(1)?join'
  ])('%s asks to enter no group', (href) => expect(roomOfLink(href)).toBeUndefined());

  it.each(['garden@groups.nagel.example', 'járdin%20ü@groups.nagel.example', 'a?b;c#d@groups.nagel.example'])(
    'reads what linkOfRoom wrote for %s',
    (address) => expect(roomOfLink(linkOfRoom(address))).toEqual({ address })
  );
});

describe('parseXmppLink', () => {
  it('keeps the action and the first of each field', () => {
    const link = parseXmppLink('xmpp:rosa@nagel.example?Roster;name=Rosa%20N;name=x');
    expect(link).toEqual({ address: 'rosa@nagel.example', action: 'roster', fields: new Map([['name', 'Rosa N']]) });
  });
});

describe('joinPath', () => {
  it('keeps the password out of the address', () => {
    expect(joinPath({ address: 'a@g.example', password: 'secret' })).toBe('/new/join/a%40g.example');
    expect(passwordFor('a@g.example')).toBe('secret');
    expect(passwordFor('b@g.example')).toBeUndefined();
  });
});
