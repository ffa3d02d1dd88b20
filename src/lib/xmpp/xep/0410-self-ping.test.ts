import { describe, expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { StanzaError } from '../requests';
import { selfPing } from './0410-self-ping';

const ROOM = 'characters@chat.shakespeare.lit';
const pinged = (...answers: Parameters<typeof answering> extends [string, ...infer Rest] ? Rest : never) =>
  selfPing(answering('juliet@capulet.lit', ...answers), ROOM, 'JuliC');

describe('whether we are still in a room', () => {
  it('is asked of ourselves there', async () => {
    const requests = answering('juliet@capulet.lit', '');
    expect(await selfPing(requests, ROOM, 'JuliC')).toBe('in');
    expect(requests.asked).toEqual([`get ${ROOM}/JuliC <ping xmlns="urn:xmpp:ping"/>`]);
  });

  it.each([
    ['service-unavailable', 'in'],
    ['feature-not-implemented', 'in'],
    ['not-acceptable', 'out'],
    ['not-allowed', 'out'],
    ['bad-request', 'out'],
    ['undefined-condition', 'out'],
    ['timeout', 'unknown'],
    ['closed', 'unknown'],
    ['remote-server-not-found', 'unknown'],
    ['remote-server-timeout', 'unknown']
  ])('after %s is: %s', async (condition, state) => {
    expect(await pinged(new StanzaError(condition, 'cancel'))).toBe(state);
  });

  it.each([
    ["<query xmlns='http://jabber.org/protocol/disco#info'/>", 'in'],
    [new StanzaError('forbidden'), 'in'],
    [new StanzaError('item-not-found'), 'out'],
    [new StanzaError('gone'), 'out'],
    [new StanzaError('timeout'), 'unknown']
  ])('where nobody has that name depends on whether there is a room: %#', async (answer, state) => {
    const requests = answering('juliet@capulet.lit', new StanzaError('item-not-found'), answer);
    expect(await selfPing(requests, ROOM, 'JuliC')).toBe(state);
    expect(requests.asked[1]).toBe(`get ${ROOM} <query xmlns="http://jabber.org/protocol/disco#info"/>`);
  });

  it('is not said by a fault of ours', async () => {
    await expect(pinged()).rejects.toThrow('nobody expected');
  });
});
