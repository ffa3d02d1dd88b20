import { describe, expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { utf8 } from '../base64';
import { StanzaError } from '../requests';
import type { OmemoBundle } from './0384-devices';
import {
  bundleItem,
  bundleNode,
  deviceListNode,
  fetchBundle,
  fetchDeviceList,
  publishBundle,
  publishDeviceList,
  removeBundle
} from './0384-nodes';

const SELF = 'romeo@montague.lit';
const LEGACY = 'eu.siacs.conversations.axolotl';
const PUBSUB = 'http://jabber.org/protocol/pubsub';
const items = (node: string, ...inside: string[]) =>
  `<pubsub xmlns='${PUBSUB}'><items node='${node}'>${inside.join('')}</items></pubsub>`;
const item = (id: string, inside: string) => `<item id='${id}'>${inside}</item>`;
const bundle = (version: OmemoBundle['version']): OmemoBundle => ({
  ...{ version, identity: utf8('i'), signature: utf8('s') },
  ...{ signedPreKey: { id: 1, key: utf8('k') }, preKeys: [] }
});
const PARTS = "<spk id='1'>aw==</spk><spks>cw==</spks><ik>aQ==</ik><prekeys/>";
const [GONE, CONFLICT, UNKNOWN] = [
  new StanzaError('item-not-found'),
  new StanzaError('conflict', 'cancel', '', 'precondition-not-met'),
  new StanzaError('resource-constraint', 'wait')
];

describe('the nodes', () => {
  it('are called as others call them', () => {
    expect(deviceListNode('legacy')).toBe('eu.siacs.conversations.axolotl.devicelist');
    expect(deviceListNode('omemo:2')).toBe('urn:xmpp:omemo:2:devices');
    expect(bundleNode('legacy', 31415)).toBe('eu.siacs.conversations.axolotl.bundles:31415');
    expect(bundleNode('omemo:2', 31415)).toBe('urn:xmpp:omemo:2:bundles');
    expect([bundleItem('legacy', 31415), bundleItem('omemo:2', 31415)]).toEqual(['current', '31415']);
  });
});

describe('what others published', () => {
  it('is their newest list of devices', async () => {
    const node = `${LEGACY}.devicelist`;
    const list = (id: number) => `<list xmlns='${LEGACY}'><device id='${id}'/></list>`;
    const requests = answering(SELF, items(node, item('a', list(1)), item('b', list(2))));
    expect(await fetchDeviceList(requests, 'juliet@capulet.lit', 'legacy')).toEqual([{ id: 2 }]);
    expect(requests.asked).toEqual([
      `get juliet@capulet.lit <pubsub xmlns="${PUBSUB}"><items node="${node}" max_items="1"/></pubsub>`
    ]);
  });

  it('is the bundle of the device that was asked for', async () => {
    const node = 'urn:xmpp:omemo:2:bundles';
    const two = `<bundle xmlns='urn:xmpp:omemo:2'>${PARTS}</bundle>`;
    const requests = answering(SELF, items(node, item('5', '<x/>'), item('6', two)), items(node, item('6', two)));
    expect(await fetchBundle(requests, 'juliet@capulet.lit', 6, 'omemo:2')).toEqual(bundle('omemo:2'));
    expect(requests.asked[0]).toContain(`<items node="${node}"><item id="6"/></items>`);
    expect(await fetchBundle(requests, 'juliet@capulet.lit', 7, 'omemo:2')).toBeUndefined();
    const old = answering(SELF, items(`${LEGACY}.bundles:6`, item('whatever', '<x/>')));
    expect(await fetchBundle(old, 'juliet@capulet.lit', 6, 'legacy')).toBeUndefined();
    expect(old.asked[0]).toContain(`<items node="${LEGACY}.bundles:6" max_items="1"/>`);
  });

  it('is nothing where there is no node, or none for strangers; other troubles are told', async () => {
    const forbidden = new StanzaError('forbidden', 'auth');
    const requests = answering(SELF, GONE, forbidden, new StanzaError('remote-server-timeout', 'wait'));
    expect(await fetchDeviceList(requests, 'a@b', 'omemo:2')).toEqual([]);
    expect(await fetchBundle(requests, 'a@b', 1, 'legacy')).toBeUndefined();
    await expect(fetchDeviceList(requests, 'a@b', 'legacy')).rejects.toMatchObject({
      condition: 'remote-server-timeout'
    });
  });
});

describe('what is published', () => {
  const steps = (asked: string[]) => asked.map((one) => /<(publish|configure) node="([^"]+)"/.exec(one)?.[1]);

  it('is for everybody, and the list replaces the one before', async () => {
    const requests = answering(SELF, '');
    await publishDeviceList(requests, [{ id: 7 }], 'omemo:2');
    expect(requests.asked[0]).toContain('<publish node="urn:xmpp:omemo:2:devices"><item id="current"><devices');
    expect(requests.asked[0]).toContain('var="pubsub#access_model"><value>open</value>');
    expect(requests.asked[0]).not.toContain('max_items');
  });

  it('lies beside the bundles of other devices', async () => {
    const requests = answering(SELF, '', '');
    await publishBundle(requests, 7, bundle('omemo:2'));
    await publishBundle(requests, 7, bundle('legacy'));
    expect(requests.asked[0]).toContain('<publish node="urn:xmpp:omemo:2:bundles"><item id="7"><bundle');
    expect(requests.asked[0]).toContain('var="pubsub#max_items"><value>max</value>');
    expect(requests.asked[1]).toContain(`<publish node="${LEGACY}.bundles:7"><item id="current"><bundle`);
    expect(requests.asked[1]).not.toContain('max_items');
  });

  it('opens a node that is there with other settings', async () => {
    const requests = answering(SELF, CONFLICT, '', '');
    await publishDeviceList(requests, [{ id: 7 }], 'legacy');
    expect(steps(requests.asked)).toEqual(['publish', 'configure', 'publish']);
    expect(requests.asked[1]).toContain('<value>open</value>');
  });

  it('pushes out no other bundle where the server knows few options', async () => {
    const there = answering(SELF, UNKNOWN, '', '');
    await publishBundle(there, 7, bundle('omemo:2'));
    expect(steps(there.asked)).toEqual(['publish', 'configure', 'publish']);
    expect(there.asked[1]).toContain('<value>1000</value>');
    const first = answering(SELF, UNKNOWN, GONE, '', '');
    await publishBundle(first, 7, bundle('omemo:2'));
    expect(steps(first.asked)).toEqual(['publish', 'configure', 'publish', 'configure']);
  });

  it('is taken away again, with the node of its own in legacy', async () => {
    const requests = answering(SELF, '', '', GONE, CONFLICT);
    await removeBundle(requests, 7, 'legacy');
    await removeBundle(requests, 7, 'omemo:2');
    await removeBundle(requests, 7, 'omemo:2');
    expect(requests.asked[0]).toBe(
      `set - <pubsub xmlns="${PUBSUB}#owner"><delete node="${LEGACY}.bundles:7"/></pubsub>`
    );
    expect(requests.asked[1]).toContain('<retract node="urn:xmpp:omemo:2:bundles" notify="true"><item id="7"/>');
    await expect(removeBundle(requests, 7, 'legacy')).rejects.toBe(CONFLICT);
  });

  it('is not there when the server refuses it', async () => {
    for (const refusal of [new StanzaError('forbidden'), new StanzaError('closed')])
      await expect(publishBundle(answering(SELF, refusal), 7, bundle('omemo:2'))).rejects.toBe(refusal);
    await expect(publishDeviceList(answering(SELF, UNKNOWN), [], 'legacy')).rejects.toBe(UNKNOWN);
    const closed = new StanzaError('forbidden');
    await expect(publishBundle(answering(SELF, UNKNOWN, closed), 7, bundle('omemo:2'))).rejects.toBe(closed);
  });
});
