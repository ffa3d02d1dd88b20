// XEP-0012: Last Activity, 2.0, https://xmpp.org/extensions/xep-0012.html
import { attr, child, el } from '../xml';
import { parseUnsigned } from '../lexical';
import { StanzaError, type Requests } from '../requests';

export const LAST_ACTIVITY = 'jabber:iq:last';

/** How many seconds ago a contact was last there; the server answers only those who may see their presence. */
export async function fetchLastActivity(requests: Requests, jid: string): Promise<number> {
  const answer = await requests.request('get', jid, el('query', { xmlns: LAST_ACTIVITY }));
  const query = child(answer, 'query', LAST_ACTIVITY);
  const seconds = query && parseUnsigned(attr(query, 'seconds'));
  if (seconds === undefined) throw new StanzaError('undefined-condition', '', 'an answer without seconds');
  return seconds;
}
