// XEP-0030: Service Discovery, 2.5rc3, https://xmpp.org/extensions/xep-0030.html
import { attr, child, children, el, type Element } from '../xml';
import { StanzaError, type Requests } from '../requests';
import { FORMS, parseForm, type DataForm } from './0004-data-forms';
import { buildRsm, parseRsm, type PageRequest } from './0059-result-sets';

export const DISCO_INFO = 'http://jabber.org/protocol/disco#info';
export const DISCO_ITEMS = 'http://jabber.org/protocol/disco#items';

/** What an entity says it is. */
export interface DiscoIdentity {
  category: string;
  type: string;
  name?: string;
  lang?: string;
}

/** What an entity is and can do (§3). */
export interface DiscoInfo {
  node?: string;
  identities: DiscoIdentity[];
  features: string[];
  /** More about it (XEP-0128). */
  forms: DataForm[];
}

/** An entity or node that belongs to another (§4). */
export interface DiscoItem {
  jid: string;
  node?: string;
  name?: string;
}

function parseIdentity(element: Element): DiscoIdentity[] {
  const category = attr(element, 'category');
  const type = attr(element, 'type');
  const name = attr(element, 'name');
  const lang = attr(element, 'xml:lang');
  if (!category || !type) return [];
  return [{ category, type, ...(name !== undefined && { name }), ...(lang !== undefined && { lang }) }];
}

/** Reads the answer's payload. */
export function parseInfo(query: Element): DiscoInfo | undefined {
  if (!query.is('query', DISCO_INFO)) return undefined;
  const node = attr(query, 'node');
  return {
    ...(node !== undefined && { node }),
    identities: children(query, 'identity', DISCO_INFO).flatMap(parseIdentity),
    features: children(query, 'feature', DISCO_INFO).flatMap((feature) => attr(feature, 'var') ?? []),
    forms: children(query, 'x', FORMS).flatMap((x) => parseForm(x) ?? [])
  };
}

/** The answer's payload for who asks us; `node` is repeated as it was asked (§3.2). */
export function buildInfo(info: Omit<DiscoInfo, 'forms'>): Element {
  return el(
    'query',
    { xmlns: DISCO_INFO, node: info.node },
    ...info.identities.map(({ category, type, name, lang }) =>
      el('identity', { category, type, name, 'xml:lang': lang })
    ),
    ...info.features.map((feature) => el('feature', { var: feature }))
  );
}

/** Whether somebody asks what we are, and for which node. */
export function parseInfoRequest(iq: Element): { node?: string } | undefined {
  const query = attr(iq, 'type') === 'get' ? child(iq, 'query', DISCO_INFO) : undefined;
  const node = query && attr(query, 'node');
  return query && (node === undefined ? {} : { node });
}

/** Asks an entity what it is and can do. */
export async function fetchInfo(requests: Requests, jid: string | undefined, node?: string): Promise<DiscoInfo> {
  const answer = await requests.request('get', jid, el('query', { xmlns: DISCO_INFO, node }));
  const query = child(answer, 'query', DISCO_INFO);
  const info = query && parseInfo(query);
  if (!info) throw new StanzaError('undefined-condition', '', 'an answer without disco#info');
  return info;
}

function parseItems(query: Element): DiscoItem[] {
  return children(query, 'item', DISCO_ITEMS).flatMap((item) => {
    const itemJid = attr(item, 'jid');
    const itemNode = attr(item, 'node');
    const name = attr(item, 'name');
    if (!itemJid) return [];
    return [{ jid: itemJid, ...(itemNode !== undefined && { node: itemNode }), ...(name !== undefined && { name }) }];
  });
}

/** Asks an entity what belongs to it. */
export async function fetchDiscoItems(requests: Requests, jid: string, node?: string): Promise<DiscoItem[]> {
  const answer = await requests.request('get', jid, el('query', { xmlns: DISCO_ITEMS, node }));
  const query = child(answer, 'query', DISCO_ITEMS);
  return query ? parseItems(query) : [];
}

/** A page of what belongs to an entity. */
export interface DiscoItemsPage {
  items: DiscoItem[];
  /** To ask for what comes after it; absent: this was all, or the entity knows no pages. */
  last?: string;
  /** How many there are in all. */
  count?: number;
}

/**
 * Asks an entity for a page of what belongs to it, since a service may have thousands of rooms (§4.5, XEP-0059 §2). An
 * entity that knows no pages gives all at once, and no `last`.
 */
export async function fetchDiscoItemsPage(
  requests: Requests,
  jid: string,
  page: PageRequest,
  node?: string
): Promise<DiscoItemsPage> {
  const answer = await requests.request('get', jid, el('query', { xmlns: DISCO_ITEMS, node }, buildRsm(page)));
  const query = child(answer, 'query', DISCO_ITEMS);
  const { last, count } = (query && parseRsm(query)) ?? {};
  const items = query ? parseItems(query) : [];
  return {
    items,
    ...(last !== undefined && items.length > 0 && { last }),
    ...(count !== undefined && { count })
  };
}
