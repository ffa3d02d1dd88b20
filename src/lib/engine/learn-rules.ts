import type { ReactionRulesRow } from '../store/chats';
import { write, type Lease } from '../store/write';
import { isRefusal, type Requests } from '../xmpp/requests';
import { fetchInfo } from '../xmpp/xep/0030-disco';
import { computeVer } from '../xmpp/xep/0115-caps';
import { readReactionRules } from '../xmpp/xep/0444-reactions';
import type { Context } from './context';
import type { Presences } from './presences';
import { inCommon } from './reaction-rules';

/** So many devices of one contact are asked. */
const MOST_DEVICES = 5;
/** So many answers are remembered. */
const MOST_KNOWN = 500;

/** What was answered, by the short name of what a client can do (XEP-0115) where that is true, else by who answered. */
export type KnownRules = Map<string, ReactionRulesRow | undefined>;

/**
 * Finds out which reactions a contact takes (XEP-0444 §2.2), as gateways to other networks say, and keeps it in the chat's row. Clients that
 * can do the same are asked once. Fails with a {@link StanzaError} when the stream ends.
 */
export async function learnRules(
  context: Context,
  lease: Lease,
  requests: Requests,
  presences: Presences,
  known: KnownRules,
  chat: string
): Promise<void> {
  const devices = presences.devicesOf(chat).slice(0, MOST_DEVICES);
  const isThere = devices.length > 0;
  const asked = isThere ? devices : [{ jid: chat, ver: undefined }];
  const answers = await Promise.all(asked.map(({ jid, ver }) => ask(requests, known, jid, ver)));
  if (answers.includes('silent')) return;
  const rules = inCommon(answers.filter((one) => one !== 'silent'));
  // What an account says says nothing of the devices that are away.
  if (!rules && !isThere) return;
  const { db, account, announce } = context;
  await write(db, announce, lease, ['chats'], async (tx, topics) => {
    const row = await tx.objectStore('chats').get([account, chat]);
    if (!row || JSON.stringify(row.reactions) === JSON.stringify(rules)) return;
    const { reactions: _, ...rest } = row;
    await tx.objectStore('chats').put({ ...rest, ...(rules && { reactions: rules }) });
    topics.add(`chat:${chat}`);
  });
}

async function ask(
  requests: Requests,
  known: KnownRules,
  jid: string,
  ver: string | undefined
): Promise<ReactionRulesRow | undefined | 'silent'> {
  for (const key of [ver, jid]) if (key !== undefined && known.has(key)) return known.get(key);
  try {
    const info = await fetchInfo(requests, jid);
    const rules = readReactionRules(info);
    if (known.size >= MOST_KNOWN) known.clear();
    // What a client claims to be is believed once its answer is that.
    known.set(ver !== undefined && (await computeVer(info)) === ver ? ver : jid, rules);
    return rules;
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    return 'silent';
  }
}
