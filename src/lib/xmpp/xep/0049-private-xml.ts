// XEP-0049: Private XML Storage, 1.2, https://xmpp.org/extensions/xep-0049.html
import type { Requests } from '../requests';
import { child, el, type Element } from '../xml';

const PRIVATE = 'jabber:iq:private';

/** Fetches what the own server keeps under that name and namespace (§2.3); `undefined` when there is nothing. */
export async function fetchPrivateXml(requests: Requests, name: string, ns: string): Promise<Element | undefined> {
  const asked = el('query', { xmlns: PRIVATE }, el(name, { xmlns: ns }));
  const query = child(await requests.request('get', undefined, asked), 'query', PRIVATE);
  return query && child(query, name, ns);
}

/** Stores an element in place of what was kept under its name and namespace (§2.2). */
export async function storePrivateXml(requests: Requests, element: Element): Promise<void> {
  await requests.request('set', undefined, el('query', { xmlns: PRIVATE }, element));
}
