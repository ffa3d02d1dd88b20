import { AppError, toAppError } from '../base/errors';
import { domainOf } from '../base/jid';
import { changeAccount, saveLogin, type StreamRow } from '../store/account';
import { under } from '../store/schema';
import { LeaseLost, write, type Lease } from '../store/write';
import { CAPS_NODE, OWN_INFO } from '../xmpp/features';
import { buildAvailable, buildUnavailable } from '../xmpp/presence';
import { fetchRoster } from '../xmpp/roster';
import { isRefusal } from '../xmpp/requests';
import type { Stream } from '../xmpp/stream';
import type { Element } from '../xmpp/xml';
import { fetchInfo } from '../xmpp/xep/0030-disco';
import { PUBLISH_OPTIONS } from '../xmpp/xep/0060-pubsub';
import { buildCaps, computeVer } from '../xmpp/xep/0115-caps';
import { fetchBlocked } from '../xmpp/xep/0191-blocking';
import { clockOffset, fetchTime } from '../xmpp/xep/0202-entity-time';
import { enableCarbons } from '../xmpp/xep/0280-carbons';
import { SID } from '../xmpp/xep/0359-stanza-ids';
import { AVATAR_CONVERSION } from '../xmpp/xep/0398-avatar-conversion';
import type { Connection } from './api';
import type { SearchApi } from './api-search';
import { MESSAGE_STORES, MessageCommit } from './commit';
import type { StreamOpener } from './connector';
import type { Context } from './context';
import { fetchBookmarks } from './bookmarks';
import { applyDisplayed, fetchDisplayed } from './displayed';
import { loadedLater } from './loaded-later';
import type { KeyRequests } from './key-requests';
import { ROOM_REQUESTS } from './room-request-names';
import type { StickerRequests } from './sticker-requests';
import { StreamService } from './stream-service';
import { countTraffic } from './traffic';
import type { Pace } from './pace';

/** A stream that lived so long, milliseconds, was not ended by what it began with. */
const LASTING = 30_000;

/** How long what the user asks for waits for a connection, milliseconds. */
const READY_WITHIN = 8_000;

/** What a session runs with. */
export interface SessionOptions {
  context: Context;
  lease: Lease;
  /** Aborts when the session was lost, or the account is gone. */
  signal: AbortSignal;
  opener: StreamOpener;
  pace: Pace;
  version: string;
  state(connection: Connection): void;
  isVisible(): boolean;
}

/** Keeps the account connected for as long as its lease lasts. */
export class Session {
  readonly service: StreamService;
  /** What is done for any tab, by name. */
  readonly #requests: Record<string, (...args: never[]) => Promise<unknown>>;
  #stream: Stream | undefined;
  /** The stream is all set up. */
  #ready = false;

  constructor(private readonly options: SessionOptions) {
    const { context, lease, version } = options;
    this.service = new StreamService(context, lease, version, (thrown) => this.#failed(thrown));
    const connected = (): Stream | undefined => (this.#ready ? this.#stream : undefined);
    const history = (chat: string, before: number): Promise<void> => this.service.readHistory(chat, before);
    this.#requests = {
      ...loadedLater(ROOM_REQUESTS, async () => {
        const { roomRequests } = await import('./room-requests');
        return roomRequests(context, lease, this.service.rooms, connected);
      }),
      searchBack: async (...asked: Parameters<SearchApi['searchBack']>) => {
        const { searchBack } = await import('./search-back');
        return searchBack(context, connected, (chat) => this.service.archiveOf(chat), ...asked);
      },
      ...loadedLater<StickerRequests>({ takePacks: true, fetchPack: true }, async () => {
        const { stickerRequests } = await import('./sticker-requests');
        return stickerRequests(context, lease, connected);
      }),
      ...loadedLater<KeyRequests>({ learnDevices: true, removeOwnDevice: true }, async () => {
        const { keyRequests } = await import('./key-requests');
        return keyRequests(context, lease, connected);
      }),
      uploadLimit: () => this.service.uploads.limit(),
      fetchReply: async (chat: string, id: string) => {
        const { fetchReply } = await import('./fetch-reply');
        return fetchReply(context, connected() && history, chat, id);
      }
    };
    options.signal.addEventListener('abort', () => {
      this.service.stop();
      void this.#stream?.abandon();
    });
  }

  /** Connects, and connects again, until the signal. `first` is the stream of a login that was just done. */
  async run(first?: Stream): Promise<void> {
    const { signal, pace, context } = this.options;
    for (let stream = first; !signal.aborted; stream = undefined) {
      try {
        stream ??= await this.#connect();
        await this.#serve(stream);
        await pace.pause(signal);
      } catch (thrown) {
        if (signal.aborted || thrown instanceof LeaseLost) return;
        const error = toAppError(thrown);
        context.log('no connection', error);
        if (error.code === 'wrong-password') return this.#refused();
        this.options.state('offline');
        await pace.pause(signal);
      }
    }
  }

  /** Tells the server whether somebody looks (XEP-0352), and finds out at once whether the connection still lives. */
  setVisible(visible: boolean): void {
    this.#stream?.setActive(visible);
    if (visible) this.check();
  }

  /** Something happened that may have cut the connection, or brought it back. */
  check(): void {
    this.#probe();
    this.options.pace.hurry();
  }

  /** The device says that it has no network: that is believed until the connection proves otherwise. */
  networkLost(): void {
    if (this.#ready) this.options.state('offline');
    this.#probe();
  }

  #probe(): void {
    const stream = this.#stream;
    void stream?.probe(5_000).then((alive) => {
      if (alive && stream === this.#stream && this.#ready) this.options.state('online');
    });
  }

  /** Something was stored that may have to leave. */
  changed(topics: readonly string[]): void {
    if (topics.includes('outbox')) {
      this.service.outbox.wake();
      this.service.uploads.check();
    }
    if (topics.includes('encrypts') && this.#ready)
      this.service.encryption.announce(true).catch((thrown: unknown) => this.#failed(thrown));
  }

  /** Does for a tab what needs the server's answer. */
  async answer(method: string, args: unknown[]): Promise<unknown> {
    const request = Object.hasOwn(this.#requests, method) ? this.#requests[method] : undefined;
    if (!request) throw new AppError('unknown', `no method ${method}`);
    await this.#isReady();
    return request(...(args as never[]));
  }

  /** Resolves once a stream is all set up, or when that takes too long. */
  async #isReady(): Promise<void> {
    if (this.#ready) return;
    await new Promise<void>((resolve) => {
      this.#waiting.add(resolve);
      setTimeout(resolve, READY_WITHIN);
    });
  }
  readonly #waiting = new Set<() => void>();

  /** Says goodbye, so that the server ends the session now and not after its time. */
  async close(): Promise<void> {
    await this.#stream?.close();
  }

  async #connect(): Promise<Stream> {
    const { context, opener, state, isVisible } = this.options;
    const { db, account } = context;
    state('connecting');
    const row = await db.get('accounts', account);
    if (!row) throw new LeaseLost();
    const resume = await db.get('streams', account);
    const outbound = resume && this.service.sentOn(resume.id);
    return opener.open({
      account: row,
      secrets: await db.get('secrets', account),
      resume: resume && { ...resume, ...(outbound !== undefined && { outbound }) },
      inactive: !isVisible()
    });
  }

  async #serve(stream: Stream): Promise<void> {
    const { context, lease, signal, pace, state, opener } = this.options;
    const { db, account, announce } = context;
    this.#stream = stream;
    if (signal.aborted) return void (await stream.abandon());
    const before = await db.get('streams', account);
    const resumed = stream.resumed ? before : undefined;
    await Promise.all([this.service.rooms.rooms.load(), this.service.picture.load()]);
    this.service.knownSince = (await db.get('accounts', account))?.knownSince ?? 0;
    const stopCounting = countTraffic(context, stream);
    const standing = await this.#standing();
    try {
      this.service.attach(stream, resumed);
      if (!resumed) await this.service.outbox.begin(stream.failedAt);
      if (!resumed && before?.heardAt) this.service.rooms.rooms.wereIn(before.rooms ?? [], before.heardAt);
      await write(db, announce, lease, ['accounts', 'secrets', 'streams'], async (tx, topics) => {
        await saveLogin(tx, account, stream.login);
        await changeAccount(tx, account, { refused: false, ...(opener.endpoint && { endpoint: opener.endpoint }) });
        if (!resumed) await tx.objectStore('streams').delete(account);
        topics.add('account');
      });
      if (resumed) await this.#goOn(stream, resumed);
      else await this.#begin(stream);
      this.#ready = true;
      for (const resolve of this.#waiting) resolve();
      this.#waiting.clear();
      state('online');
      const stopProbing = this.#probeWhenIdle(stream);
      const began = Date.now();
      await stream.closed;
      stopProbing();
      if (Date.now() - began > LASTING) pace.reset();
    } catch (thrown) {
      await stream.abandon();
      throw thrown;
    } finally {
      this.#ready = false;
      this.#stream = undefined;
      stopCounting();
      const why = await stream.closed;
      context.log('disconnected', why);
      await this.service.detach();
      if (isFurther(standing, await this.#standing())) pace.reset();
    }
    if (!signal.aborted) state('offline');
  }

  /**
   * How far everything has come. What ends each stream soon after it began must not be tried again every second for ever; but a stream
   * that has brought it further was worth its while, however soon it ended.
   */
  async #standing(): Promise<Standing> {
    const { db, account } = this.options.context;
    const [[waiting], coverage] = await Promise.all([
      db.getAllKeys('outbox', under(account), 1),
      db.get('coverage', [account, account, ''])
    ]);
    return { waiting: waiting?.[1], archive: JSON.stringify(coverage?.intervals) };
  }

  /** The stream goes on: nothing is asked again. Only what a dead worker may have sent is looked for in the archive. */
  async #goOn(stream: Stream, row: StreamRow): Promise<void> {
    const { service } = this;
    // Prosody 0.12 holds everything back for good when a stream that was inactive is resumed and hears nothing of it.
    stream.setActive(true);
    if (!this.options.isVisible()) stream.setActive(false);
    service.presences.restore(row.present);
    await service.contactsKnown();
    service.release();
    await service.restoreRooms();
    if (service.outbox.knows || (await service.outbox.isEmpty())) await service.outbox.run(stream, stream.resumedAt);
    else {
      await service.catchUp();
      await service.fillGaps();
      await service.outbox.run(stream, stream.resumedAt);
    }
    await service.encryption.announce();
    service.fillGapsLater();
  }

  /** A stream that knows nothing yet: everything is asked at once, and what it is needed for waits for the answers. */
  async #begin(stream: Stream): Promise<void> {
    const { context, lease, state } = this.options;
    const { db, account, announce } = context;
    const { service } = this;
    service.presences.clear();
    state('catching-up');
    const row = await db.get('accounts', account);
    const caps = buildCaps(CAPS_NODE, await computeVer(OWN_INFO));
    const info = fetchInfo(stream, account);
    const roster = fetchRoster(stream, stream.features.rosterVersions ? (row?.rosterVersion ?? '') : undefined);
    const blocked = optional(fetchBlocked(stream));
    const displayed = fetchDisplayed(stream);
    const bookmarks = fetchBookmarks(stream);
    const carbons = stream.carbons ? undefined : optional(enableCarbons(stream));
    const clock = optional(this.#readClock(stream));
    // All are awaited together, so that a connection that ends rejects each of them with somebody listening.
    const answers = Promise.all([info, roster, blocked, displayed, bookmarks, carbons, clock]);
    await Promise.all([answers, this.#appear(stream, caps)]);
    const [features, contacts, blocks, items, rooms] = await answers;
    if (contacts !== 'unchanged') await service.contacts.replace(contacts.items, contacts.ver);
    await service.contactsKnown();
    if (blocks) await service.contacts.replaceBlocked(blocks);
    service.learn({
      trustedIds: features.features.includes(SID),
      privateNodes: features.features.includes(PUBLISH_OPTIONS)
    });
    await service.picture.learn(features.features.includes(AVATAR_CONVERSION));
    // First of all: what the archive has of people in rooms is theirs, and nobody else's.
    await service.takeRooms(stream, rooms, features.features);
    await write(db, announce, lease, MESSAGE_STORES, async (tx, topics) => {
      const commit = new MessageCommit(tx, topics, account, service.knownSince, context.now());
      await applyDisplayed(tx, commit, account, items);
      await commit.finish();
    });
    await service.catchUp();
    service.release();
    await service.save();
    if (!(await service.outbox.isEmpty())) {
      state('online');
      await service.fillGaps();
    }
    await service.encryption.announce();
    await service.outbox.run(stream, undefined);
    service.enterRooms();
    service.fillGapsLater();
  }

  async #appear(stream: Stream, caps: Element): Promise<void> {
    // Prosody 0.12 tells contacts' names once to a resource, also when it was bound before and its page ended at once.
    stream.send(buildUnavailable());
    stream.send(buildAvailable({ extra: [caps, ...this.service.picture.mark] }));
    if (!this.options.isVisible()) stream.setActive(false);
  }

  async #readClock(stream: Stream): Promise<void> {
    const { context, lease } = this.options;
    const { db, account, announce } = context;
    const asked = Date.now();
    const { utc } = await fetchTime(stream, domainOf(account));
    const offset = clockOffset(utc, asked, Date.now());
    // Servers answer in whole seconds: below two there is nothing to correct.
    await write(db, announce, lease, ['accounts'], async (tx, topics) => {
      await changeAccount(tx, account, { clockOffset: Math.abs(offset) < 2000 ? 0 : Math.round(offset) });
      topics.add('account');
    });
  }

  /** An idle connection in the foreground is looked after every five minutes (SECURITY 6), and so are silent rooms. */
  #probeWhenIdle(stream: Stream): () => void {
    const timer = setInterval(() => {
      if (this.options.isVisible()) void stream.probe(15_000);
      this.service.rooms.checkSilent().catch((thrown: unknown) => this.#failed(thrown));
    }, 300_000);
    return () => clearInterval(timer);
  }

  async #refused(): Promise<void> {
    const { context, lease, state } = this.options;
    const { db, account, announce } = context;
    await write(db, announce, lease, ['accounts'], async (tx, topics) => {
      await changeAccount(tx, account, { refused: true });
      topics.add('account');
    });
    state('refused');
  }

  #failed(thrown: unknown): void {
    this.options.context.log('the session stops', thrown);
    void this.#stream?.abandon();
  }
}

interface Standing {
  /** The oldest task. */
  waiting: number | undefined;
  /** What is known of the archive. */
  archive: string | undefined;
}

function isFurther(before: Standing, now: Standing): boolean {
  const isDone = before.waiting !== undefined && before.waiting !== now.waiting;
  return isDone || before.archive !== now.archive;
}

/** What a server may lack without anybody missing it. A connection that is over is another matter. */
async function optional<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    if (isRefusal(thrown)) return undefined;
    throw thrown;
  }
}
