import { expect, it } from 'vitest';
import { stanza } from '../../../tests/support/requests';
import { isFromAccount, isFromEntity, senderOf } from './sender';

const SELF = 'juliet@capulet.lit';
const from = (address?: string) => stanza(address === undefined ? '<iq/>' : `<iq from='${address}'/>`);

it('the account is nobody named, or exactly the own bare address', () => {
  expect(isFromAccount(from(), SELF)).toBe(true);
  expect(isFromAccount(from('Juliet@Capulet.lit'), SELF)).toBe(true);
  for (const other of [
    '',
    'capulet.lit',
    `${SELF}/balcony`,
    'romeo@montague.lit',
    `${SELF} `,
    'juliet@capulet.lit.evil'
  ])
    expect(isFromAccount(from(other), SELF), other).toBe(false);
});

it('an entity is named in full', () => {
  expect(isFromEntity(from(), SELF, SELF)).toBe(true);
  expect(isFromEntity(from(), 'room@muc.lit', SELF)).toBe(false);
  expect(isFromEntity(from('room@muc.lit'), 'room@muc.lit', SELF)).toBe(true);
  expect(isFromEntity(from('room@muc.lit/nick'), 'room@muc.lit', SELF)).toBe(false);
});

it('the sender is the bare address, the own one when nobody is named', () => {
  expect(senderOf(from('Romeo@montague.lit/orchard'), SELF)).toBe('romeo@montague.lit');
  expect(senderOf(from(), SELF)).toBe(SELF);
  expect(senderOf(from('@'), SELF)).toBeUndefined();
});
