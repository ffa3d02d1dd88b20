import { randomId } from '../base/id';
import {
  addInterval,
  gapsOf,
  intervalAt,
  loadCoverage,
  saveCoverage,
  unite,
  type Edge,
  type Interval
} from '../store/coverage';
import { between } from '../store/messages';
import { under } from '../store/schema';
import { write, type Lease } from '../store/write';
import { isRefusal, StanzaError, type Requests } from '../xmpp/requests';
import type { Element } from '../xmpp/xml';
import { archiveQueryId, parseArchiveResult, queryArchive, type ArchiveQuery } from '../xmpp/xep/0313-archive';
import { MESSAGE_STORES, MessageCommit, placeOf, type Placement, type Receipt } from './commit';
import type { Context } from './context';
import type { EncryptionLater } from './encryption-later';
import type { Incoming } from './incoming';
import { storeApart } from './store-apart';

/** How many messages are asked for at once. */
export const PAGE = 50;
/** More results of a room's archive than this were never asked for: whoever sends them without end must not fill the memory. */
const MOST_RESULTS = 20 * PAGE;
/** How long a page may take, milliseconds. */
const LIMIT = 60_000;
/** How many messages are fetched when a device is new to an account; more come when they are scrolled to. */
const FIRST_SYNC = 500;
/** The places that are left free for the messages of a gap whose size nobody knows yet: one second of microseconds. */
const ROOM = 1_000_000;
/** How far the stamps of two clocks may lie apart and still be in order, milliseconds. */
const CLOCKS = 10_000;

/** A message of an archive; absent where nothing of it is kept. */
export interface Entry {
  id: string;
  time: number;
  message: Incoming | undefined;
}

interface Page {
  /** Oldest first. */
  entries: Entry[];
  complete: boolean;
}

/** How a page goes into the database. */
interface Plan {
  owed: 'new' | 'none';
  /** Upward from `placement.above`, or downward from `placement.below`. */
  direction: 'up' | 'down';
  placement: Placement;
  /** The chat of a filtered query. */
  filter?: string;
  /** The stretch that is known now; `edges` are those of the page, absent when it was empty. */
  cover(edges: { first: Edge; last: Edge } | undefined): Interval | undefined;
}

/** The queries of one stream that wait for their results, whosever archive they ask. */
export class ArchiveQueries {
  readonly #open = new Map<string, { stanzas: Element[]; most: number }>();

  /** Results of this query are collected from now on, in the list that is returned; no more than one above `most`. */
  open(queryId: string, most = Infinity): Element[] {
    const stanzas: Element[] = [];
    this.#open.set(queryId, { stanzas, most });
    return stanzas;
  }

  close(queryId: string): void {
    this.#open.delete(queryId);
  }

  /** Takes a stanza that claims to answer a query. False when it is nothing of an archive's. */
  collect(stanza: Element): boolean {
    const queryId = archiveQueryId(stanza);
    if (queryId === undefined) return false;
    const query = this.#open.get(queryId);
    if (query && query.stanzas.length <= query.most) query.stanzas.push(stanza);
    return true;
  }
}

/** Whose archive is read, and what its messages are. */
export interface ArchiveSource {
  /** Bare address: the account's, or a room's. */
  readonly archive: string;
  read(message: Element, archived: { id: string; time: number }): Incoming | undefined;
}

/** Reads an archive (XEP-0313) into the database and keeps account of what is stored. */
export class Archive {
  /** `page` outlives the stream: it shrinks when a page does not come through, so that large messages pass one by one. */
  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly requests: Requests,
    private readonly queries: ArchiveQueries,
    private readonly source: ArchiveSource,
    private readonly knownSince: () => number,
    private readonly owe: (receipts: Receipt[]) => void,
    private readonly page: { size: number } = { size: PAGE },
    private readonly encryption?: EncryptionLater
  ) {}

  /**
   * Reads what came since the cursor, or the newest page when that is far away. Afterwards live messages continue what is
   * stored; gaps may be left to {@link fillGaps}.
   */
  async catchUp(): Promise<void> {
    const top = (await this.#coverage()).at(-1);
    const page = top && (await this.#after(top.to));
    if (!page) return this.#readNewest(top);
    await this.#store(page, {
      owed: 'new',
      direction: 'up',
      placement: { above: top.to.order },
      cover: (edges) => edges && { ...top, to: edges.last }
    });
    if (!page.complete) await this.#readNewest((await this.#coverage()).at(-1));
  }

  /** Fills the gaps, newest first, and, on a device that is new to the account, some history below. */
  async fillGaps(): Promise<void> {
    for (;;) {
      const intervals = await this.#coverage();
      const gap = gapsOf(intervals).at(-1);
      if (gap) await this.#fillDown(gap.upper, gap.lower);
      else if (intervals[0] && !intervals[0].start && (intervals[0].unplaced || (await this.#isNew())))
        await this.#fillDown(intervals[0], undefined);
      else return;
    }
  }

  /** Closes the gaps and reads on down to what the user has read, of a very long history the newest part. */
  async fillUnread(chat: string): Promise<void> {
    const { db, account } = this.context;
    for (let gap = await this.#newestGap(); gap; gap = await this.#newestGap())
      await this.#fillDown(gap.upper, gap.lower);
    for (let fetched = 0; fetched < FIRST_SYNC; fetched += PAGE) {
      const [lowest] = await this.#coverage();
      const row = await db.get('chats', [account, chat]);
      if (!row || !lowest || lowest.start) return;
      if (!row.readPending && lowest.from.order <= row.readOrder) return;
      await this.#fillDown(lowest, undefined);
    }
  }

  async #newestGap() {
    return gapsOf(await this.#coverage()).at(-1);
  }

  /** Fetches a page of one chat's history below a place. */
  async fetchHistory(chat: string, before: number): Promise<void> {
    const filter = chat === this.source.archive ? '' : chat;
    const known = unite(await this.#coverage(), await this.#coverage(filter));
    const upper = intervalAt(known, before) ?? known.at(-1);
    if (upper?.start) return;
    const lower = known.filter((one) => upper && one.to.order < upper.from.order).at(-1);
    const page = await this.#query({ ...(filter && { with: filter }), before: upper?.from.id ?? '' });
    await this.#store(...this.#downward(page, upper, lower, 'none', filter));
    this.context.announce([`chat:${chat}`]);
  }

  /** Fetches a page of what is not stored, of one chat or of all: the newest gap first, then what lies below everything. */
  async readBack(chat: string = this.source.archive): Promise<{ done: boolean; until?: number; fetched: number }> {
    const filter = chat === this.source.archive ? '' : chat;
    const known = unite(await this.#coverage(), filter ? await this.#coverage(filter) : []);
    const gap = gapsOf(known).at(-1);
    const upper = gap?.upper ?? known[0];
    if (upper?.start) return { done: true, until: upper.from.time, fetched: 0 };
    const page = await this.#query({ ...(filter && { with: filter }), before: upper?.from.id ?? '' });
    if (page.entries.some(({ id }) => id === upper?.from.id)) throw repeats();
    await this.#store(...this.#downward(page, upper, gap?.lower, 'none', filter));
    this.context.announce([`chat:${chat}`]);
    const until = page.entries[0]?.time ?? upper?.from.time;
    return {
      done: page.complete && !gap,
      ...(until !== undefined && { until }),
      fetched: page.entries.length
    };
  }

  /**
   * Fetches what the archive finds by some words (XEP-0431), the newest page or the one before a result. Each stands alone among
   * gaps, which are read when somebody comes near.
   */
  async searchWords(
    words: string,
    chat: string | undefined,
    before: string
  ): Promise<{ next?: string; until?: number; fetched: number }> {
    const { entries, complete } = await this.#query({ ...(chat && { with: chat }), fullText: words, before });
    const [oldest] = entries;
    if (entries.some(({ id }) => id === before)) throw repeats();
    const unsealer = await this.encryption?.unsealer(entries.map(({ message }) => message));
    await storeApart(this.context, this.lease, this.knownSince(), entries, unsealer);
    const more = !complete && oldest && { next: oldest.id };
    return { ...more, ...(oldest && { until: oldest.time }), fetched: entries.length };
  }

  async #readNewest(lower: Interval | undefined): Promise<void> {
    const unplaced = !lower && (await this.#hasStored());
    const page = await this.#query({ before: '' });
    const seen = lower ? page.entries.findLastIndex((entry) => isAtOrBelow(entry, lower.to)) : -1;
    const entries = page.entries.slice(seen + 1);
    const joins = seen >= 0 || page.complete;
    await this.#store(
      { ...page, entries },
      {
        owed: lower ? 'new' : 'none',
        direction: 'up',
        placement: lower ? { above: lower.to.order + (joins ? 0 : ROOM) } : {},
        cover: (edges) => {
          if (!edges) return lower;
          if (lower && joins) return { ...lower, to: edges.last };
          const rest = page.complete ? { start: true } : { ...(unplaced && { unplaced }) };
          return { from: edges.first, to: edges.last, ...rest };
        }
      }
    );
  }

  async #fillDown(upper: Interval, lower: Interval | undefined): Promise<void> {
    const page = await this.#query({ before: upper.from.id });
    if (page.entries.some(({ id }) => id === upper.from.id)) throw repeats();
    await this.#store(...this.#downward(page, upper, lower, lower ? 'new' : 'none'));
  }

  /** A page below `upper`: what `lower` holds already is cut off; when it is reached, both become one. */
  #downward(
    page: Page,
    upper: Interval | undefined,
    lower: Interval | undefined,
    owed: Plan['owed'],
    filter = ''
  ): [Page, Plan] {
    const seen = lower ? page.entries.findLastIndex((entry) => isAtOrBelow(entry, lower.to)) : -1;
    const entries = page.entries.slice(seen + 1);
    const reached = seen >= 0 || page.complete || page.entries.length === 0;
    const plan: Plan = {
      owed,
      direction: 'down',
      placement: {
        ...(lower && { above: lower.to.order }),
        ...(upper && { below: upper.from.order }),
        downward: true
      },
      filter,
      cover: (edges) => {
        const to = upper?.to ?? edges?.last;
        const from = reached && lower ? lower.from : (edges?.first ?? upper?.from);
        const start = reached && (lower ? lower.start === true : true);
        const unplaced = !start && !lower && upper?.unplaced;
        return from && to && { from, to, ...(start && { start }), ...(unplaced && { unplaced }) };
      }
    };
    return [{ ...page, entries }, plan];
  }

  /**
   * The page behind an edge; `undefined` when the archive does not know the edge any more. ejabberd begins again from the start
   * then, without a word.
   */
  async #after(edge: Edge): Promise<Page | undefined> {
    try {
      const page = await this.#query({ after: edge.id });
      const [first] = page.entries;
      return first && first.time < edge.time - CLOCKS ? undefined : page;
    } catch (thrown) {
      if (thrown instanceof StanzaError && thrown.condition === 'item-not-found') return undefined;
      throw thrown;
    }
  }

  async #query(query: ArchiveQuery): Promise<Page> {
    const { account } = this.context;
    const { archive } = this.source;
    const queryId = randomId();
    const most = archive === account ? Infinity : MOST_RESULTS;
    const stanzas = this.queries.open(queryId, most);
    try {
      const fin = await this.#fetch(query, queryId);
      if (stanzas.length > most) throw new StanzaError('policy-violation', 'cancel', 'far more than was asked for');
      const entries = stanzas.flatMap((stanza): Entry[] => {
        const result = parseArchiveResult(stanza, archive, account);
        if (!result || result.queryId !== queryId) return [];
        const { id, time } = result;
        return [{ id, time, message: this.source.read(result.message, { id, time }) }];
      });
      return { entries, complete: fin.complete || entries.length === 0 };
    } finally {
      this.queries.close(queryId);
    }
  }

  async #fetch(query: ArchiveQuery, queryId: string) {
    const { page } = this;
    const { archive } = this.source;
    const whose = archive === this.context.account ? {} : { archive };
    try {
      const fin = await queryArchive(this.requests, { ...query, ...whose, max: page.size }, queryId, LIMIT);
      page.size = Math.min(PAGE, page.size * 2);
      return fin;
    } catch (thrown) {
      const isLink = thrown instanceof StanzaError && !isRefusal(thrown);
      if (isLink) page.size = Math.max(1, Math.floor(page.size / 2));
      throw thrown;
    }
  }

  async #store(page: Page, plan: Plan): Promise<void> {
    const { db, account, announce, now } = this.context;
    const unsealer = await this.encryption?.unsealer(page.entries.map(({ message }) => message));
    const receipts = await write(db, announce, this.lease, MESSAGE_STORES, async (tx, topics) => {
      const commit = new MessageCommit(tx, topics, account, this.knownSince(), now(), unsealer);
      const edges = await this.#place(commit, page.entries, plan);
      await commit.finish();
      const stretch = plan.cover(edges);
      if (stretch) {
        const known = await loadCoverage(tx, account, this.source.archive, plan.filter);
        await saveCoverage(tx, account, this.source.archive, addInterval(known, stretch), plan.filter);
      }
      return commit.receipts;
    });
    this.encryption?.settle(unsealer);
    if (receipts.length > 0) this.owe(receipts);
  }

  async #place(commit: MessageCommit, entries: Entry[], { direction, placement, owed }: Plan) {
    const edges: Edge[] = [];
    let bounds = placement;
    for (const entry of direction === 'up' ? entries : entries.toReversed()) {
      const { id, time, message } = entry;
      const order = message ? await commit.store(message, owed, bounds) : placeOf(time, bounds);
      bounds = direction === 'up' ? { ...bounds, above: order } : { ...bounds, below: order };
      edges.push({ id, order, time });
    }
    const [a, b] = direction === 'up' ? [edges[0], edges.at(-1)] : [edges.at(-1), edges[0]];
    return a && b && { first: a, last: b };
  }

  async #coverage(filter = ''): Promise<Interval[]> {
    const { db, account } = this.context;
    return (await db.get('coverage', [account, this.source.archive, filter]))?.intervals ?? [];
  }

  /** Whether anything is stored that the archive must have too, from a time when it was empty. */
  async #hasStored(): Promise<boolean> {
    const { db, account } = this.context;
    const { archive } = this.source;
    const rows =
      archive === account
        ? await db.getAll('messages', under(account), PAGE)
        : await db.getAllFromIndex('messages', 'place', between(account, archive), PAGE);
    return rows.some(({ status }) => status !== 'waiting' && status !== 'failed');
  }

  async #isNew(): Promise<boolean> {
    const { db, account } = this.context;
    return (await db.getAllKeys('messages', under(account), FIRST_SYNC)).length < FIRST_SYNC;
  }
}

function repeats(): StanzaError {
  return new StanzaError('undefined-condition', 'cancel', 'the archive repeats itself');
}

/** By its id, or, when the archive has forgotten that one, by a stamp that is older by any clock. */
function isAtOrBelow(entry: Entry, edge: Edge): boolean {
  return entry.id === edge.id || entry.time < edge.time - CLOCKS;
}
