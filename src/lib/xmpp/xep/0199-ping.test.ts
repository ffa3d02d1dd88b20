import { expect, it } from 'vitest';
import { answering, stanza } from '../../../../tests/support/requests';
import { isPing, ping } from './0199-ping';

it('a ping is recognised', () => {
  expect(isPing(stanza("<iq type='get' id='s2c1'><ping xmlns='urn:xmpp:ping'/></iq>"))).toBe(true);
  expect(isPing(stanza("<iq type='set' id='s2c1'><ping xmlns='urn:xmpp:ping'/></iq>"))).toBe(false);
  expect(isPing(stanza("<iq type='get' id='s2c1'><ping/></iq>"))).toBe(false);
});

it('a ping is sent', async () => {
  const requests = answering('juliet@capulet.lit', '');
  await ping(requests, 'capulet.lit');
  expect(requests.asked).toEqual(['get capulet.lit <ping xmlns="urn:xmpp:ping"/>']);
});
