import { describe, expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { StanzaError } from '../requests';
import { parseFrame } from '../xml';
import { fetchRegistrationForm, offersRegistration, register } from './0077-registration';

describe('registration', () => {
  it('is offered by stream features', () => {
    const features = (inside: string) =>
      parseFrame(`<features xmlns='http://etherx.jabber.org/streams'>${inside}</features>`);
    expect(offersRegistration(features("<register xmlns='http://jabber.org/features/iq-register'/>"))).toBe(true);
    expect(offersRegistration(features("<register xmlns='urn:xmpp:ibr-token:0'/>"))).toBe(false);
  });

  it('states what the server wants', async () => {
    const requests = answering(
      '',
      `<query xmlns='jabber:iq:register'><instructions>Choose a username</instructions><username/><password/><email/>
        <x xmlns='jabber:x:data' type='form'><field var='captcha'/></x></query>`
    );
    const form = await fetchRegistrationForm(requests, 'shakespeare.lit');
    expect(form).toMatchObject({
      fields: ['username', 'password', 'email'],
      instructions: 'Choose a username',
      form: { type: 'form' }
    });
    expect(requests.asked).toEqual(['get shakespeare.lit <query xmlns="jabber:iq:register"/>']);
    await expect(fetchRegistrationForm(answering('', ''), 'a')).rejects.toThrow('without a registration form');
  });

  it('sends the name and the password', async () => {
    const requests = answering('', '');
    await register(requests, 'shakespeare.lit', 'bill', 'Call<me>');
    expect(requests.asked).toEqual([
      'set shakespeare.lit <query xmlns="jabber:iq:register"><username>bill</username>' +
        '<password>Call&lt;me&gt;</password></query>'
    ]);
  });

  it('says why the server refuses', async () => {
    const refused = register(answering('', new StanzaError('conflict', 'cancel')), 'a', 'bill', 'x');
    await expect(refused).rejects.toMatchObject({ condition: 'conflict' });
  });
});
