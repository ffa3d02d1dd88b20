import { StanzaError, type Requests } from '../xmpp/requests';
import { configureNode, fetchItems, publish, type PubsubItem } from '../xmpp/xep/0060-pubsub';
import { PRIVATE_NODE } from '../xmpp/xep/0223-private-data';
import { buildDisplayedSync, MDS, MDS_NODE, parseDisplayedSync } from '../xmpp/xep/0490-displayed-sync';
import type { MessageCommit } from './commit';
import { findArchived } from '../store/messages';
import type { WriteTx } from '../store/schema';

/**
 * Tells the user's other devices how far a chat was read (XEP-0490). A server that does not know all of the node's options gets
 * those that keep it private, and the room for many chats afterwards; ejabberd keeps one item otherwise.
 */
export async function publishDisplayed(requests: Requests, chat: string, archiveId: string): Promise<void> {
  const payload = () => buildDisplayedSync(archiveId, requests.self);
  try {
    await publish(requests, MDS, chat, payload(), MDS_NODE);
  } catch (thrown) {
    if (!(thrown instanceof StanzaError) || !isAboutOptions(thrown)) throw thrown;
    await publish(requests, MDS, chat, payload(), PRIVATE_NODE);
    await configureNode(requests, MDS, [...PRIVATE_NODE, ['max_items', '1000']]);
    await publish(requests, MDS, chat, payload(), PRIVATE_NODE);
  }
}

function isAboutOptions({ condition, type }: StanzaError): boolean {
  return type !== 'wait' && ['resource-constraint', 'conflict', 'bad-request', 'not-acceptable'].includes(condition);
}

/** What the other devices told while this one was away; nothing where the node does not exist. */
export async function fetchDisplayed(requests: Requests): Promise<PubsubItem[]> {
  try {
    return await fetchItems(requests, MDS);
  } catch (thrown) {
    if (thrown instanceof StanzaError && !['closed', 'timeout'].includes(thrown.condition)) return [];
    throw thrown;
  }
}

/** Moves the read positions to where the items say; one whose message is not here yet waits for it. */
export async function applyDisplayed(
  tx: WriteTx,
  commit: MessageCommit,
  account: string,
  items: PubsubItem[]
): Promise<void> {
  for (const item of items) {
    const displayed = parseDisplayedSync(item);
    if (displayed?.by !== account) continue;
    const chat = await commit.chat(displayed.chat);
    const row = await findArchived(tx, account, account, displayed.stanzaId);
    if (row?.chat === chat.chat) await commit.readUpTo(chat, row.order);
    else if (!row) {
      // On a device that is new to the chat the guess that everything old was read gives way to what is known.
      if (chat.lastOrder === 0) chat.readOrder = 0;
      chat.readPending = displayed.stanzaId;
      commit.touch(chat);
    }
  }
}
