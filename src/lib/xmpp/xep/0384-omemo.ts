// XEP-0384: OMEMO Encryption, 0.8.3, https://xmpp.org/extensions/xep-0384.html
import { bareJid } from '../../base/jid';
import { decodeBase64, encodeBase64 } from '../base64';
import { parseBoolean, parseUnsigned } from '../lexical';
import { attr, child, children, el, text, type Element } from '../xml';

/** Version 0.3, which nearly everybody speaks. */
export const OMEMO_LEGACY = 'eu.siacs.conversations.axolotl';
/** Version 0.8 and later. */
export const OMEMO_2 = 'urn:xmpp:omemo:2';

export type OmemoVersion = 'legacy' | 'omemo:2';

/** A version's namespace. */
export const OMEMO_NS: Readonly<Record<OmemoVersion, string>> = { legacy: OMEMO_LEGACY, 'omemo:2': OMEMO_2 };

/** A message's key, sealed for one device. */
export interface EncryptedKey {
  /** The device that it is for. */
  rid: number;
  /** Whose device, bare; told by omemo:2 only. */
  jid?: string;
  /** It starts a session. */
  isPreKey: boolean;
  data: Uint8Array;
}

/** What an encrypted message holds, as it stands on the wire. */
export interface EncryptedMessage {
  version: OmemoVersion;
  /** The sender's device. */
  sid: number;
  keys: EncryptedKey[];
  /** Legacy only. */
  iv?: Uint8Array;
  /** Absent in a message that only moves the ratchet or brings a key. Empty when it could not be read: no key fits then. */
  payload?: Uint8Array;
}

/** Keys that are read of one message, and bytes of one of them, of an IV and of a payload. */
export const OMEMO_LIMITS = { keys: 500, key: 2048, iv: 64, payload: 1024 * 1024 } as const;

/** A device's id (§5.1): 1 to 2^31 - 1. */
export function parseDeviceId(words: string | undefined): number | undefined {
  const id = parseUnsigned(words);
  return id !== undefined && id > 0 && id < 2 ** 31 ? id : undefined;
}

/** The bytes inside an element; `undefined` when there are none, more than `most`, or something else. */
export function parseBytes(element: Element | undefined, most: number): Uint8Array | undefined {
  const words = element && text(element);
  // Line breaks and indentation may be as long as what they stand between.
  if (words === undefined || words.length > most * 4) return undefined;
  const bytes = decodeBase64(words);
  return bytes && bytes.length > 0 && bytes.length <= most ? bytes : undefined;
}

/** Whether somebody says that a message is encrypted, also where it can't be read: what else it says must not be taken for its text. */
export function isEncrypted(message: Element): boolean {
  return Object.values(OMEMO_NS).some((ns) => child(message, 'encrypted', ns) !== undefined);
}

/** Reads an encrypted message; omemo:2 where it is there in both versions. */
export function parseEncrypted(message: Element): EncryptedMessage | undefined {
  return parseBoth(message)[0];
}

/** Reads an encrypted message in each version in which it is there, omemo:2 first. */
export function parseBoth(message: Element): EncryptedMessage[] {
  return [parseOf(message, 'omemo:2'), parseOf(message, 'legacy')].filter((one) => one !== undefined);
}

function parseOf(message: Element, version: OmemoVersion): EncryptedMessage | undefined {
  const ns = OMEMO_NS[version];
  const encrypted = child(message, 'encrypted', ns);
  const header = encrypted && child(encrypted, 'header', ns);
  const sid = header && parseDeviceId(attr(header, 'sid'));
  if (!encrypted || !header || sid === undefined) return undefined;
  const keys =
    version === 'legacy'
      ? children(header, 'key', ns)
          .slice(0, OMEMO_LIMITS.keys)
          .flatMap((key) => parseKey(key, 'prekey') ?? [])
      : parseGrouped(header);
  const iv = version === 'legacy' ? parseBytes(child(header, 'iv', ns), OMEMO_LIMITS.iv) : undefined;
  const payload = child(encrypted, 'payload', ns);
  return {
    ...{ version, sid, keys },
    ...(iv && { iv }),
    ...(payload && { payload: parseBytes(payload, OMEMO_LIMITS.payload) ?? new Uint8Array(0) })
  };
}

function parseGrouped(header: Element): EncryptedKey[] {
  const found: EncryptedKey[] = [];
  let left: number = OMEMO_LIMITS.keys;
  for (const group of children(header, 'keys', OMEMO_2)) {
    const jid = bareJid(attr(group, 'jid'));
    const keys = children(group, 'key', OMEMO_2).slice(0, left);
    left -= keys.length;
    if (jid) for (const key of keys.flatMap((one) => parseKey(one, 'kex') ?? [])) found.push({ ...key, jid });
  }
  return found;
}

function parseKey(key: Element, flag: string): EncryptedKey | undefined {
  const rid = parseDeviceId(attr(key, 'rid'));
  const data = parseBytes(key, OMEMO_LIMITS.key);
  return rid !== undefined && data ? { rid, isPreKey: parseBoolean(attr(key, flag)) ?? false, data } : undefined;
}

/** Writes an encrypted message; in omemo:2 every key tells whose device it is for. */
export function buildEncrypted({ version, sid, keys, iv, payload }: EncryptedMessage): Element {
  const header = el('header', { sid: String(sid) });
  if (version === 'legacy') for (const key of keys) header.cnode(buildKey(key, 'prekey'));
  else
    for (const [jid, group] of byOwner(keys))
      header.cnode(el('keys', { jid }, ...group.map((key) => buildKey(key, 'kex'))));
  if (iv && version === 'legacy') header.cnode(el('iv', {}, encodeBase64(iv)));
  return el('encrypted', { xmlns: OMEMO_NS[version] }, header, payload && el('payload', {}, encodeBase64(payload)));
}

function byOwner(keys: EncryptedKey[]): Map<string | undefined, EncryptedKey[]> {
  const groups = new Map<string | undefined, EncryptedKey[]>();
  for (const key of keys) groups.set(key.jid, [...(groups.get(key.jid) ?? []), key]);
  return groups;
}

// Some read the flag as true also where it says false, so it stands only where it is true.
function buildKey({ rid, isPreKey, data }: EncryptedKey, flag: 'prekey' | 'kex'): Element {
  return el('key', { [flag]: isPreKey ? 'true' : undefined, rid: String(rid) }, encodeBase64(data));
}
