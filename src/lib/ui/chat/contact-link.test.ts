import { describe, expect, it } from 'vitest';
import { linkOfPerson, pointedTo } from './contact-link';

describe('a message that is a link to somebody', () => {
  it('names them', () => {
    const rosa = { kind: 'person', address: 'rosa@a.example' };
    for (const text of ['xmpp:rosa@a.example', ' XMPP:Rosa@a.example?message\n', 'xmpp:rosa@a.example/phone'])
      expect(pointedTo(text), text).toEqual(rosa);
    const odd = 'o#x@a.example';
    expect(pointedTo(linkOfPerson(odd))).toEqual({ kind: 'person', address: odd });
    expect(linkOfPerson('rosa@a.example')).toBe('xmpp:rosa@a.example');
  });

  it('names a group', () =>
    expect(pointedTo('xmpp:family@rooms.a.example?join')).toEqual({
      kind: 'room',
      room: { address: 'family@rooms.a.example' }
    }));

  it.each([
    '',
    'xmpp:',
    'xmpp:a.example',
    'see xmpp:rosa@a.example',
    'xmpp:rosa@a.example xmpp:tom@a.example',
    'xmpp:rosa@a.example\nhello',
    '*xmpp:rosa@a.example*',
    'mailto:rosa@a.example'
  ])('is none: %j', (text) => expect(pointedTo(text)).toBeUndefined());
});
