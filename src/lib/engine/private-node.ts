import { StanzaError, type Requests } from '../xmpp/requests';
import type { Element } from '../xmpp/xml';
import { configureNode, publish, type NodeOptions } from '../xmpp/xep/0060-pubsub';
import { PRIVATE_NODE } from '../xmpp/xep/0223-private-data';

/**
 * Publishes in an own node that only the own devices may read. A server that does not know all of `options` gets those that
 * keep it private, and the room for many items afterwards; ejabberd keeps one item otherwise.
 */
export async function publishPrivate(
  requests: Requests,
  node: string,
  id: string,
  payload: () => Element,
  options: NodeOptions
): Promise<void> {
  await publishMany(requests, node, id, payload, PRIVATE_NODE, options);
}

/**
 * Publishes in an own node that has room for many items; `least`: the options that every server must know. A node that is there
 * with other settings gets these.
 */
export async function publishMany(
  requests: Requests,
  node: string,
  id: string,
  payload: () => Element,
  least: NodeOptions,
  options: NodeOptions
): Promise<void> {
  try {
    await publish(requests, node, id, payload(), options);
  } catch (thrown) {
    if (!(thrown instanceof StanzaError) || !isAboutOptions(thrown)) throw thrown;
    await publish(requests, node, id, payload(), least);
    await configureNode(requests, node, [...least, ['max_items', '1000'], ['notify_retract', '1']]);
    await publish(requests, node, id, payload(), least);
  }
}

// ejabberd calls an option that it does not know a constraint of resources, and a passing one.
function isAboutOptions({ condition, type }: StanzaError): boolean {
  if (condition === 'resource-constraint') return true;
  return type !== 'wait' && ['conflict', 'bad-request', 'not-acceptable'].includes(condition);
}
