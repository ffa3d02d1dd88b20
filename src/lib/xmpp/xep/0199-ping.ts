// XEP-0199: XMPP Ping, 2.0.1, https://xmpp.org/extensions/xep-0199.html
import { attr, child, el, type Element } from '../xml';
import type { Requests } from '../requests';

export const PING = 'urn:xmpp:ping';

/** Whether somebody pings us; the answer is an empty result (§4.1). */
export function isPing(iq: Element): boolean {
  return attr(iq, 'type') === 'get' && child(iq, 'ping', PING) !== undefined;
}

/** Pings an entity, or the own server (§4.2). */
export async function ping(requests: Requests, to?: string, limit?: number): Promise<void> {
  await requests.request('get', to, el('ping', { xmlns: PING }), limit);
}
