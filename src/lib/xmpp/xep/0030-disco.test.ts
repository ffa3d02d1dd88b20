import { describe, expect, it } from 'vitest';
import { answering, stanza } from '../../../../tests/support/requests';
import { buildInfo, fetchDiscoItems, fetchDiscoItemsPage, fetchInfo, parseInfo, parseInfoRequest } from './0030-disco';

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
  it('is asked for in pages', async () => {
    const room = (name: string) => `<item jid='${name}@chat.lit' name='${name}'/>`;
    const page = `<query xmlns='http://jabber.org/protocol/disco#items'>${room('a')}${room('b')}
      <set xmlns='http://jabber.org/protocol/rsm'><first index='0'>a@chat.lit</first><last>b@chat.lit</last>
      <count>150</count></set></query>`;
    const requests = answering('a@b', page);
    expect(await fetchDiscoItemsPage(requests, 'chat.lit', { max: 2, after: 'x' })).toEqual({
      items: [
        { jid: 'a@chat.lit', name: 'a' },
        { jid: 'b@chat.lit', name: 'b' }
      ],
      last: 'b@chat.lit',
      count: 150
    });
    expect(requests.asked).toEqual([
      'get chat.lit <query xmlns="http://jabber.org/protocol/disco#items">' +
        '<set xmlns="http://jabber.org/protocol/rsm"><max>2</max><after>x</after></set></query>'
    ]);
  });

  it('comes all at once from who knows no pages, and has no page after an empty one', async () => {
    const all = "<query xmlns='http://jabber.org/protocol/disco#items'><item jid='a@chat.lit'/></query>";
    expect(await fetchDiscoItemsPage(answering('a@b', all), 'chat.lit', { max: 1 })).toEqual({
      items: [{ jid: 'a@chat.lit' }]
    });
    const end = `<query xmlns='http://jabber.org/protocol/disco#items'>
      <set xmlns='http://jabber.org/protocol/rsm'><last>z</last><count>0</count></set></query>`;
    expect(await fetchDiscoItemsPage(answering('a@b', end), 'chat.lit', {})).toEqual({ items: [], count: 0 });
    expect(await fetchDiscoItemsPage(answering('a@b', ''), 'chat.lit', {})).toEqual({ items: [] });
  });
});
