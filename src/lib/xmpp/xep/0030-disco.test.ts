import { describe, expect, it } from 'vitest';
import { answering, stanza } from '../../../../tests/support/requests';
import { buildInfo, fetchDiscoItems, fetchInfo, parseInfo, parseInfoRequest } from './0030-disco';

const INFO = `<query xmlns='http://jabber.org/protocol/disco#info' node='n'>
  <identity category='conference' type='text' name='Play-Specific Chatrooms' xml:lang='en'/>
  <identity category='directory'/>
  <feature var='http://jabber.org/protocol/muc'/><feature/><feature var='jabber:iq:time'/>
  <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:f</value></field></x></query>`;

describe('what an entity says about itself', () => {
  it('is asked for and read', async () => {
    const requests = answering('romeo@montague.net', INFO);
    const info = await fetchInfo(requests, 'plays.shakespeare.lit', 'n');
    expect(info).toMatchObject({
      node: 'n',
      identities: [{ category: 'conference', type: 'text', name: 'Play-Specific Chatrooms', lang: 'en' }],
      features: ['http://jabber.org/protocol/muc', 'jabber:iq:time'],
      forms: [{ type: 'result' }]
    });
    expect(requests.asked).toEqual([
      'get plays.shakespeare.lit <query xmlns="http://jabber.org/protocol/disco#info" node="n"/>'
    ]);
  });

  it('is told to who asks', () => {
    const asking = "<query xmlns='http://jabber.org/protocol/disco#info' node='kith#x'/>";
    expect(parseInfoRequest(stanza(`<iq type='get' id='1'>${asking}</iq>`))).toEqual({ node: 'kith#x' });
    expect(parseInfoRequest(stanza(`<iq type='get'>${asking.replace(" node='kith#x'", '')}</iq>`))).toEqual({});
    expect(parseInfoRequest(stanza(`<iq type='set'>${asking}</iq>`))).toBeUndefined();
    const own = { node: 'kith#x', identities: [{ category: 'client', type: 'web', name: 'K' }], features: ['a', 'b'] };
    expect(parseInfo(buildInfo(own))).toEqual({ ...own, forms: [] });
  });

  it('is not something else', async () => {
    await expect(fetchInfo(answering('a@b', ''), 'c')).rejects.toThrow('without disco#info');
    expect(parseInfo(stanza('<message/>'))).toBeUndefined();
  });
});

describe('what belongs to an entity', () => {
  it('is asked for and read', async () => {
    const items = `<query xmlns='http://jabber.org/protocol/disco#items'>
      <item jid='people.shakespeare.lit' name='Directory of Characters'/><item node='x'/>
      <item jid='mim.shakespeare.lit' node='s2s'/></query>`;
    expect(await fetchDiscoItems(answering('a@b', items), 'shakespeare.lit')).toEqual([
      { jid: 'people.shakespeare.lit', name: 'Directory of Characters' },
      { jid: 'mim.shakespeare.lit', node: 's2s' }
    ]);
    expect(await fetchDiscoItems(answering('a@b', ''), 'shakespeare.lit')).toEqual([]);
  });
});
