import { StanzaError } from '../xmpp/requests';
import type { Stream } from '../xmpp/stream';
import { fetchLastActivity } from '../xmpp/xep/0012-last-activity';
import { fetchItems } from '../xmpp/xep/0060-pubsub';
import { NICK, parseNickItems } from '../xmpp/xep/0172-nickname';
import type { Lease } from '../store/write';
import type { Contacts } from './contacts';
import type { Context } from './context';
import type { KnownRules } from './learn-rules';
import type { Presences } from './presences';

/**
 * A chat is looked at: finds out when its contact was last there (XEP-0012) and what they call themselves, unless that is
 * known. Servers tell the name by themselves, but not to whom was online when the two became contacts. Then, which reactions they take.
 */
export async function lookAtContact(
  context: Context,
  lease: Lease,
  stream: Stream | undefined,
  { presences, contacts, knownRules }: { presences: Presences; contacts: Contacts; knownRules: KnownRules },
  chat: string
): Promise<void> {
  const { db, account, now } = context;
  const person = await db.get('people', [account, chat]);
  const seesThem = person?.subscription === 'to' || person?.subscription === 'both';
  if (!seesThem || !stream) return;
  const askLastSeen = async (): Promise<void> => {
    const seconds = await fetchLastActivity(stream, chat);
    presences.setLastSeen(chat, now() - seconds * 1000);
  };
  const askName = async (): Promise<void> => {
    const name = parseNickItems(await fetchItems(stream, NICK, { to: chat, max: 1 }));
    if (name) await contacts.nick(chat, name);
  };
  const askRules = async (): Promise<void> => {
    const { learnRules } = await import('./learn-rules');
    await learnRules(context, lease, stream, presences, knownRules, chat);
  };
  const asked = [askRules()];
  if (!presences.knows(chat)) asked.push(askLastSeen());
  if (person.nick === undefined) asked.push(askName());
  // Who does not answer, or may not, leaves the screen as it is.
  for (const { reason } of (await Promise.allSettled(asked)).filter((one) => one.status === 'rejected'))
    if (!(reason instanceof StanzaError)) throw reason;
}
