import { expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { fetchLastActivity } from './0012-last-activity';

it('last activity is asked for in seconds', async () => {
  const requests = answering('romeo@montague.net', "<query xmlns='jabber:iq:last' seconds='903'>Heading Home</query>");
  expect(await fetchLastActivity(requests, 'juliet@capulet.com')).toBe(903);
  expect(requests.asked).toEqual(['get juliet@capulet.com <query xmlns="jabber:iq:last"/>']);
});

it.each(['', "<query xmlns='jabber:iq:last'/>", "<query xmlns='jabber:iq:last' seconds='-5'/>"])(
  'last activity is not made up from %s',
  async (answer) => {
    await expect(fetchLastActivity(answering('a@b', answer), 'c@d')).rejects.toThrow('without seconds');
  }
);
