// XEP-0191: Blocking Command, 1.3, https://xmpp.org/extensions/xep-0191.html
import { normalJid } from '../../base/jid';
import { attr, child, children, el, type Element } from '../xml';
import type { Requests } from '../requests';
import { isFromAccount } from '../sender';

export const BLOCKING = 'urn:xmpp:blocking';

/** A change that any own device made. */
export type BlockPush = { type: 'block' | 'unblock'; jids: string[] } | { type: 'unblock-all' };

const items = (jids: string[]): Element[] => jids.map((jid) => el('item', { jid }));
const jidsOf = (list: Element): string[] =>
  children(list, 'item', BLOCKING).flatMap((item) => normalJid(attr(item, 'jid')) ?? []);

/** Who is blocked (§3.2). From then on the server also pushes changes. */
export async function fetchBlocked(requests: Requests): Promise<string[]> {
  const answer = await requests.request('get', undefined, el('blocklist', { xmlns: BLOCKING }));
  const list = child(answer, 'blocklist', BLOCKING);
  return list ? jidsOf(list) : [];
}

/** Blocks addresses (§3.3). */
export async function block(requests: Requests, jids: [string, ...string[]]): Promise<void> {
  await requests.request('set', undefined, el('block', { xmlns: BLOCKING }, ...items(jids)));
}

/** Unblocks addresses (§3.4); never an empty list, which would unblock everybody. */
export async function unblock(requests: Requests, jids: [string, ...string[]]): Promise<void> {
  await requests.request('set', undefined, el('unblock', { xmlns: BLOCKING }, ...items(jids)));
}

/** Reads a push, from the own account only (§3.3). */
export function parseBlockPush(iq: Element, self: string): BlockPush | undefined {
  if (attr(iq, 'type') !== 'set' || !isFromAccount(iq, self)) return undefined;
  const blocked = child(iq, 'block', BLOCKING);
  const unblocked = child(iq, 'unblock', BLOCKING);
  const list = blocked ?? unblocked;
  if (!list || (blocked && unblocked)) return undefined;
  if (unblocked && children(unblocked, 'item', BLOCKING).length === 0) return { type: 'unblock-all' };
  const jids = jidsOf(list);
  return jids.length > 0 ? { type: blocked ? 'block' : 'unblock', jids } : undefined;
}
