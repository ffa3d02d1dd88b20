// XEP-0292: vCard4 Over XMPP, 0.12.0, https://xmpp.org/extensions/xep-0292.html
import { StanzaError, type Requests } from '../requests';
import { child, el, type Element } from '../xml';

const VCARD4 = 'urn:ietf:params:xml:ns:vcard-4.0';

/**
 * Puts a name in the place of all nicknames of the own vCard; the rest of it stays, since one is always set whole (§3.1.2).
 * Fails with `service-unavailable` where the server keeps none.
 */
export async function setVcard4Nickname(requests: Requests, name: string): Promise<void> {
  const vcard = await fetchOwn(requests);
  const others = (vcard?.children ?? []).filter((one) => typeof one === 'string' || !one.is('nickname', VCARD4));
  const nickname = el('nickname', {}, el('text', {}, name));
  await requests.request('set', undefined, el('vcard', { xmlns: VCARD4 }, ...others, nickname));
}

async function fetchOwn(requests: Requests): Promise<Element | undefined> {
  try {
    const answer = await requests.request('get', undefined, el('vcard', { xmlns: VCARD4 }));
    return child(answer, 'vcard', VCARD4);
  } catch (thrown) {
    if (thrown instanceof StanzaError && thrown.condition === 'item-not-found') return undefined;
    throw thrown;
  }
}
