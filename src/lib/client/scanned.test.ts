import { describe, expect, it } from 'vitest';
import { targetOf } from './scanned';

describe('targetOf', () => {
  it.each([
    ['xmpp:Rosa@nagel.example', 'rosa@nagel.example'],
    ['XMPP:rosa@nagel.example?roster;name=Rosa', 'rosa@nagel.example'],
    ['xmpp:ros%C3%A1@nagel.example', 'rosá@nagel.example'],
    ['xmpp://me@here.example/rosa@nagel.example', 'rosa@nagel.example'],
    [' rosa@nagel.example ', 'rosa@nagel.example'],
    ['https://chat.example/invite#t=AXqIwHtYZntRhv8j&type=roster&jid=rosa@nagel.example', 'rosa@nagel.example']
  ])('%s leads to a person', (code, person) => expect(targetOf(code)).toEqual({ person }));

  it('leads to a group', () => {
    const room = { address: 'garden@groups.nagel.example', password: 'beans' };
    expect(targetOf('xmpp:garden@groups.nagel.example?join;password=beans')).toEqual({ room });
  });

  it.each([
    '',
    'xmpp:nagel.example',
    'xmpp:nagel.example?join',
    'xmpp:%E0%A4%A@x',
    'javascript:alert(1)',
    'https://chat.example/invite#t=AXqIwHtYZntRhv8j&type=register&jid=nagel.example',
    'https://',
    'rosa@@nagel'
  ])('%s leads nowhere', (code) => expect(targetOf(code)).toBeUndefined());
});
