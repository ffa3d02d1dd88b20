import { normalJid } from '../base/jid';
import { attr, child, children, el, text, type Element } from './xml';
import type { Requests } from './requests';
import { isFromAccount } from './sender';

export const ROSTER = 'jabber:iq:roster';
const VERSIONING = 'urn:xmpp:features:rosterver';

const SUBSCRIPTIONS = ['none', 'to', 'from', 'both'] as const;
/** Who sees whose presence (RFC 6121 §2.1.2.5). */
export type Subscription = (typeof SUBSCRIPTIONS)[number];

/** A contact (RFC 6121 §2.1.2). */
export interface RosterItem {
  jid: string;
  name?: string;
  subscription: Subscription;
  /** We asked to see their presence and they have not answered. */
  asked: boolean;
  groups: string[];
}

/** A change: a contact as it is now, or one that is gone. */
export type RosterPush = ({ type: 'set'; item: RosterItem } | { type: 'remove'; jid: string }) & { ver?: string };

/** Whether stream features let the roster be asked by version (RFC 6121 §2.6.1). */
export function offersRosterVersions(features: Element): boolean {
  return child(features, 'ver', VERSIONING) !== undefined;
}

function parseItem(item: Element): RosterItem | undefined {
  const jid = normalJid(attr(item, 'jid'));
  if (!jid) return undefined;
  const name = attr(item, 'name');
  return {
    jid,
    ...(name && { name }),
    subscription: SUBSCRIPTIONS.find((s) => s === attr(item, 'subscription')) ?? 'none',
    asked: attr(item, 'ask') === 'subscribe',
    groups: children(item, 'group', ROSTER).map(text)
  };
}

/**
 * Fetches the contacts. `ver` only where {@link offersRosterVersions}, empty at first: then `unchanged` means that
 * what is stored still holds and pushes bring the rest (RFC 6121 §2.6.3).
 */
export async function fetchRoster(
  requests: Requests,
  ver?: string
): Promise<{ items: RosterItem[]; ver?: string } | 'unchanged'> {
  const answer = await requests.request('get', undefined, el('query', { xmlns: ROSTER, ver }));
  const query = child(answer, 'query', ROSTER);
  if (!query) return ver === undefined ? { items: [] } : 'unchanged';
  const newVer = attr(query, 'ver');
  const items = children(query, 'item', ROSTER).flatMap((item) => parseItem(item) ?? []);
  return { items, ...(newVer !== undefined && { ver: newVer }) };
}

/** Reads a push: from the own account only, and exactly one contact (RFC 6121 §2.1.6, CVE-2015-8688). */
export function parseRosterPush(iq: Element, self: string): RosterPush | undefined {
  if (attr(iq, 'type') !== 'set' || !isFromAccount(iq, self)) return undefined;
  const query = child(iq, 'query', ROSTER);
  const [only, ...others] = query ? children(query, 'item', ROSTER) : [];
  const item = only && parseItem(only);
  if (!query || !item || others.length > 0) return undefined;
  const ver = attr(query, 'ver');
  const removed = attr(only, 'subscription') === 'remove';
  const change = removed ? { type: 'remove' as const, jid: item.jid } : { type: 'set' as const, item };
  return { ...change, ...(ver !== undefined && { ver }) };
}

/** Adds a contact or changes its name and groups (RFC 6121 §2.3, §2.4). */
export async function setRosterItem(
  requests: Requests,
  item: { jid: string; name?: string; groups?: string[] }
): Promise<void> {
  const groups = (item.groups ?? []).map((group) => el('group', {}, group));
  const entry = el('item', { jid: item.jid, name: item.name || undefined }, ...groups);
  await requests.request('set', undefined, el('query', { xmlns: ROSTER }, entry));
}

/** Removes a contact, both ways (RFC 6121 §2.5). */
export async function removeRosterItem(requests: Requests, jid: string): Promise<void> {
  const entry = el('item', { jid, subscription: 'remove' });
  await requests.request('set', undefined, el('query', { xmlns: ROSTER }, entry));
}
