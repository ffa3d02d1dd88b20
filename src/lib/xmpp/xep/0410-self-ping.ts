// XEP-0410: MUC Self-Ping (Schrödinger's Chat), 1.1.0, https://xmpp.org/extensions/xep-0410.html
import { StanzaError, type Requests } from '../requests';
import { fetchInfo } from './0030-disco';
import { occupantJid } from './0045-muc';
import { ping } from './0199-ping';

/** Refusals that come from an own device in the room: we are there (§3.2). */
const THERE = ['service-unavailable', 'feature-not-implemented'];
/** Nobody could be reached, so nobody knows (§3.2); `closed` is our own stream. */
const UNREACHABLE = ['timeout', 'closed', 'remote-server-not-found', 'remote-server-timeout'];

/** What is said of a room that is not there (XEP-0045 §6.4). */
const NO_ROOM = ['item-not-found', 'gone'];

/** Whether we are in a room. `unknown`: ask again later. */
export type InRoom = 'in' | 'out' | 'unknown';

/** `item-not-found`: nobody there has that name any more, or yet; but just so there may be no room at all. */
async function whereNobodyHasThatName(requests: Requests, room: string): Promise<InRoom> {
  try {
    await fetchInfo(requests, room);
    return 'in';
  } catch (error) {
    if (!(error instanceof StanzaError)) throw error;
    if (UNREACHABLE.includes(error.condition)) return 'unknown';
    return NO_ROOM.includes(error.condition) ? 'out' : 'in';
  }
}

/**
 * Whether we are still in a room under that name, in one request or, across a change of names, two. Any refusal that
 * says nothing else means out (§3.2).
 */
export async function selfPing(requests: Requests, room: string, nick: string, limit?: number): Promise<InRoom> {
  try {
    await ping(requests, occupantJid(room, nick), limit);
    return 'in';
  } catch (error) {
    if (!(error instanceof StanzaError)) throw error;
    if (THERE.includes(error.condition)) return 'in';
    if (error.condition === 'item-not-found') return whereNobodyHasThatName(requests, room);
    return UNREACHABLE.includes(error.condition) ? 'unknown' : 'out';
  }
}
