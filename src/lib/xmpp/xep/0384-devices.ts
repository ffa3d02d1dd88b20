// XEP-0384: OMEMO Encryption, 0.8.3, https://xmpp.org/extensions/xep-0384.html
import { decodeBase64, encodeBase64 } from '../base64';
import { parseUnsigned } from '../lexical';
import { attr, child, children, el, type Element } from '../xml';
import { OMEMO_NS, parseBytes, parseDeviceId, type OmemoVersion } from './0384-omemo';

/** A device of somebody that can read encrypted messages (§5.2). */
export interface OmemoDevice {
  id: number;
  /** What its user calls it, and who says so: the identity's signature of it. Told in omemo:2 only. */
  label?: string;
  labelSignature?: Uint8Array;
}

/** The public part of a pre key, as it stands on the wire. */
export interface OmemoPreKey {
  readonly id: number;
  readonly key: Uint8Array;
}

/** What others start a session with a device from (§5.3). Nothing in it is checked but its size. */
export interface OmemoBundle {
  readonly version: OmemoVersion;
  readonly identity: Uint8Array;
  readonly signedPreKey: OmemoPreKey;
  readonly signature: Uint8Array;
  readonly preKeys: readonly OmemoPreKey[];
}

/** Devices of one person and pre keys of one device that are read; characters of a label; bytes of a key or signature. */
export const DEVICE_LIMITS = { devices: 100, preKeys: 500, label: 200, bytes: 128 } as const;

/** How a version calls the parts of a bundle, and the ids in it. */
const NAMES = {
  legacy: {
    ...{ list: 'list', signed: 'signedPreKeyPublic', signedId: 'signedPreKeyId', signature: 'signedPreKeySignature' },
    ...{ identity: 'identityKey', preKey: 'preKeyPublic', preKeyId: 'preKeyId' }
  },
  'omemo:2': {
    ...{ list: 'devices', signed: 'spk', signedId: 'id', signature: 'spks' },
    ...{ identity: 'ik', preKey: 'pk', preKeyId: 'id' }
  }
} as const;

/** Reads a list of devices, each one once; `undefined` when it is none of this version. */
export function parseDeviceList(payload: Element | undefined, version: OmemoVersion): OmemoDevice[] | undefined {
  const ns = OMEMO_NS[version];
  if (!payload?.is(NAMES[version].list, ns)) return undefined;
  const devices = new Map<number, OmemoDevice>();
  for (const element of children(payload, 'device', ns)) {
    const id = parseDeviceId(attr(element, 'id'));
    if (devices.size === DEVICE_LIMITS.devices) break;
    if (id !== undefined && !devices.has(id))
      devices.set(id, { id, ...(version === 'omemo:2' && parseLabel(element)) });
  }
  return [...devices.values()];
}

function parseLabel(device: Element): Omit<OmemoDevice, 'id'> {
  const label = attr(device, 'label');
  const signed = attr(device, 'labelsig');
  if (!label || label.length > DEVICE_LIMITS.label) return {};
  const signature = signed && signed.length <= DEVICE_LIMITS.bytes * 2 ? decodeBase64(signed) : undefined;
  return { label, ...(signature && signature.length > 0 && { labelSignature: signature }) };
}

/** Writes a list of devices. */
export function buildDeviceList(devices: readonly OmemoDevice[], version: OmemoVersion): Element {
  const told = devices.map(({ id, label, labelSignature }) => {
    const labelsig = label && labelSignature && encodeBase64(labelSignature);
    return el('device', { id: String(id), ...(version === 'omemo:2' && { label, labelsig }) });
  });
  return el(NAMES[version].list, { xmlns: OMEMO_NS[version] }, ...told);
}

/** Reads a device's bundle; `undefined` when a part is missing. Pre keys that are none are left out. */
export function parseBundle(payload: Element | undefined, version: OmemoVersion): OmemoBundle | undefined {
  const ns = OMEMO_NS[version];
  const names = NAMES[version];
  if (!payload?.is('bundle', ns)) return undefined;
  const signedPreKey = parsePreKey(child(payload, names.signed, ns), names.signedId);
  const signature = parseBytes(child(payload, names.signature, ns), DEVICE_LIMITS.bytes);
  const identity = parseBytes(child(payload, names.identity, ns), DEVICE_LIMITS.bytes);
  const list = child(payload, 'prekeys', ns);
  if (!signedPreKey || !signature || !identity || !list) return undefined;
  const preKeys = children(list, names.preKey, ns)
    .slice(0, DEVICE_LIMITS.preKeys)
    .flatMap((element) => parsePreKey(element, names.preKeyId) ?? []);
  return { version, identity, signedPreKey, signature, preKeys };
}

function parsePreKey(element: Element | undefined, name: string): OmemoPreKey | undefined {
  const id = element && parseUnsigned(attr(element, name));
  const key = parseBytes(element, DEVICE_LIMITS.bytes);
  return id !== undefined && id < 2 ** 32 && key ? { id, key } : undefined;
}

/** Writes a device's bundle. */
export function buildBundle({ version, identity, signedPreKey, signature, preKeys }: OmemoBundle): Element {
  const names = NAMES[version];
  const preKey = (name: string, idName: string, { id, key }: OmemoPreKey) =>
    el(name, { [idName]: String(id) }, encodeBase64(key));
  return el(
    'bundle',
    { xmlns: OMEMO_NS[version] },
    preKey(names.signed, names.signedId, signedPreKey),
    el(names.signature, {}, encodeBase64(signature)),
    el(names.identity, {}, encodeBase64(identity)),
    el('prekeys', {}, ...preKeys.map((one) => preKey(names.preKey, names.preKeyId, one)))
  );
}
