import { AppError } from '../base/errors';
import { StanzaError } from '../xmpp/requests';
import type { Stream } from '../xmpp/stream';
import { fetchDiscoItems, fetchDiscoItemsPage, fetchInfo } from '../xmpp/xep/0030-disco';
import { isChannelSearch, searchChannels } from '../xmpp/xep/0433-channel-search';
import type { RoomPage } from './api-rooms';
import { blank } from './room-config';

/** How many rooms of a server without a search are looked through. */
const MOST_LISTED = 500;
const PAGE = 100;

/** Searches where the user's server offers a search (XEP-0433), else among the names of its public rooms. */
export async function searchRooms(
  stream: Stream,
  domain: string,
  words: string,
  roomService: () => Promise<string>
): Promise<RoomPage> {
  const search = await findSearch(stream, domain);
  if (search) {
    const found = await searchChannels(stream, search, words);
    return {
      rooms: found.items.map(({ address, name, description, occupants }) => ({
        ...blank(address, name),
        description: description ?? '',
        ...(occupants !== undefined && { people: occupants })
      }))
    };
  }
  return { rooms: await listed(stream, await roomService(), words) };
}

async function findSearch(stream: Stream, domain: string): Promise<string | undefined> {
  for (const { jid } of (await fetchDiscoItems(stream, domain)).slice(0, 20)) {
    if (!/search/i.test(jid)) continue;
    try {
      if (isChannelSearch(await fetchInfo(stream, jid))) return jid;
    } catch (thrown) {
      if (!(thrown instanceof StanzaError) || thrown.condition === 'closed') throw thrown;
    }
  }
  return undefined;
}

async function listed(stream: Stream, service: string, words: string) {
  const wanted = words.trim().toLocaleLowerCase();
  if (wanted === '') throw new AppError('unknown', 'nothing to search for');
  const found: RoomPage['rooms'] = [];
  let after: string | undefined;
  for (let seen = 0; seen < MOST_LISTED;) {
    const page = await fetchDiscoItemsPage(stream, service, { max: PAGE, ...(after && { after }) });
    const rooms = page.items.map(({ jid, name }) => blank(jid, name));
    found.push(...rooms.filter(({ name, address }) => `${name} ${address}`.toLocaleLowerCase().includes(wanted)));
    seen += rooms.length;
    // A server that knows no pages gives all at once.
    if (!page.last || page.last === after || rooms.length < PAGE) break;
    after = page.last;
  }
  return found;
}
