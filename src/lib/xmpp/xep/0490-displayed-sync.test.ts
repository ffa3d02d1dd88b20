import { describe, expect, it } from 'vitest';
import { parseFrame } from '../xml';
import { MDS, MDS_NODE, buildDisplayedSync, parseDisplayedSync } from './0490-displayed-sync';

const BY = 'juliet@capulet.lit';
const item = (id: string, payload: string) => ({ id, payload: parseFrame(payload) });
const displayed = (ids: string, ns = MDS) => `<displayed xmlns='${ns}'>${ids}</displayed>`;
const ID = "<stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='0f710f2b'/>";

describe('a read position', () => {
  it('is read, and written', () => {
    expect(parseDisplayedSync(item('Romeo@montegue.lit', displayed(ID)))).toEqual({
      chat: 'romeo@montegue.lit',
      stanzaId: '0f710f2b',
      by: BY
    });
    const built = buildDisplayedSync('1', BY).toString();
    expect(parseDisplayedSync(item('romeo@montegue.lit', built))).toMatchObject({ stanzaId: '1', by: BY });
  });

  it('names exactly one message of a chat with an address', () => {
    expect(parseDisplayedSync(item('a b', displayed(ID)))).toBeUndefined();
    expect(parseDisplayedSync(item('romeo@montegue.lit', displayed(ID + ID)))).toBeUndefined();
    expect(parseDisplayedSync(item('romeo@montegue.lit', displayed('')))).toBeUndefined();
    expect(parseDisplayedSync(item('romeo@montegue.lit', displayed(ID, 'urn:other')))).toBeUndefined();
    expect(parseDisplayedSync(item('romeo@montegue.lit', displayed(ID.replace(/ by='.*?'/, ''))))).toBeUndefined();
    expect(parseDisplayedSync({ id: 'romeo@montegue.lit' })).toBeUndefined();
  });

  it('lives in a node that only the own devices see', () => {
    expect(MDS_NODE).toContainEqual(['access_model', 'whitelist']);
    expect(MDS_NODE).toContainEqual(['max_items', 'max']);
  });
});
