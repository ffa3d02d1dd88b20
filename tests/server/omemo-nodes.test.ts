import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBundle, type Bundle } from '../../omemo';
import type { Stream } from '../../src/lib/xmpp/stream';
import { fetchItems, publish } from '../../src/lib/xmpp/xep/0060-pubsub';
import { PRIVATE_NODE } from '../../src/lib/xmpp/xep/0223-private-data';
import { buildBundle, buildDeviceList } from '../../src/lib/xmpp/xep/0384-devices';
import {
  bundleNode,
  deviceListNode,
  fetchBundle,
  fetchDeviceList,
  publishBundle,
  publishDeviceList,
  removeBundle
} from '../../src/lib/xmpp/xep/0384-nodes';
import type { OmemoVersion } from '../../src/lib/xmpp/xep/0384-omemo';
import { OmemoDevice } from '../support/omemo-device';
import { People } from '../support/people';
import { KINDS } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const ALICE = 'alice@localhost';
const CAROL = 'carol@localhost';
const PRE_KEYS = 10;
const VERSIONS: OmemoVersion[] = ['legacy', 'omemo:2'];

describe.each(KINDS)('what encrypted messages start from, over %s', (kind) => {
  let people: People;
  let phone: Stream;
  let laptop: Stream;
  let carol: Stream;
  let stranger: Stream;

  beforeAll(async () => {
    people = await People.at(kind, 'omemo-nodes');
    await people.register('alice', 'carol', 'stranger');
    const open = (name: string) => people.stream(name);
    [phone, laptop, carol, stranger] = await Promise.all([
      open('alice'),
      open('alice'),
      open('carol'),
      open('stranger')
    ]);
  });
  afterAll(() => people?.leave());

  it.each(VERSIONS)('is there for strangers, for each device, is replaced and taken away, in %s', async (version) => {
    const bundles = [1, 2, 3].map((seed): Bundle => new OmemoDevice(version, seed, PRE_KEYS).bundle());
    const [first, second, later] = bundles as [Bundle, Bundle, Bundle];
    expect(await fetchDeviceList(stranger, ALICE, version)).toEqual([]);
    expect(await fetchBundle(stranger, ALICE, 11, version)).toBeUndefined();

    await publishDeviceList(phone, [{ id: 11 }], version);
    await publishBundle(phone, 11, first);
    await publishDeviceList(laptop, [{ id: 11 }, { id: 22 }], version);
    await publishBundle(laptop, 22, second);
    expect(await fetchDeviceList(stranger, ALICE, version)).toEqual([{ id: 11 }, { id: 22 }]);
    expect(await fetchBundle(stranger, ALICE, 11, version)).toEqual(first);
    expect(await fetchBundle(stranger, ALICE, 22, version)).toEqual(second);
    expect(await fetchBundle(stranger, ALICE, 33, version)).toBeUndefined();

    await publishBundle(phone, 11, later);
    const found = await fetchBundle(stranger, ALICE, 11, version);
    expect(found).toEqual(later);
    expect(found && verifyBundle(found)).toMatchObject({ ok: true });
    expect(await fetchBundle(stranger, ALICE, 22, version)).toEqual(second);
    const items = await fetchItems(stranger, bundleNode(version, 11), { to: ALICE });
    expect(items).toHaveLength(version === 'legacy' ? 1 : 2);

    await removeBundle(phone, 22, version);
    await removeBundle(phone, 33, version);
    expect(await fetchBundle(stranger, ALICE, 22, version)).toBeUndefined();
    expect(await fetchBundle(stranger, ALICE, 11, version)).toEqual(later);
  });

  it.each(VERSIONS)('is opened where it was closed, in %s', async (version) => {
    const [old, own] = [4, 5].map((seed): Bundle => new OmemoDevice(version, seed, PRE_KEYS).bundle()) as [
      Bundle,
      Bundle
    ];
    await publish(carol, deviceListNode(version), 'current', buildDeviceList([{ id: 44 }], version), PRIVATE_NODE);
    await publish(
      carol,
      bundleNode(version, 55),
      version === 'legacy' ? 'current' : '44',
      buildBundle(old),
      PRIVATE_NODE
    );
    expect(await fetchDeviceList(stranger, CAROL, version)).toEqual([]);

    await publishDeviceList(carol, [{ id: 44 }, { id: 55 }], version);
    await publishBundle(carol, 55, own);
    expect(await fetchDeviceList(stranger, CAROL, version)).toEqual([{ id: 44 }, { id: 55 }]);
    expect(await fetchBundle(stranger, CAROL, 55, version)).toEqual(own);
    if (version === 'omemo:2') expect(await fetchBundle(stranger, CAROL, 44, version)).toEqual(old);
  });
});
