// XEP-0450: Automatic Trust Management (ATM), 0.4.0, https://xmpp.org/extensions/xep-0450.html
// XEP-0434: Trust Messages (TM), 0.6.0, https://xmpp.org/extensions/xep-0434.html
import { bareJid } from '../../base/jid';
import { encodeBase64 } from '../base64';
import { attr, children, el, type Element } from '../xml';
import { OMEMO_NS, parseBytes, type OmemoVersion } from './0384-omemo';

export const ATM = 'urn:xmpp:atm:1';
export const TRUST_MESSAGES = 'urn:xmpp:tm:1';

/** What somebody's device says of the keys of one person. Keys are identities, as bytes. */
export interface KeyOwner {
  /** Bare. */
  jid: string;
  trust: Uint8Array[];
  distrust: Uint8Array[];
}

/** What a device trusts, and what no more. It counts only inside an encrypted message of a device that is verified itself. */
export interface TrustMessage {
  /** Which version's keys it is about. */
  version: OmemoVersion;
  owners: KeyOwner[];
}

/** People in one message, keys of each, and bytes of a key. */
export const TRUST_LIMITS = { owners: 200, keys: 100, key: 64 } as const;

/** Reads the decisions in what was decrypted; two of them are none (XEP-0434 §4). A key that is trusted and distrusted is distrusted. */
export function parseTrustMessage(opened: Element): TrustMessage | undefined {
  const [message, ...others] = children(opened, 'trust-message', TRUST_MESSAGES);
  if (!message || others.length > 0 || attr(message, 'usage') !== ATM) return undefined;
  const namespace = attr(message, 'encryption');
  const version = (['omemo:2', 'legacy'] as const).find((one) => OMEMO_NS[one] === namespace);
  if (!version) return undefined;
  const owners = children(message, 'key-owner', TRUST_MESSAGES)
    .slice(0, TRUST_LIMITS.owners)
    .flatMap((owner) => parseOwner(owner) ?? []);
  return owners.length > 0 ? { version, owners } : undefined;
}

function parseOwner(owner: Element): KeyOwner | undefined {
  const jid = bareJid(attr(owner, 'jid'));
  const keys = (name: string) =>
    children(owner, name, TRUST_MESSAGES)
      .slice(0, TRUST_LIMITS.keys)
      .flatMap((key) => parseBytes(key, TRUST_LIMITS.key) ?? []);
  const distrust = keys('distrust');
  const gone = new Set(distrust.map(encodeBase64));
  const trust = keys('trust').filter((key) => !gone.has(encodeBase64(key)));
  return jid && trust.length + distrust.length > 0 ? { jid, trust, distrust } : undefined;
}

/** Tells other devices what was decided; to be sent encrypted, to verified devices alone. */
export function buildTrustMessage({ version, owners }: TrustMessage): Element {
  const keys = (name: string, all: Uint8Array[]) => all.map((key) => el(name, {}, encodeBase64(key)));
  return el(
    'trust-message',
    { xmlns: TRUST_MESSAGES, usage: ATM, encryption: OMEMO_NS[version] },
    ...owners.map(({ jid, trust, distrust }) =>
      el('key-owner', { jid }, ...keys('trust', trust), ...keys('distrust', distrust))
    )
  );
}
