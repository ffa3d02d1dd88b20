// XEP-0223: Persistent Storage of Private Data via PubSub, 1.1.1, https://xmpp.org/extensions/xep-0223.html
import type { NodeOptions } from './0060-pubsub';

/** Settings of a node that only the own devices may read. Some servers know no more than these two. */
export const PRIVATE_NODE: NodeOptions = [
  ['persist_items', 'true'],
  ['access_model', 'whitelist']
];
