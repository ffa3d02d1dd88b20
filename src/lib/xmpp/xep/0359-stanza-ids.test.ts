import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildOriginId, buildStanzaId, parseOriginId, parseStanzaId } from './0359-stanza-ids';

const BY = 'room@muc.example.com';
const message = (inside: string) => stanza(`<message from='a@b'>${inside}</message>`);
const id = (value: string, by: string) => `<stanza-id xmlns='urn:xmpp:sid:0' id='${value}' by='${by}'/>`;

describe('a stanza id', () => {
  it('is the one of that entity', () => {
    expect(parseStanzaId(message(id('x', 'other@example.com') + id('5f3dbc5e', BY)), BY)).toBe('5f3dbc5e');
    expect(parseStanzaId(message(buildStanzaId('1', BY).toString()), BY)).toBe('1');
  });

  it('does not count when two claim to be of that entity', () => {
    expect(parseStanzaId(message(id('a', BY) + id('b', BY)), BY)).toBeUndefined();
    expect(parseStanzaId(message(id('a', BY) + id('b', 'Room@MUC.example.com')), BY)).toBeUndefined();
  });

  it('is not one of another entity, without an id, or deeper inside', () => {
    expect(parseStanzaId(message(id('a', `${BY}/nick`)), BY)).toBeUndefined();
    expect(parseStanzaId(message(id('', BY)), BY)).toBeUndefined();
    expect(parseStanzaId(message("<stanza-id xmlns='urn:xmpp:sid:0' id='1'/>"), BY)).toBeUndefined();
    expect(parseStanzaId(message(`<x xmlns='y'>${id('a', BY)}</x>`), BY)).toBeUndefined();
  });
});

describe('an origin id', () => {
  it('goes both ways', () => {
    expect(parseOriginId(message(buildOriginId('de305d54').toString()))).toBe('de305d54');
  });

  it('is the only one', () => {
    const two = buildOriginId('1').toString() + buildOriginId('2').toString();
    expect(parseOriginId(message(two))).toBeUndefined();
    expect(parseOriginId(message("<origin-id xmlns='urn:xmpp:sid:0'/>"))).toBeUndefined();
    expect(parseOriginId(message(''))).toBeUndefined();
  });
});
