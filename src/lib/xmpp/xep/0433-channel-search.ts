// XEP-0433: Extended Channel Search, 0.1.0, https://xmpp.org/extensions/xep-0433.html
import { bareJid } from '../../base/jid';
import { parseBoolean, parseUnsigned } from '../lexical';
import { StanzaError, type Requests } from '../requests';
import { attr, child, children, childText, el, type Element } from '../xml';
import { buildSubmit } from './0004-data-forms';
import type { DiscoInfo } from './0030-disco';
import { buildRsm, parseRsm, type PageRequest } from './0059-result-sets';

const SEARCH = 'urn:xmpp:channel-search:0:search';
const PARAMS = 'urn:xmpp:channel-search:0:search-params';
/** Largest first, and the addresses' order, which neither doubles nor skips any in pages (§6.1). */
const ORDERS = {
  occupants: '{urn:xmpp:channel-search:0:order}nusers',
  address: '{urn:xmpp:channel-search:0:order}address'
} as const;

/** A public room, wherever it is. */
export interface FoundChannel {
  /** Bare. */
  address: string;
  name?: string;
  description?: string;
  language?: string;
  occupants?: number;
  /** Anybody may enter without more. */
  open?: boolean;
}

/** A page of what was found. */
export interface ChannelPage {
  items: FoundChannel[];
  /** To ask for what comes after it. */
  last?: string;
  count?: number;
}

/** Whether an entity searches rooms (§5.1). */
export function isChannelSearch(info: DiscoInfo): boolean {
  return info.features.includes(SEARCH);
}

/** `<is-open/>` may be empty, as in the example of §5.2.2, or hold a boolean (§6.2). */
function parseOpen(item: Element): boolean | undefined {
  const said = childText(item, 'is-open', SEARCH);
  return said?.trim() === '' ? true : parseBoolean(said);
}

function parseItem(item: Element): FoundChannel[] {
  const address = bareJid(attr(item, 'address'));
  const service = childText(item, 'service-type', SEARCH)?.trim() ?? 'xep-0045';
  if (!address?.includes('@') || service !== 'xep-0045') return [];
  const filled = (name: string): string | undefined => childText(item, name, SEARCH)?.trim() || undefined;
  const [name, description, language] = [filled('name'), filled('description'), filled('language')];
  const occupants = parseUnsigned(childText(item, 'nusers', SEARCH));
  const open = parseOpen(item);
  return [
    {
      address,
      ...(name && { name }),
      ...(description && { description }),
      ...(language && { language }),
      ...(occupants !== undefined && { occupants }),
      ...(open !== undefined && { open })
    }
  ];
}

/**
 * Searches public rooms (§5.2.2). What is searched for is told to the service, so ask the user first (§8). Fails with
 * `bad-request` when there is nothing in the words to search by, `resource-constraint` when it was asked too often.
 */
export async function searchChannels(
  requests: Requests,
  service: string,
  query: string,
  page: PageRequest = {},
  order: keyof typeof ORDERS = 'occupants'
): Promise<ChannelPage> {
  const form = buildSubmit(PARAMS, [
    ['q', query],
    ['types', ['xep-0045']],
    ['key', ORDERS[order]]
  ]);
  const answer = await requests.request('get', service, el('search', { xmlns: SEARCH }, buildRsm(page), form));
  const result = child(answer, 'result', SEARCH);
  if (!result) throw new StanzaError('undefined-condition', '', 'an answer without a search result');
  const { last, count } = parseRsm(result) ?? {};
  const found = children(result, 'item', SEARCH);
  return {
    items: found.flatMap(parseItem),
    ...(last !== undefined && found.length > 0 && { last }),
    ...(count !== undefined && { count })
  };
}
