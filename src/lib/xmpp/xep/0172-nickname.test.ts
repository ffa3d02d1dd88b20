import { expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildNick, parseNick } from './0172-nickname';

it('a nickname goes both ways', () => {
  const built = buildNick('Ishmael <the whaler>').toString();
  expect(parseNick(stanza(`<presence type='subscribe'>${built}</presence>`))).toBe('Ishmael <the whaler>');
});

it('an empty nickname is none', () => {
  expect(
    parseNick(stanza("<presence><nick xmlns='http://jabber.org/protocol/nick'> </nick></presence>"))
  ).toBeUndefined();
  expect(parseNick(stanza('<presence><nick>x</nick></presence>'))).toBeUndefined();
});
