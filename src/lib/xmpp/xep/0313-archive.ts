// XEP-0313: Message Archive Management, 1.1.3, https://xmpp.org/extensions/xep-0313.html
import { attr, child, el, type Element } from '../xml';
import { parseBoolean } from '../lexical';
import { StanzaError, type Requests } from '../requests';
import { isFromEntity, senderOf } from '../sender';
import { buildSubmit } from './0004-data-forms';
import { buildRsm, parseRsm, type PageRequest } from './0059-result-sets';
import { formatDateTime } from './0082-date-time';
import { parseForwarded } from './0297-forwarding';
import { FULL_TEXT_FIELD } from './0431-full-text-search';

export const MAM = 'urn:xmpp:mam:2';

/** What to ask an archive for (§4.1): a page of what lies between two times, with one address or all. */
export interface ArchiveQuery extends PageRequest {
  /** Whose archive; absent: the own account's. */
  archive?: string;
  with?: string;
  start?: number;
  end?: number;
  /** Exactly these, where `urn:xmpp:mam:2#extended` is announced (§4.1). */
  ids?: string[];
  /** Only what the archive finds by these words, where it searches (XEP-0431). */
  fullText?: string;
}

/** One archived message, with the archive's own id and time. */
export interface ArchiveResult {
  queryId: string;
  id: string;
  time: number;
  message: Element;
}

/** The end of a page (§4.2). */
export interface ArchiveFin {
  /** Nothing lies behind this page in the direction asked. */
  complete: boolean;
  /** `false`: what is there may still change. */
  stable: boolean;
  first?: string;
  last?: string;
  count?: number;
}

/** The query's payload. */
export function buildArchiveQuery(query: ArchiveQuery, queryId: string): Element {
  const form = buildSubmit(MAM, [
    ['with', query.with],
    ['start', query.start === undefined ? undefined : formatDateTime(query.start)],
    ['end', query.end === undefined ? undefined : formatDateTime(query.end)],
    ['ids', query.ids],
    [FULL_TEXT_FIELD, query.fullText]
  ]);
  return el('query', { xmlns: MAM, queryid: queryId }, form, buildRsm(query));
}

/**
 * Asks for a page and waits for its end; the results arrive before it as messages that {@link parseArchiveResult}
 * reads. An unknown `before` or `after` fails with `item-not-found` on most servers.
 */
export async function queryArchive(
  requests: Requests,
  query: ArchiveQuery,
  queryId: string,
  limit?: number
): Promise<ArchiveFin> {
  const fin = parseFin(await requests.request('set', query.archive, buildArchiveQuery(query, queryId), limit));
  if (!fin) throw new StanzaError('undefined-condition', '', 'the archive did not end its page');
  return fin;
}

/**
 * Reads a result that `archive` itself sent (§4.2, CVE-2019-16237); the caller checks that the query id is open. A
 * room's archive yields that room's groupchat only.
 */
export function parseArchiveResult(message: Element, archive: string, self: string): ArchiveResult | undefined {
  if (!isFromEntity(message, archive, self)) return undefined;
  const result = child(message, 'result', MAM);
  const id = result && attr(result, 'id');
  const queryId = result && attr(result, 'queryid');
  const forwarded = result && parseForwarded(result);
  if (!id || !queryId || forwarded?.time === undefined) return undefined;
  const inner = forwarded.message;
  if (archive !== self && (attr(inner, 'type') !== 'groupchat' || senderOf(inner, self) !== archive)) return undefined;
  return { queryId, id, time: forwarded.time, message: inner };
}

/** The open query that a message claims to answer, before anything is trusted; `undefined` when it is no result. */
export function archiveQueryId(message: Element): string | undefined {
  const result = child(message, 'result', MAM);
  return result && (attr(result, 'queryid') ?? '');
}

/** Reads the answer that ends a page. */
export function parseFin(iq: Element): ArchiveFin | undefined {
  const fin = child(iq, 'fin', MAM);
  if (!fin) return undefined;
  const { first, last, count } = parseRsm(fin) ?? {};
  return {
    complete: parseBoolean(attr(fin, 'complete')) ?? false,
    stable: parseBoolean(attr(fin, 'stable')) ?? true,
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    ...(count !== undefined && { count })
  };
}
