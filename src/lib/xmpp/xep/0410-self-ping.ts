// XEP-0410: MUC Self-Ping (Schrödinger's Chat), 1.1.0, https://xmpp.org/extensions/xep-0410.html
import { StanzaError, type Requests } from '../requests';
import { occupantJid } from './0045-muc';
import { ping } from './0199-ping';

/** Refusals that come from an own device in the room, or cross a change of names: we are there (§3.2). */
const THERE = ['service-unavailable', 'feature-not-implemented', 'item-not-found'];
/** Nobody could be reached, so nobody knows (§3.2); `closed` is our own stream. */
const UNREACHABLE = ['timeout', 'closed', 'remote-server-not-found', 'remote-server-timeout'];

/** Whether we are still in a room under that name. `unknown`: ask again later. Any other refusal means out (§3.2). */
export async function selfPing(
  requests: Requests,
  room: string,
  nick: string,
  limit?: number
): Promise<'in' | 'out' | 'unknown'> {
  try {
    await ping(requests, occupantJid(room, nick), limit);
    return 'in';
  } catch (error) {
    if (!(error instanceof StanzaError)) throw error;
    if (THERE.includes(error.condition)) return 'in';
    return UNREACHABLE.includes(error.condition) ? 'unknown' : 'out';
  }
}
