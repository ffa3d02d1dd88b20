// XEP-0115: Entity Capabilities, 1.6.0, https://xmpp.org/extensions/xep-0115.html
import { encodeBase64 } from '../base64';
import { attr, child, el, type Element } from '../xml';
import { formType, type DataForm } from './0004-data-forms';
import type { DiscoInfo } from './0030-disco';

export const CAPS = 'http://jabber.org/protocol/caps';

/** A short name for what an entity can do (§4). */
export interface Caps {
  node: string;
  ver: string;
  hash: string;
}

// §5.1 sorts by the bytes of UTF-8, which JavaScript's own order is not.
const bytes = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));
const sorted = (texts: string[]): string[] =>
  texts
    .map((text) => ({ text, key: bytes(text) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ text }) => text);

function formString(form: DataForm): string {
  const fields = form.fields.filter((field) => field.name !== 'FORM_TYPE');
  const parts = sorted(fields.map((field) => [field.name, ...sorted(field.values)].map((part) => `${part}<`).join('')));
  return `${formType(form) ?? ''}<${parts.join('')}`;
}

/** The verification string's hash, SHA-1 (§5.1). */
export async function computeVer(info: DiscoInfo): Promise<string> {
  const identities = info.identities.map(({ category, type, lang, name }) =>
    [category, type, lang ?? '', name ?? ''].join('/')
  );
  const forms = info.forms.filter((form) => formType(form) !== undefined).map(formString);
  const list = [...sorted(identities), ...sorted(info.features)].map((part) => `${part}<`);
  const text = [...list, ...sorted(forms)].join('');
  return encodeBase64(new Uint8Array(await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))));
}

/** Reads what a presence, or a server's stream features, say. */
export function parseCaps(parent: Element): Caps | undefined {
  const c = child(parent, 'c', CAPS);
  const node = c && attr(c, 'node');
  const ver = c && attr(c, 'ver');
  const hash = c && attr(c, 'hash');
  return node && ver && hash ? { node, ver, hash } : undefined;
}

/** States the own ones in a presence. */
export function buildCaps(node: string, ver: string): Element {
  return el('c', { xmlns: CAPS, hash: 'sha-1', node, ver });
}
