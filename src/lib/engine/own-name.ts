import { isRefusal, type Requests } from '../xmpp/requests';
import { changeOwnVcard } from '../xmpp/xep/0054-vcard';
import { publish } from '../xmpp/xep/0060-pubsub';
import { buildNick, NICK } from '../xmpp/xep/0172-nickname';
import { setVcard4Nickname } from '../xmpp/xep/0292-vcard4';

/**
 * Tells what the user calls themselves: the contacts at once (XEP-0172 §4.3), and whoever reads the user's card later, the
 * new one (XEP-0292) or, on servers without it, the old one (XEP-0054).
 */
export async function tellName(requests: Requests, name: string): Promise<void> {
  await publish(requests, NICK, 'current', buildNick(name));
  const isKept = await accepted(setVcard4Nickname(requests, name));
  if (!isKept) await accepted(changeOwnVcard(requests, { nickname: name }));
}

/** The card is for others: a server that keeps none does not make the name fail. */
async function accepted(asked: Promise<void>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (thrown) {
    if (isRefusal(thrown)) return false;
    throw thrown;
  }
}
