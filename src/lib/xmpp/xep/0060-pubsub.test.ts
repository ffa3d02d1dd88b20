import { describe, expect, it } from 'vitest';
import { answering, stanza } from '../../../../tests/support/requests';
import { StanzaError } from '../requests';
import { el } from '../xml';
import { configureNode, fetchItems, parseEvent, publish, retract } from './0060-pubsub';

const SELF = 'juliet@capulet.lit';
const event = (from: string, inside: string) =>
  stanza(
    `<message${from} to='juliet@capulet.lit/balcony' type='headline'>
      <event xmlns='http://jabber.org/protocol/pubsub#event'>${inside}</event></message>`
  );
const TUNE = `<items node='http://jabber.org/protocol/tune'><item id='bffe6584'>
  <tune xmlns='http://jabber.org/protocol/tune'/></item></items>`;

describe('a notification', () => {
  it('holds the items of the own account', () => {
    const parsed = parseEvent(event(" from='juliet@capulet.lit'", TUNE), SELF, SELF);
    expect(parsed).toMatchObject({
      from: SELF,
      node: 'http://jabber.org/protocol/tune',
      retracted: [],
      emptied: false
    });
    expect(parsed?.items[0]?.id).toBe('bffe6584');
    expect(parsed?.items[0]?.payload?.getName()).toBe('tune');
  });

  it('needs no from when it is the own account', () => {
    expect(parseEvent(event('', TUNE), SELF, SELF)?.items).toHaveLength(1);
    expect(parseEvent(event('', TUNE), 'romeo@montague.lit', SELF)).toBeUndefined();
  });

  it('counts only from whom it is expected', () => {
    for (const forger of ['romeo@montague.lit', 'juliet@capulet.lit/other', 'capulet.lit', 'not an address']) {
      expect(parseEvent(event(` from='${forger}'`, TUNE), SELF, SELF), forger).toBeUndefined();
    }
    expect(parseEvent(event(" from='romeo@montague.lit'", TUNE), 'romeo@montague.lit', SELF)?.items).toHaveLength(1);
  });

  it('tells what was removed', () => {
    const parsed = parseEvent(
      event('', "<items node='n'><retract id='a'/><retract/><retract id='b'/></items>"),
      SELF,
      SELF
    );
    expect(parsed).toMatchObject({ items: [], retracted: ['a', 'b'], emptied: false });
    expect(parseEvent(event('', "<purge node='n'/>"), SELF, SELF)).toMatchObject({ node: 'n', emptied: true });
    expect(parseEvent(event('', "<delete node='n'/>"), SELF, SELF)).toMatchObject({ node: 'n', emptied: true });
  });

  it('is nothing without a node', () => {
    expect(parseEvent(event('', '<items/>'), SELF, SELF)).toBeUndefined();
    expect(parseEvent(event('', ''), SELF, SELF)).toBeUndefined();
    expect(parseEvent(stanza("<message from='juliet@capulet.lit'/>"), SELF, SELF)).toBeUndefined();
  });
});

describe('a node', () => {
  it('takes an item with options', async () => {
    const requests = answering(SELF, '');
    await publish(requests, 'n', 'current', el('tune', { xmlns: 't' }), [['access_model', 'whitelist']]);
    expect(requests.asked).toEqual([
      'set - <pubsub xmlns="http://jabber.org/protocol/pubsub"><publish node="n"><item id="current"><tune xmlns="t"/>' +
        '</item></publish><publish-options><x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE" ' +
        'type="hidden"><value>http://jabber.org/protocol/pubsub#publish-options</value></field>' +
        '<field var="pubsub#access_model"><value>whitelist</value></field></x></publish-options></pubsub>'
    ]);
  });

  it('takes an item without options, and gives the refusal on', async () => {
    const requests = answering(SELF, new StanzaError('conflict', 'cancel', '', 'precondition-not-met'));
    const refused = publish(requests, 'n', 'a', el('x', { xmlns: 'x' }));
    await expect(refused).rejects.toMatchObject({ condition: 'conflict', specific: 'precondition-not-met' });
    expect(requests.asked[0]).not.toContain('publish-options');
  });

  it('gives its items', async () => {
    const items = "<items node='n'><item id='a'><x xmlns='y'/></item><item id='b'/></items>";
    const requests = answering(SELF, `<pubsub xmlns='http://jabber.org/protocol/pubsub'>${items}</pubsub>`);
    const found = await fetchItems(requests, 'n', { to: 'romeo@montague.lit', ids: ['a', 'b'], max: 2 });
    expect(found.map(({ id, payload }) => [id, payload?.getNS()])).toEqual([
      ['a', 'y'],
      ['b', undefined]
    ]);
    expect(requests.asked).toEqual([
      'get romeo@montague.lit <pubsub xmlns="http://jabber.org/protocol/pubsub"><items node="n" max_items="2">' +
        '<item id="a"/><item id="b"/></items></pubsub>'
    ]);
  });

  it('gives nothing when another node answers, or none', async () => {
    const other = "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='m'><item id='a'/></items></pubsub>";
    expect(await fetchItems(answering(SELF, other), 'n')).toEqual([]);
    expect(await fetchItems(answering(SELF, ''), 'n')).toEqual([]);
  });

  it('forgets an item, and changes its settings', async () => {
    const requests = answering(SELF, '', '');
    await retract(requests, 'n', 'a');
    await configureNode(requests, 'n', [['max_items', '1000']]);
    expect(requests.asked[0]).toContain('<retract node="n" notify="true"><item id="a"/></retract>');
    expect(requests.asked[1]).toContain('<field var="pubsub#max_items"><value>1000</value></field>');
    expect(requests.asked[1]).toContain('http://jabber.org/protocol/pubsub#owner');
  });
});
