// XEP-0380: Explicit Message Encryption, 0.4.0, https://xmpp.org/extensions/xep-0380.html
import { attr, child, el, type Element } from '../xml';

export const EME = 'urn:xmpp:eme:0';

/** What a message is encrypted with. */
export interface Encryption {
  namespace: string;
  /** For people: of those that are known by the name that they have (§3.2), else as the sender calls it. */
  name?: string;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['urn:xmpp:otr:0', 'OTR'],
  ['jabber:x:encrypted', 'Legacy OpenPGP'],
  ['urn:xmpp:openpgp:0', 'OpenPGP for XMPP'],
  ['eu.siacs.conversations.axolotl', 'OMEMO'],
  ['urn:xmpp:omemo:1', 'OMEMO'],
  ['urn:xmpp:omemo:2', 'OMEMO']
]);
/** Characters of a namespace and of a name. */
const LONGEST = 100;

/** How a message says that it is encrypted. Anybody may say so: it is for a sentence in place of the text, no more. */
export function parseEncryption(message: Element): Encryption | undefined {
  const encryption = child(message, 'encryption', EME);
  const namespace = encryption && attr(encryption, 'namespace');
  if (!namespace || namespace.length > LONGEST) return undefined;
  const name = NAMES.get(namespace) ?? attr(encryption, 'name')?.trim().slice(0, LONGEST);
  return { namespace, ...(name && { name }) };
}

/** Says what a message is encrypted with; others know the name of what is encrypted here. */
export function buildEncryption(namespace: string): Element {
  return el('encryption', { xmlns: EME, namespace });
}
