import { isRefusal, type Requests } from '../xmpp/requests';
import { fetchItems, type PubsubItem } from '../xmpp/xep/0060-pubsub';
import { buildDisplayedSync, MDS, MDS_NODE, parseDisplayedSync } from '../xmpp/xep/0490-displayed-sync';
import type { MessageCommit } from './commit';
import { findArchived, placeOfRow } from '../store/messages';
import type { WriteTx } from '../store/schema';
import { publishPrivate } from './private-node';

/** Tells the user's other devices how far a chat was read (XEP-0490): `by` is whose archive gave the id. */
export function publishDisplayed(requests: Requests, chat: string, archiveId: string, by: string): Promise<void> {
  return publishPrivate(requests, MDS, chat, () => buildDisplayedSync(archiveId, by), MDS_NODE);
}

/** What the other devices told while this one was away; nothing where the node does not exist. */
export async function fetchDisplayed(requests: Requests): Promise<PubsubItem[]> {
  try {
    return await fetchItems(requests, MDS);
  } catch (thrown) {
    if (isRefusal(thrown)) return [];
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
    // A room's archive counts in that room (XEP-0490 §4.1).
    if (displayed?.by !== account && displayed?.by !== displayed?.chat) continue;
    if (!displayed || (displayed.by !== account && !(await tx.objectStore('rooms').get([account, displayed.by]))))
      continue;
    const chat = await commit.chat(displayed.chat, displayed.by === account ? 'contact' : 'room');
    const row = await findArchived(tx, account, displayed.by, displayed.stanzaId);
    if (row?.chat === chat.chat) await commit.readUpTo(chat, placeOfRow(row));
    else if (!row) {
      // On a device that is new to the chat the guess that everything old was read gives way to what is known.
      if (chat.lastOrder === 0) chat.readOrder = 0;
      chat.readPending = displayed.stanzaId;
      commit.touch(chat);
    }
  }
}
