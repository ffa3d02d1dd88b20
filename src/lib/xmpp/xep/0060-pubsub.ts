// XEP-0060: Publish-Subscribe, 1.26.0, https://xmpp.org/extensions/xep-0060.html
// XEP-0163: Personal Eventing Protocol, 1.2.2, https://xmpp.org/extensions/xep-0163.html
import { attr, child, children, el, elements, type Element } from '../xml';
import type { Requests } from '../requests';
import { isFromEntity } from '../sender';
import { buildSubmit } from './0004-data-forms';

export const PUBSUB = 'http://jabber.org/protocol/pubsub';
export const PUBSUB_EVENT = 'http://jabber.org/protocol/pubsub#event';
export const PUBSUB_OWNER = 'http://jabber.org/protocol/pubsub#owner';
/** Announced by an account whose server checks publish-options (§7.1.5); without it nothing private is published. */
export const PUBLISH_OPTIONS = 'http://jabber.org/protocol/pubsub#publish-options';

/** One item of a node. */
export interface PubsubItem {
  id: string;
  payload?: Element;
}

/** What changed in a node. */
export interface PubsubEvent {
  from: string;
  node: string;
  items: PubsubItem[];
  retracted: string[];
  /** Everything in it is gone: the node was purged or deleted. */
  emptied: boolean;
}

/** A node's settings, such as `['access_model', 'whitelist']`, without the `pubsub#`. */
export type NodeOptions = [name: string, value: string][];

const prefixed = (options: NodeOptions): NodeOptions => options.map(([name, value]) => [`pubsub#${name}`, value]);

function parseItems(parent: Element, ns: string): PubsubItem[] {
  return children(parent, 'item', ns).map((item) => {
    const payload = elements(item)[0];
    return { id: attr(item, 'id') ?? '', ...(payload && { payload }) };
  });
}

/** Reads a notification that `sender` itself sent: `self` for the own nodes (XEP-0223, CVE-2023-28686). */
export function parseEvent(message: Element, sender: string, self: string): PubsubEvent | undefined {
  const event = child(message, 'event', PUBSUB_EVENT);
  if (!event || !isFromEntity(message, sender, self)) return undefined;
  const items = child(event, 'items', PUBSUB_EVENT);
  const gone = child(event, 'purge', PUBSUB_EVENT) ?? child(event, 'delete', PUBSUB_EVENT);
  const node = attr(items ?? gone ?? event, 'node');
  if (!node) return undefined;
  return {
    from: sender,
    node,
    items: items ? parseItems(items, PUBSUB_EVENT) : [],
    retracted: items ? children(items, 'retract', PUBSUB_EVENT).flatMap((e) => attr(e, 'id') ?? []) : [],
    emptied: gone !== undefined
  };
}

/**
 * Publishes an item in an own node, creating it with `options` (§7.1.5). Fails with `conflict` and the specific
 * condition `precondition-not-met` when the node exists with other settings.
 */
export async function publish(
  requests: Requests,
  node: string,
  id: string,
  payload: Element,
  options: NodeOptions = []
): Promise<void> {
  const item = el('publish', { node }, el('item', { id }, payload));
  const form = options.length > 0 && el('publish-options', {}, buildSubmit(PUBLISH_OPTIONS, prefixed(options)));
  await requests.request('set', undefined, el('pubsub', { xmlns: PUBSUB }, item, form));
}

/** Fetches items of a node of `to`, or of the own account: those named, or the newest `max`, or all (§6.5). */
export async function fetchItems(
  requests: Requests,
  node: string,
  which: { to?: string; ids?: string[]; max?: number } = {}
): Promise<PubsubItem[]> {
  const ids = (which.ids ?? []).map((id) => el('item', { id }));
  const items = el('items', { node, max_items: which.max === undefined ? undefined : String(which.max) }, ...ids);
  const answer = await requests.request('get', which.to, el('pubsub', { xmlns: PUBSUB }, items));
  const pubsub = child(answer, 'pubsub', PUBSUB);
  const list = pubsub && child(pubsub, 'items', PUBSUB);
  return list && attr(list, 'node') === node ? parseItems(list, PUBSUB) : [];
}

/** Removes an item from an own node and tells other devices (§7.2). */
export async function retract(requests: Requests, node: string, id: string): Promise<void> {
  const item = el('retract', { node, notify: 'true' }, el('item', { id }));
  await requests.request('set', undefined, el('pubsub', { xmlns: PUBSUB }, item));
}

/** Changes an own node's settings (§8.2). */
export async function configureNode(requests: Requests, node: string, options: NodeOptions): Promise<void> {
  const form = buildSubmit('http://jabber.org/protocol/pubsub#node_config', prefixed(options));
  await requests.request('set', undefined, el('pubsub', { xmlns: PUBSUB_OWNER }, el('configure', { node }, form)));
}

/** Deletes an own node with all that is in it (§8.4). */
export async function deleteNode(requests: Requests, node: string): Promise<void> {
  await requests.request('set', undefined, el('pubsub', { xmlns: PUBSUB_OWNER }, el('delete', { node })));
}
