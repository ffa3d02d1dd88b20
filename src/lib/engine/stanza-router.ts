import { bareJid, domainOf } from '../base/jid';
import { findByWireId } from '../store/messages';
import { isTrusted } from '../store/people';
import { failMessage } from '../store/sending';
import { write, type Lease } from '../store/write';
import { parseMessage, type ParsedMessage } from '../xmpp/message';
import { parsePresence, type ParsedPresence } from '../xmpp/presence';
import type { Stream } from '../xmpp/stream';
import { attr, type Element } from '../xmpp/xml';
import type { PubsubEvent } from '../xmpp/xep/0060-pubsub';
import { isCarbonWrapper, parseCarbon } from '../xmpp/xep/0280-carbons';
import { AVATAR_METADATA, chooseForm, parseAvatarMetadata } from '../xmpp/xep/0084-avatar';
import { NICK, parseNickItems } from '../xmpp/xep/0172-nickname';
import { BOOKMARKS } from '../xmpp/xep/0402-bookmarks';
import { MDS } from '../xmpp/xep/0490-displayed-sync';
import { answerRequest } from './answers';
import type { Avatars } from './avatars';
import type { ArchiveQueries } from './archive';
import { MESSAGE_STORES, MessageCommit } from './commit';
import type { Contacts } from './contacts';
import type { Context } from './context';
import { applyDisplayed } from './displayed';
import type { EncryptionLater } from './encryption-later';
import { isOfAll, type Inbox } from './inbox';
import { isMessage, readIncoming, saysAnything } from './incoming';
import { bounceCode } from './bounce';
import { rowOfWire, takeBack } from './take-back';
import type { OwnPicture } from './own-picture';
import type { Presences } from './presences';
import type { RoomService } from './room-service';
import type { Typing } from './typing';

/** Where stanzas go. */
export interface RouterOptions {
  context: Context;
  lease: Lease;
  stream: Stream;
  queries: ArchiveQueries;
  rooms: RoomService;
  inbox: Inbox;
  contacts: Contacts;
  presences: Presences;
  typing: Typing;
  avatars: Avatars;
  picture: OwnPicture;
  encryption: EncryptionLater;
  version: string;
  facts: () => { trustedIds: boolean };
  knownSince: () => number;
}

/** How many presences are kept until it is known whose they are. */
const MOST_EARLY = 5_000;

/** Gives each stanza of a stream to what it is for. It waits for the database at most, never for the network. */
export class StanzaRouter {
  #held: Element[] = [];
  #released = false;
  #releasing: (() => void)[] = [];
  /** Presences that came before the contact list did; absent once that is stored. */
  #early: ParsedPresence[] | undefined = [];

  constructor(private readonly options: RouterOptions) {}

  /** Whether live messages are let through. */
  get released(): boolean {
    return this.#released;
  }

  /** Takes one stanza. What it brings is committed when {@link settled}. */
  route(stanza: Element): Promise<void> | void {
    switch (stanza.getName()) {
      case 'message':
        if (this.options.queries.collect(stanza)) return;
        if (this.#released) return this.#message(stanza);
        this.#held.push(stanza);
        return;
      case 'presence':
        return this.#presence(stanza);
      case 'iq':
        return this.#request(stanza);
    }
  }

  /** The archive is read: what waited goes first. */
  release(): void {
    this.#released = true;
    for (const stanza of this.#held.splice(0)) this.#boundary(stanza);
    for (const resolve of this.#releasing.splice(0)) resolve();
  }

  /** Resolves when everything that came is committed; fails when it can't be. */
  async settled(): Promise<void> {
    if (!this.#released) {
      const gone = this.options.stream.closed.then(() => undefined);
      await Promise.race([gone, new Promise<void>((resolve) => this.#releasing.push(resolve))]);
    }
    await this.#events;
    if (this.#failure) throw this.#failure;
    await this.options.inbox.idle();
  }
  #events: Promise<unknown> = Promise.resolve();
  /** Why what came can't be stored: nothing of this stream is acknowledged from then on. */
  #failure: Error | undefined;

  /** One stanza that breaks must not take the others with it. */
  #boundary(stanza: Element): void {
    try {
      this.#message(stanza);
    } catch (thrown) {
      this.options.context.log('a message was set aside', thrown);
    }
  }

  #message(outer: Element): void {
    const { context, facts, typing, inbox, rooms } = this.options;
    const self = context.account;
    const carbon = parseCarbon(outer, self);
    if (!carbon && isCarbonWrapper(outer)) return;
    const isRoom = (address: string): boolean => rooms.rooms.has(address);
    const room = carbon ? undefined : rooms.rooms.get(bareJid(attr(outer, 'from')) ?? '');
    const message = parseMessage(carbon?.message ?? outer, {
      self,
      trustedStanzaIds: facts().trustedIds,
      ...(room?.facts?.stableIds && { room: room.address })
    });
    if (!message) return;
    if (room && rooms.rooms.message(message)) return;
    if (message.type === 'error') return this.#later(this.#bounced(message));
    if (message.ownEvent && !carbon) return this.#later(this.#ownEvent(message.ownEvent));
    if (message.contactEvent && !carbon) return this.#later(this.#contactEvent(message.contactEvent));
    const incoming = readIncoming(message, self, context.now(), undefined, isRoom);
    if (!incoming) return;
    if (!incoming.mine && !message.delay && message.chatState) {
      typing.set(incoming.chat, incoming.chat, message.chatState === 'composing');
    } else if (isMessage(incoming) && !incoming.mine) typing.set(incoming.chat, incoming.chat, false);
    if (saysAnything(incoming)) inbox.push(incoming);
  }

  #later(work: Promise<void>): void {
    this.#events = Promise.all([
      this.#events,
      work.catch((thrown: unknown) => {
        if (isOfAll(thrown)) this.#failure ??= thrown;
        this.options.context.log('set aside', thrown);
      })
    ]);
  }

  async #presence(stanza: Element): Promise<void> {
    const { context, contacts, rooms } = this.options;
    const presence = parsePresence(stanza, context.account);
    if (!presence || rooms.rooms.presence(presence)) return;
    if (presence.type === 'subscribe' || presence.type === 'unsubscribe') return contacts.subscription(presence);
    if (!this.#early) return this.#appears(presence);
    if (this.#early.length < MOST_EARLY) this.#early.push(presence);
  }

  /** The contact list is stored: whose presence came before is known now. */
  async contactsKnown(): Promise<void> {
    for (let next = this.#early?.shift(); next; next = this.#early?.shift()) await this.#appears(next);
    this.#early = undefined;
  }

  /** Only contacts and the own devices are there or not: a stranger would appear as he likes, and fill the memory. */
  async #appears(presence: ParsedPresence): Promise<void> {
    const { context, presences, avatars } = this.options;
    const { db, account } = context;
    const address = bareJid(presence.from) ?? presence.from;
    const listed = address === account || (await db.get('people', [account, address]))?.listed === true;
    if (listed && presence.photoHash !== undefined)
      avatars.told(address, { hash: presence.photoHash, device: presence.from });
    if (listed || (presence.type !== 'available' && presences.isThere(address))) presences.handle(presence);
  }

  async #request(iq: Element): Promise<void> {
    const { context, contacts, presences, version, stream } = this.options;
    const { db, account, now } = context;
    const sender = attr(iq, 'from');
    // An address that can't be read is somebody's, but not ours (RFC 6120 §8.1.2.1).
    const from = sender === undefined ? account : (bareJid(sender) ?? '');
    const known = from === account || from === domainOf(account);
    const trusted = known || isTrusted(await db.get('people', [account, from]), false);
    stream.send(await answerRequest(iq, { self: account, trusted, contacts, presences, version, now: now() }));
  }

  /** How far another own device has read (XEP-0490 §4.3). */
  async #ownEvent(event: PubsubEvent): Promise<void> {
    const { context, contacts, lease, inbox, knownSince, rooms } = this.options;
    const name = event.node === NICK ? parseNickItems(event.items) : undefined;
    if (name) return contacts.ownName(name);
    if (this.options.encryption.listChanged(context.account, event)) return;
    if (event.node === AVATAR_METADATA) return this.#ownPicture(event);
    if (event.node === BOOKMARKS) return rooms.bookmarksChanged(event);
    if (event.node !== MDS) return;
    const { db, announce, account, now } = context;
    await inbox.idle();
    await write(db, announce, lease, MESSAGE_STORES, async (tx, topics) => {
      const commit = new MessageCommit(tx, topics, account, knownSince(), now());
      await applyDisplayed(tx, commit, account, event.items);
      await commit.finish();
    });
  }

  async #contactEvent(event: PubsubEvent): Promise<void> {
    if (this.options.encryption.listChanged(event.from, event)) return;
    if (event.node === AVATAR_METADATA) return this.#picture(event);
    const name = event.node === NICK ? parseNickItems(event.items) : undefined;
    if (name) await this.options.contacts.nick(event.from, name);
  }

  /** A contact has another picture, or none any more; what strangers publish is not looked at (SECURITY 12). */
  async #picture(event: PubsubEvent): Promise<void> {
    const { context, avatars } = this.options;
    const hash = publishedHash(event);
    if (hash === undefined) return;
    const person = await context.db.get('people', [context.account, event.from]);
    if (person?.listed) avatars.told(event.from, { hash, published: true });
  }

  #ownPicture(event: PubsubEvent): Promise<void> {
    const { context, avatars, picture, stream } = this.options;
    const hash = publishedHash(event);
    if (hash === undefined) return Promise.resolve();
    avatars.told(context.account, { hash, published: true });
    return picture.followed(hash, stream);
  }

  /** A message of ours came back (RFC 6120 §8.3): it failed for good, and its line says why. */
  async #bounced({ from, id, error }: ParsedMessage): Promise<void> {
    const { context, lease, rooms } = this.options;
    const { db, announce, account } = context;
    const bare = bareJid(from);
    const room = rooms.rooms.get(bare ?? '');
    const address = room && from.includes('/') ? from : bare;
    if (!id || !error || !address) return;
    if (room) rooms.refused(id);
    // The room says that we are not inside: the message waits until we are (XEP-0045 §7.4), or that it does not take the reaction
    // (XEP-0444 §3.4).
    const isAboutReaction = room?.facts?.reactions !== undefined && rowOfWire(id) !== undefined;
    if (room && address === bare && error.condition === 'not-acceptable' && !isAboutReaction)
      return rooms.rooms.lost(room);
    await write(db, announce, lease, ['messages', 'chats', 'outbox'], async (tx, topics) => {
      if (await takeBack(tx, topics, account, address, id, bounceCode(error))) return;
      const row = (await findByWireId(tx, account, address, id)).find((one) => one.mine);
      if (!row || (row.status !== 'waiting' && row.status !== 'sent')) return;
      await failMessage(tx, topics, row, bounceCode(error));
    });
  }
}

/** What the picture is called that a node of XEP-0084 tells of; '' for none. */
function publishedHash({ items, emptied }: PubsubEvent): string | undefined {
  if (emptied) return '';
  const forms = parseAvatarMetadata(items);
  return forms && (chooseForm(forms)?.id ?? '');
}
