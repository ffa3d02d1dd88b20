import { describe, expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { StanzaError } from '../requests';
import { isChannelSearch, searchChannels } from './0433-channel-search';

const SERVICE = 'search.service.example';
const result = (inside: string) => `<result xmlns='urn:xmpp:channel-search:0:search'>${inside}</result>`;
const found = async (inside: string) => (await searchChannels(answering('a@b', result(inside)), SERVICE, 'q')).items;

describe('a search for rooms', () => {
  it('gives a page of them', async () => {
    const requests = answering(
      'client@user.example',
      result(`<item address='CommTeam@muc.xmpp.org'><name>commteam</name><nusers>10</nusers><is-open/></item>
        <item address='operators@muc.xmpp.org'><name>Operators</name><description>Discussion</description>
        <language>en</language><nusers>43</nusers><is-open>false</is-open><service-type>xep-0045</service-type></item>
        <set xmlns='http://jabber.org/protocol/rsm'><first>1</first><last>2</last><count>9</count><max>5</max></set>`)
    );
    expect(await searchChannels(requests, SERVICE, 'xmpp.org', { max: 5 })).toEqual({
      items: [
        { address: 'commteam@muc.xmpp.org', name: 'commteam', occupants: 10, open: true },
        {
          address: 'operators@muc.xmpp.org',
          name: 'Operators',
          description: 'Discussion',
          language: 'en',
          occupants: 43,
          open: false
        }
      ],
      last: '2',
      count: 9
    });
    expect(requests.asked).toEqual([
      `get ${SERVICE} <search xmlns="urn:xmpp:channel-search:0:search">` +
        '<set xmlns="http://jabber.org/protocol/rsm"><max>5</max></set><x xmlns="jabber:x:data" type="submit">' +
        '<field var="FORM_TYPE" type="hidden"><value>urn:xmpp:channel-search:0:search-params</value></field>' +
        '<field var="q"><value>xmpp.org</value></field><field var="types"><value>xep-0045</value></field>' +
        '<field var="key"><value>{urn:xmpp:channel-search:0:order}nusers</value></field></x></search>'
    ]);
  });

  it('goes on after a page', async () => {
    const requests = answering('a@b', result('<set xmlns="http://jabber.org/protocol/rsm"><last>2</last></set>'));
    expect(await searchChannels(requests, SERVICE, 'q', { after: '2' }, 'address')).toEqual({ items: [] });
    expect(requests.asked[0]).toContain('<after>2</after>');
    expect(requests.asked[0]).toContain('{urn:xmpp:channel-search:0:order}address');
  });

  it('leaves out what is no room', async () => {
    expect(await found("<item/><item address='a b@c'/><item address='muc.xmpp.org'/>")).toEqual([]);
    expect(await found("<item address='a@mix'><service-type>xep-0369</service-type></item>")).toEqual([]);
    expect(await found("<item xmlns='urn:other' address='a@b'/>")).toEqual([]);
    expect(await found("<item address='a@b'><nusers>-3</nusers><name> </name><is-open>maybe</is-open></item>")).toEqual(
      [{ address: 'a@b' }]
    );
  });

  it('may be refused, or answered with something else', async () => {
    const limited = new StanzaError('resource-constraint', 'wait', '', 'rate-limit');
    await expect(searchChannels(answering('a@b', limited), SERVICE, 'q')).rejects.toMatchObject({
      specific: 'rate-limit'
    });
    await expect(searchChannels(answering('a@b', ''), SERVICE, 'q')).rejects.toThrow('without a search result');
  });

  it('is offered by who says so', () => {
    const info = (feature: string) => ({ identities: [], features: [feature], forms: [] });
    expect(isChannelSearch(info('urn:xmpp:channel-search:0:search'))).toBe(true);
    expect(isChannelSearch(info('urn:xmpp:channel-search:0'))).toBe(false);
  });
});
