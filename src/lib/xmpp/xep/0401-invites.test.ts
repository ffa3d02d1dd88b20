import { describe, expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { StanzaError } from '../requests';
import { executeCommand } from './0050-commands';
import { createInvite } from './0401-invites';

const field = (name: string, value: string) =>
  `<field type='text-single' var='${name}'><value>${value}</value></field>`;
const command = (inside: string, status = 'completed') =>
  `<command xmlns='http://jabber.org/protocol/commands' node='urn:xmpp:invite#invite' sessionid='s' status='${status}'>
    ${inside}</command>`;
const form = (fields: string) => `<x xmlns='jabber:x:data' type='result'>${fields}</x>`;
const URI = 'xmpp:inviter@example.com?roster;preauth=TOKEN;ibr=y';

describe('an invitation', () => {
  it('is made by the own server', async () => {
    const fields =
      field('uri', URI) +
      field('landing-url', 'https://example.com/invite/#TOKEN') +
      field('expire', '2017-11-06T02:56:15Z');
    const requests = answering('romeo@example.com', command(form(fields)));
    expect(await createInvite(requests, 'example.com')).toEqual({
      uri: URI,
      landingUrl: 'https://example.com/invite/#TOKEN',
      expires: Date.UTC(2017, 10, 6, 2, 56, 15)
    });
    expect(requests.asked).toEqual([
      'set example.com <command xmlns="http://jabber.org/protocol/commands" node="urn:xmpp:invite#invite" action="execute"/>'
    ]);
  });

  it('may have no page, or one that nobody should open', async () => {
    for (const page of ['', 'javascript:alert(1)', 'http://example.com/']) {
      const answer = command(form(field('uri', URI) + field('landing-url', page)));
      expect(await createInvite(answering('a@b', answer), 'b')).toEqual({ uri: URI });
    }
  });

  it('fails without an address, and where it is not offered', async () => {
    await expect(createInvite(answering('a@b', command(form(''))), 'b')).rejects.toThrow('without an address');
    await expect(createInvite(answering('a@b', command('', 'executing')), 'b')).rejects.toThrow('without an address');
    const refused = createInvite(answering('a@b', new StanzaError('forbidden', 'auth')), 'b');
    await expect(refused).rejects.toMatchObject({ condition: 'forbidden' });
  });
});

describe('a command', () => {
  it('gives its state, form and notes', async () => {
    const answer = command(`<note type='info'>Service 'httpd' has been configured.</note>${form(field('a', 'b'))}`);
    expect(await executeCommand(answering('a@b', answer), 'b', 'config')).toMatchObject({
      status: 'completed',
      sessionId: 's',
      notes: ["Service 'httpd' has been configured."],
      form: { fields: [{ name: 'a', values: ['b'] }] }
    });
  });

  it('is not some other answer', async () => {
    await expect(executeCommand(answering('a@b', ''), 'b', 'config')).rejects.toThrow('without a command');
    await expect(executeCommand(answering('a@b', command('', 'exploded')), 'b', 'x')).rejects.toThrow(
      'without a command'
    );
  });
});
