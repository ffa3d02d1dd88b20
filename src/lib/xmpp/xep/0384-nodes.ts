// XEP-0384: OMEMO Encryption, 0.8.3, https://xmpp.org/extensions/xep-0384.html
import { StanzaError, type Requests } from '../requests';
import type { Element } from '../xml';
import {
  configureNode,
  deleteNode,
  fetchItems,
  publish,
  retract,
  type NodeOptions,
  type PubsubItem
} from './0060-pubsub';
import {
  buildBundle,
  buildDeviceList,
  parseBundle,
  parseDeviceList,
  type OmemoBundle,
  type OmemoDevice
} from './0384-devices';
import { OMEMO_2, OMEMO_LEGACY, type OmemoVersion } from './0384-omemo';

/** The only item of a node that holds one (XEP-0060 §12.20). */
const SINGLE = 'current';

/** Anybody may fetch it (§5.2, §5.3.1), and it stays. Every server knows these two. */
const OPEN: NodeOptions = [
  ['access_model', 'open'],
  ['persist_items', 'true']
];
/** All devices' bundles lie in one node in omemo:2. */
const MANY: NodeOptions = [...OPEN, ['max_items', 'max']];
/** The same for a server to which `max` is no number. */
const THOUSAND: NodeOptions = [...OPEN, ['max_items', '1000']];

/** The node with somebody's list of devices; with `+notify` in the capabilities, changes are told. */
export function deviceListNode(version: OmemoVersion): string {
  return version === 'legacy' ? `${OMEMO_LEGACY}.devicelist` : `${OMEMO_2}:devices`;
}

/** The node with a device's bundle: one for each device in legacy, one for all of them in omemo:2. */
export function bundleNode(version: OmemoVersion, deviceId: number): string {
  return version === 'legacy' ? `${OMEMO_LEGACY}.bundles:${deviceId}` : `${OMEMO_2}:bundles`;
}

/** The item with a device's bundle in its node. */
export function bundleItem(version: OmemoVersion, deviceId: number): string {
  return version === 'legacy' ? SINGLE : String(deviceId);
}

/** Reads the items of a node with a list of devices: the newest counts. `undefined` when it is none. */
export function readDeviceList(items: PubsubItem[], version: OmemoVersion): OmemoDevice[] | undefined {
  return parseDeviceList(items.at(-1)?.payload, version);
}

/** Fetches somebody's devices; none where there is no such node, or not for the own account. */
export async function fetchDeviceList(requests: Requests, jid: string, version: OmemoVersion): Promise<OmemoDevice[]> {
  const items = await fetched(requests, deviceListNode(version), { to: jid, max: 1 });
  return readDeviceList(items, version) ?? [];
}

/** Fetches the bundle of somebody's device; `undefined` where there is none, or a broken one. */
export async function fetchBundle(
  requests: Requests,
  jid: string,
  deviceId: number,
  version: OmemoVersion
): Promise<OmemoBundle | undefined> {
  const id = bundleItem(version, deviceId);
  const which = version === 'legacy' ? { max: 1 } : { ids: [id] };
  const items = await fetched(requests, bundleNode(version, deviceId), { to: jid, ...which });
  const item = version === 'legacy' ? items.at(-1) : items.find((one) => one.id === id);
  return parseBundle(item?.payload, version);
}

/** There is nothing to read, and asking again brings no more. Prosody 0.12 forbids strangers what is not there. */
const NOTHING: readonly string[] = [
  ...['item-not-found', 'forbidden', 'not-allowed', 'not-authorized'],
  ...['service-unavailable', 'feature-not-implemented']
];

async function fetched(...asked: Parameters<typeof fetchItems>): Promise<PubsubItem[]> {
  try {
    return await fetchItems(...asked);
  } catch (thrown) {
    if (thrown instanceof StanzaError && NOTHING.includes(thrown.condition)) return [];
    throw thrown;
  }
}

/** Publishes the list of the own devices, for everybody. */
export async function publishDeviceList(
  requests: Requests,
  devices: readonly OmemoDevice[],
  version: OmemoVersion
): Promise<void> {
  await publishOpen(requests, deviceListNode(version), SINGLE, () => buildDeviceList(devices, version), OPEN);
}

/** Publishes the bundle of an own device, for everybody. */
export async function publishBundle(requests: Requests, deviceId: number, bundle: OmemoBundle): Promise<void> {
  const { version } = bundle;
  const [node, item] = [bundleNode(version, deviceId), bundleItem(version, deviceId)];
  await publishOpen(requests, node, item, () => buildBundle(bundle), version === 'legacy' ? OPEN : MANY);
}

/** Takes away the bundle of an own device that is no more; well done also where there is none. */
export async function removeBundle(requests: Requests, deviceId: number, version: OmemoVersion): Promise<void> {
  const node = bundleNode(version, deviceId);
  try {
    if (version === 'legacy') await deleteNode(requests, node);
    else await retract(requests, node, bundleItem(version, deviceId));
  } catch (thrown) {
    if (!(thrown instanceof StanzaError) || thrown.condition !== 'item-not-found') throw thrown;
  }
}

/** A node that is there with other settings gets these; where the server does not know them all, its nearest. */
async function publishOpen(
  requests: Requests,
  node: string,
  id: string,
  payload: () => Element,
  options: NodeOptions
): Promise<void> {
  try {
    await publish(requests, node, id, payload(), options);
  } catch (thrown) {
    if (!(thrown instanceof StanzaError)) throw thrown;
    if (thrown.specific === 'precondition-not-met') {
      await configureNode(requests, node, options);
      await publish(requests, node, id, payload(), options);
    } else if (options === MANY && isAboutOptions(thrown)) await publishAmongMany(requests, node, id, payload);
    else throw thrown;
  }
}

// The node is widened before the item comes into it: ejabberd makes it for one item, which would push out another device's.
async function publishAmongMany(requests: Requests, node: string, id: string, payload: () => Element): Promise<void> {
  try {
    await configureNode(requests, node, THOUSAND);
  } catch (thrown) {
    if (!(thrown instanceof StanzaError) || thrown.condition !== 'item-not-found') throw thrown;
    await publish(requests, node, id, payload(), OPEN);
    await configureNode(requests, node, THOUSAND);
    return;
  }
  await publish(requests, node, id, payload(), OPEN);
}

// ejabberd calls an option that it does not know a constraint of resources.
function isAboutOptions({ condition }: StanzaError): boolean {
  return ['resource-constraint', 'bad-request', 'not-acceptable', 'conflict'].includes(condition);
}
