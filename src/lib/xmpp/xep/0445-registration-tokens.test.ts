import { expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { StanzaError } from '../requests';
import { parseFrame } from '../xml';
import { offersTokens, preauthenticate } from './0445-registration-tokens';

it('tokens are offered by stream features', () => {
  const features = (inside: string) =>
    parseFrame(`<features xmlns='http://etherx.jabber.org/streams'>${inside}</features>`);
  expect(offersTokens(features("<register xmlns='urn:xmpp:ibr-token:0'/>"))).toBe(true);
  expect(offersTokens(features("<register xmlns='http://jabber.org/features/iq-register'/>"))).toBe(false);
});

it('the token is shown to the server', async () => {
  const requests = answering('', '');
  await preauthenticate(requests, 'shakespeare.lit', 'TOKEN');
  expect(requests.asked).toEqual(['set shakespeare.lit <preauth xmlns="urn:xmpp:pars:0" token="TOKEN"/>']);
});

it('a bad token is refused', async () => {
  const refused = preauthenticate(answering('', new StanzaError('item-not-found')), 'a', 'x');
  await expect(refused).rejects.toMatchObject({ condition: 'item-not-found' });
});
