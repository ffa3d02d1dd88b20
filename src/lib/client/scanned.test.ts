import { describe, expect, it } from 'vitest';
import { addressInCode } from './scanned';

describe('addressInCode', () => {
  it.each([
    ['xmpp:Rosa@nagel.example', 'rosa@nagel.example'],
    ['XMPP:rosa@nagel.example?roster;name=Rosa', 'rosa@nagel.example'],
    ['xmpp:ros%C3%A1@nagel.example', 'rosá@nagel.example'],
    ['xmpp://me@here.example/rosa@nagel.example', 'rosa@nagel.example'],
    [' rosa@nagel.example ', 'rosa@nagel.example'],
    ['https://chat.example/invite#t=AXqIwHtYZntRhv8j&type=roster&jid=rosa@nagel.example', 'rosa@nagel.example']
  ])('%s leads to %s', (code, address) => expect(addressInCode(code)).toBe(address));

  it.each([
    '',
    'xmpp:nagel.example',
    'xmpp:%E0%A4%A@x',
    'javascript:alert(1)',
    'https://chat.example/invite#t=AXqIwHtYZntRhv8j&type=register&jid=nagel.example',
    'https://',
    'rosa@@nagel'
  ])('%s leads nowhere', (code) => expect(addressInCode(code)).toBeUndefined());
});
