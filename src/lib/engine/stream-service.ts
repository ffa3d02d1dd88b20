import { randomId } from '../base/id';
import { bareJid, domainOf } from '../base/jid';
import type { StreamRow } from '../store/account';
import { loadOutbox } from '../store/outbox';
import { isTrusted } from '../store/people';
import { LeaseLost, write, type Lease } from '../store/write';
import { buildMessage, parseMessage } from '../xmpp/message';
import type { Stream } from '../xmpp/stream';
import { StanzaError } from '../xmpp/requests';
import type { Element } from '../xmpp/xml';
import { BOOKMARKS_COMPAT, BOOKMARKS_COMPAT_PEP, type Bookmark } from '../xmpp/xep/0402-bookmarks';
import { Archive, ArchiveQueries, PAGE, type ArchiveSource } from './archive';
import { Avatars } from './avatars';
import type { Context } from './context';
import type { Receipt } from './commit';
import { Contacts } from './contacts';
import { EncryptionLater, type Covered } from './encryption-later';
import { errands } from './errands';
import { Inbox } from './inbox';
import { Invitations } from './invitations';
import type { KnownRules } from './learn-rules';
import { lookAtContact } from './look';
import { Outbox, type RoomGates } from './outbox';
import { OwnPicture } from './own-picture';
import { Presences } from './presences';
import { readIncoming } from './incoming';
import { RoomService } from './room-service';
import { settingsOf } from './settings-desk';
import { StanzaRouter } from './stanza-router';
import { Typing } from './typing';
import { Uploads } from './uploads';

/** What an account's server turned out to be. */
export interface StreamFacts {
  /** The account's archive ids are true (XEP-0359 §6). */
  trustedIds: boolean;
  /** Private nodes are private (XEP-0223 §4). */
  privateNodes: boolean;
}

/** How often in a row the archive may be missed before it is believed to be gone for good. */
const REFUSALS = 5;

/** All that works on a stream, over the life of one lease: streams come and go. */
export class StreamService {
  readonly contacts: Contacts;
  readonly presences: Presences;
  readonly outbox: Outbox;
  readonly uploads: Uploads;
  readonly avatars: Avatars;
  readonly picture: OwnPicture;
  readonly invitations: Invitations;
  readonly rooms: RoomService;
  readonly encryption: EncryptionLater;
  /** Milliseconds: older messages count as read where nobody knows. */
  knownSince = 0;

  readonly #inbox: Inbox;
  readonly #typing: Typing;
  #facts: StreamFacts = { trustedIds: false, privateNodes: false };
  #stream: Stream | undefined;
  #archive: Archive | undefined;
  #router: StanzaRouter | undefined;
  #hasArchive = true;
  #queries = new ArchiveQueries();
  /** What was found out of the reactions that contacts take. */
  readonly knownRules: KnownRules = new Map();
  readonly #page = { size: PAGE };
  readonly #fetching = new Map<string, Promise<void>>();

  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly version: string,
    private readonly failed: (thrown: unknown) => void
  ) {
    const stop = (thrown: unknown): void => this.failed(thrown);
    this.contacts = new Contacts(context, lease);
    this.presences = new Presences((presence) => context.live({ presence }), context.now);
    this.encryption = new EncryptionLater(
      context,
      lease,
      () => this.#stream,
      (address) => this.trusts(address),
      (room) => this.rooms.rooms.get(room)?.occupants.addresses() ?? [],
      (thrown) => this.#interrupted(thrown)
    );
    const events = { receipts: (owed: Receipt[]) => this.#owe(owed), failed: stop };
    this.#inbox = new Inbox(context, lease, () => this.knownSince, events, this.encryption);
    this.avatars = new Avatars(context, lease, () => this.#stream);
    this.picture = new OwnPicture(context, lease, () => this.rooms.rooms.appearAgain());
    this.invitations = new Invitations(context, lease, () => this.#stream, this.avatars);
    this.#typing = new Typing((typing) => context.live({ typing }));
    this.rooms = new RoomService({
      context,
      lease,
      knownSince: () => this.knownSince,
      inbox: this.#inbox,
      encryption: this.encryption,
      typing: this.#typing,
      avatars: this.avatars,
      picture: this.picture,
      stream: () => this.#stream,
      archive: (source) => this.#stream && this.#read(this.#stream, source),
      ready: (room, entered) => (entered ? this.outbox.roomReady(room) : this.outbox.wake()),
      failed: stop
    });
    const gates: RoomGates = {
      gate: (chat) => this.rooms.gate(chat),
      sync: (row) => this.rooms.sync(row),
      check: async (room) => {
        const isIn = await this.rooms.check(room);
        await this.#router?.settled();
        return isIn;
      }
    };
    const covers = (chat: string): Promise<Covered> => this.encryption.covers(chat, this.rooms.gate(chat));
    this.uploads = new Uploads(context, lease, () => this.#stream, stop, covers);
    const does = errands(context, lease, () => this.#facts, gates, this.picture);
    this.outbox = new Outbox(context, lease, does, stop, gates, this.uploads, this.encryption);
  }

  /** Begins with a stream. Live messages wait until {@link release}. */
  attach(stream: Stream, resumed: StreamRow | undefined): void {
    this.#stream = stream;
    this.uploads.hurry();
    this.#inbox.recover();
    if (resumed) {
      this.#facts = { trustedIds: resumed.trustedIds, privateNodes: resumed.privateNodes };
      // Before the first stanza: rooms go on at once with what happened meanwhile.
      if (!this.outbox.knows) this.rooms.rooms.restore(resumed.rooms ?? []);
    } else {
      this.#inbox.close();
      this.rooms.reset();
    }
    this.#queries = new ArchiveQueries();
    const { account } = this.context;
    this.#archive = this.#read(stream, {
      archive: account,
      read: (element, archived) => {
        const message = parseMessage(element, { self: account, trustedStanzaIds: false });
        return message && readIncoming(message, account, this.context.now(), archived, this.#isRoom);
      }
    });
    this.#router = new StanzaRouter({
      context: this.context,
      lease: this.lease,
      stream,
      queries: this.#queries,
      rooms: this.rooms,
      inbox: this.#inbox,
      contacts: this.contacts,
      presences: this.presences,
      typing: this.#typing,
      avatars: this.avatars,
      picture: this.picture,
      encryption: this.encryption,
      version: this.version,
      facts: () => this.#facts,
      knownSince: () => this.knownSince
    });
    const router = this.#router;
    stream.listen({
      stanza: (stanza) => router.route(stanza),
      failed: (_stanza, thrown) => this.#stanzaFailed(thrown),
      beforeAck: async (h) => {
        await router.settled();
        await this.#saveCount(h, this.context.now());
      },
      acked: (upTo) => void this.outbox.acked(upTo)
    });
  }

  #read(stream: Stream, source: ArchiveSource): Archive {
    const owe = (owed: Receipt[]): void => this.#owe(owed);
    const known = (): number => this.knownSince;
    const { context, lease, encryption } = this;
    return new Archive(context, lease, stream, this.#queries, source, known, owe, this.#page, encryption);
  }

  readonly #isRoom = (address: string): boolean => this.rooms.rooms.has(address);

  /** What was found out about the server. */
  learn(facts: StreamFacts): void {
    this.#facts = facts;
  }

  /** The contact list is stored. */
  async contactsKnown(): Promise<void> {
    await this.#router?.contactsKnown();
  }

  /** Live messages continue what is stored. */
  release(): void {
    this.#inbox.open();
    this.#router?.release();
  }

  /** Keeps the stream for the next life: only once nothing before it is missing. */
  async save(): Promise<void> {
    await this.#router?.settled();
    const { db, account, announce } = this.context;
    const state = this.#stream?.state;
    if (!state) return;
    await write(db, announce, this.lease, ['streams'], async (tx) => {
      const { id, jid, inbound, features } = state;
      const present = this.presences.snapshot();
      const rooms = this.rooms.rooms.seats();
      const heardAt = this.context.now();
      await tx
        .objectStore('streams')
        .put({ account, id, jid, inbound, features, present, rooms, heardAt, ...this.#facts });
    });
  }

  /** The stream is over. What it had brought is committed, and counted if it can be resumed. */
  async detach(): Promise<void> {
    const stream = this.#stream;
    this.outbox.pause();
    this.#typing.clear();
    this.#stream = undefined;
    this.avatars.reset();
    this.invitations.reset();
    this.#last = stream?.state;
    if (this.#stopped || !stream?.state || !this.#router?.released) return;
    await this.#router.settled();
    await this.#saveCount(stream.state.inbound);
  }

  /** How many stanzas this engine sent on the stream of that id: a server can't have more of them (XEP-0198 §4). */
  sentOn(id: string): number | undefined {
    return this.#last?.id === id ? this.#last.outbound : undefined;
  }
  #last: { id: string; outbound?: number } | undefined;

  /** The lease is lost: nothing more is written. */
  stop(): void {
    this.#stopped = true;
    this.#inbox.stop();
    this.uploads.stop();
    this.outbox.pause();
    this.#typing.clear();
    this.presences.clear();
    this.rooms.reset();
    this.rooms.rooms.stop();
  }
  #stopped = false;

  /** Takes over the list of the user's rooms. */
  takeRooms(stream: Stream, bookmarks: Bookmark[] | undefined, features: string[]): Promise<void> {
    const keepsOld = features.includes(BOOKMARKS_COMPAT) || features.includes(BOOKMARKS_COMPAT_PEP);
    return this.rooms.take(stream, bookmarks, { ...this.#facts, keepsOld });
  }

  /** Enters the user's rooms, in the background, once what waited for contacts went out. */
  enterRooms(): void {
    this.outbox
      .drained()
      .then(() => this.rooms.rooms.enterAll())
      .then(() => this.save())
      .catch((thrown: unknown) => this.#interrupted(thrown));
  }

  /** The stream goes on: so do the rooms, in this worker as they are, in a new one as they were kept. */
  async restoreRooms(): Promise<void> {
    if (this.outbox.knows) return;
    const { db, account } = this.context;
    const rows = await loadOutbox(db, account);
    const waiting = new Set(rows.flatMap(({ task }) => (task.kind === 'message' ? task.chat : [])));
    this.rooms.goOn(waiting).catch((thrown: unknown) => this.#interrupted(thrown));
  }

  /** Reads what came while we were away. A server without an archive has nothing to read. */
  async catchUp(): Promise<void> {
    this.#hasArchive = await this.#ifOffered(() => this.#archive?.catchUp());
  }

  /** Closes the gaps that are left. */
  async fillGaps(): Promise<void> {
    if (this.#hasArchive) this.#hasArchive = await this.#ifOffered(() => this.#archive?.fillGaps());
  }

  /** The same in the background. */
  fillGapsLater(): void {
    this.fillGaps().catch((thrown: unknown) => this.#interrupted(thrown));
  }

  /** The archive that has a chat's messages, or the account's own, if there is one now. */
  archiveOf(chat: string): Archive | undefined {
    if (this.#isRoom(chat)) return this.rooms.archiveOf(chat);
    return this.#hasArchive && this.#stream ? this.#archive : undefined;
  }

  /** Fetches a chat's older history; a second wish while the first is under way is the same wish. */
  async fetchHistory(chat: string, before: number): Promise<void> {
    if (this.#fetching.has(chat)) return;
    await this.readHistory(chat, before).catch((thrown: unknown) => this.#interrupted(thrown));
  }

  /** The same for who must know whether it was read, after what is under way. Fails with a {@link StanzaError}. */
  async readHistory(chat: string, before: number): Promise<void> {
    for (let other = this.#fetching.get(chat); other; other = this.#fetching.get(chat))
      await Promise.allSettled([other]);
    if (!this.#stream) throw new StanzaError('closed');
    const reading = this.archiveOf(chat)?.fetchHistory(chat, before) ?? Promise.resolve();
    this.#fetching.set(chat, reading);
    try {
      await reading;
    } finally {
      this.#fetching.delete(chat);
    }
  }

  /** A chat is looked at. */
  look(chat: string): Promise<void> {
    if (this.#isRoom(chat)) return this.rooms.look(chat);
    return lookAtContact(this.context, this.lease, this.#stream, this, chat);
  }

  /** Tells that the user types, or stopped: only to those who may know that we are there. */
  async tellTyping(chat: string, typing: boolean): Promise<void> {
    const { db, account } = this.context;
    if (settingsOf(await db.get('accounts', account)).lowData) return;
    if (this.#isRoom(chat)) return this.rooms.tellTyping(chat, typing);
    const [person, row] = await Promise.all([db.get('people', [account, chat]), db.get('chats', [account, chat])]);
    if (!isTrusted(person, row?.accepted ?? false)) return;
    const chatState = typing ? 'composing' : 'active';
    this.#send(buildMessage({ to: chat, id: randomId(), chatState, hints: ['no-store'] }));
  }

  /** Whether somebody may learn anything of us. */
  async trusts(address: string): Promise<boolean> {
    const { db, account } = this.context;
    if (address === account || address === domainOf(account)) return true;
    return isTrusted(await db.get('people', [account, bareJid(address) ?? address]), false);
  }

  #owe(receipts: Receipt[]): void {
    for (const { to, id } of receipts) {
      this.#send(buildMessage({ to, id: randomId(), receipt: id, hints: ['store'] }));
    }
  }

  /** What is not worth an outbox row: when the stream is gone, so is the reason to send it. */
  #send(stanza: Element): void {
    try {
      this.#stream?.send(stanza);
    } catch (thrown) {
      if (!(thrown instanceof StanzaError)) throw thrown;
    }
  }

  async #saveCount(inbound: number, heardAt?: number): Promise<void> {
    const { db, account, announce } = this.context;
    await write(db, announce, this.lease, ['streams'], async (tx) => {
      const row = await tx.objectStore('streams').get(account);
      const present = this.presences.snapshot();
      const rooms = this.rooms.rooms.seats();
      const changed = { inbound, present, rooms, ...(heardAt && { heardAt }) };
      if (row) await tx.objectStore('streams').put({ ...row, ...changed });
    });
  }

  #stanzaFailed(thrown: unknown): 'skip' | 'stop' {
    this.context.log('a stanza was set aside', thrown);
    const storage = thrown instanceof LeaseLost || (thrown instanceof Error && thrown.name === 'AppError');
    return storage ? 'stop' : 'skip';
  }

  /**
   * A server that had an archive and says that it has none is only starting, or ending: to take its word would be to send
   * again what it holds already.
   */
  async #hadArchive(): Promise<boolean> {
    const { db, account } = this.context;
    return (await db.get('coverage', [account, account, ''])) !== undefined;
  }
  #refusals = 0;

  async #ifOffered(ask: () => Promise<void> | undefined): Promise<boolean> {
    try {
      await ask();
      this.#refusals = 0;
      return true;
    } catch (thrown) {
      const lacking = ['service-unavailable', 'feature-not-implemented'];
      const lacks = thrown instanceof StanzaError && lacking.includes(thrown.condition);
      if (lacks && (!(await this.#hadArchive()) || ++this.#refusals > REFUSALS)) return false;
      throw thrown;
    }
  }

  /** The stream that was read from is gone; the next one goes on. Anything else is a fault. */
  #interrupted(thrown: unknown): void {
    if (thrown instanceof StanzaError) this.context.log('the archive was not read to the end', thrown);
    else this.failed(thrown);
  }
}
