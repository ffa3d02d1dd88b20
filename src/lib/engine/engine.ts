import { AppError } from '../base/errors';
import { bareJid } from '../base/jid';
import { loadAccount, type AccountRow } from '../store/account';
import type { Database } from '../store/schema';
import type { Lease } from '../store/write';
import type { Stream } from '../xmpp/stream';
import { accountView } from './account-view';
import { Actions, chatAddress, personAddress } from './actions';
import type {
  AccountView,
  ChannelMessage,
  CoreApi,
  HolderCommand,
  Invite,
  LiveState,
  Login,
  Topic,
  WindowQuery
} from './api';
import type { Network } from './connector';
import type { Context } from './context';
import { HolderLink } from './holder-link';
import type { FileApi, UploadLimit } from './api-files';
import type { KeyApi } from './api-keys';
import type { SettingsApi } from './api-settings';
import type { StickerApi } from './api-stickers';
import { fileDesk } from './file-desk';
import { keyDesk } from './key-desk';
import { SessionLock, type Locks } from './lease';
import { linkDesk } from './link-desk';
import { LookedAt } from './looked-at';
import { Pace } from './pace';
import { profileDesk } from './profile-desk';
import { queryChats, queryConversation, queryOlderFrom, queryPeople } from './queries';
import type { LinkApi } from './api-links';
import type { ProfileApi } from './api-profile';
import type { LinkPreviewView, MessageApi } from './api-messages';
import type { RoomApi } from './api-rooms';
import { loadSession } from './load-session';
import type { AskHolder } from './message-desk';
import { messagesLater } from './messages-later';
import { obey } from './obey';
import { roomDesk } from './room-desk';
import { SearchDesk } from './search-desk';
import { settingsDesk } from './settings-desk';
import type { Session } from './session';
import { stickerDesk } from './sticker-desk';

/** What an engine works in; a browser's worker, or a test. */
export interface Surroundings {
  db: Database;
  locks: Locks;
  channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>;
  network: Network;
  version: string;
  log(what: string, detail?: unknown): void;
}

/** One tab's engine: reads and writes for its page and, while it holds the lock, keeps the account's session. */
export class Engine implements CoreApi {
  /** What is done with groups. */
  readonly rooms: RoomApi;
  /** What is searched for. */
  readonly search: SearchDesk;
  /** What the user changes of themselves. */
  readonly profile: ProfileApi;
  /** What is asked about links. */
  readonly links: LinkApi;
  /** What the user chose for this device. */
  readonly choices: SettingsApi;
  /** What is done with messages. */
  readonly messages: MessageApi;
  /** What is done with files. */
  readonly files: FileApi;
  /** What is done about encryption. */
  readonly keys: KeyApi;
  /** What is done with stickers. */
  readonly stickers: StickerApi;
  #account: AccountRow | undefined;
  #context: Context | undefined;
  #lock: SessionLock | undefined;
  #session: Session | undefined;
  #first: Stream | undefined;
  readonly #looked = new LookedAt((lookedAt) => this.#session?.setVisible(lookedAt));
  readonly #pace = new Pace();
  readonly #holder: HolderLink;
  readonly #connection: Pick<LiveState, 'connection'> = { connection: 'offline' };

  constructor(private readonly around: Surroundings) {
    this.#holder = new HolderLink(
      (message) => this.#post(message),
      () => this.#session
    );
    const open = (): Context => this.#open;
    const ask: AskHolder = (method, args) => this.#holder.ask(method, args);
    this.rooms = roomDesk(open, ask, (address) => this.#command({ name: 'avatar', address }));
    this.search = new SearchDesk(open, ask);
    this.profile = profileDesk(open);
    this.links = linkDesk(open);
    this.choices = settingsDesk(open);
    this.messages = messagesLater(open, ask);
    this.files = fileDesk(open, () => ask('uploadLimit', []) as Promise<UploadLimit>);
    this.keys = keyDesk(open, ask);
    this.stickers = stickerDesk(open, ask);
    around.channel.addEventListener('message', ({ data }: MessageEvent<ChannelMessage>) => this.#hear(data));
  }

  async start(): Promise<AccountView | undefined> {
    await this.#adopt();
    return this.#account && accountView(this.#account);
  }

  ping(): true {
    return true;
  }

  setVisible(visible: boolean): void {
    this.#looked.here = visible;
    this.#lock?.setVisible(visible);
    if (this.#session) this.#session.setVisible(this.#looked.anywhere);
    else if (visible) this.#command({ name: 'hurry' });
  }

  async logIn(login: Login, name?: string): Promise<AccountView> {
    const { db, network } = this.around;
    const other = await loadAccount(db);
    const [{ logIn }, { StreamOpener }] = await Promise.all([import('./account'), import('./connector')]);
    const opener = new StreamOpener(network);
    // Told only when the session has its stream: whoever hears of the account would log in once more.
    const topics = new Set<string>();
    const { row, stream } = await logIn(
      db,
      (changed) => {
        for (const topic of changed) topics.add(topic);
      },
      opener,
      login,
      {
        ...(name && { name }),
        // A mistyped address or password must not cost the account that is here.
        accepted: async (account) => {
          if (other && other.account !== account) await this.logOut();
        }
      }
    );
    this.#endSession();
    this.#first = stream;
    await this.#adopt();
    this.#announce(topics);
    return accountView(row);
  }

  async register(
    invite: Invite,
    login: { name: string; username: string; password: string; server?: string }
  ): Promise<AccountView> {
    const { name, username, password, server } = login;
    const address = bareJid(`${username}@${invite.domain}`);
    if (!address?.includes('@')) throw new AppError('name-not-allowed', username);
    const { registerAccount } = await import('./register-account');
    await registerAccount(this.around.network, invite, login);
    return this.logIn({ address, password, ...(server && { server }) }, name);
  }

  async logOut(): Promise<void> {
    const { db, network, log } = this.around;
    const account = this.#account?.account ?? (await loadAccount(db))?.account;
    if (!account) return;
    await this.#lock?.steal();
    await this.#session?.close();
    this.#endSession();
    const { logOut } = await import('./account');
    await logOut(db, { network, log, announce: (topics) => this.#announce(topics) }, account);
  }

  setName(name: string): Promise<void> {
    return this.#actions.setName(name);
  }

  async chats() {
    return queryChats(this.around.db, this.#self, this.#open.now());
  }

  async people() {
    return queryPeople(this.around.db, this.#self);
  }

  async conversation(address: string, window: WindowQuery) {
    return queryConversation(this.around.db, this.#self, chatAddress(address), window);
  }

  async olderFrom(address: string, before: number, limit: number): Promise<number | undefined> {
    return queryOlderFrom(this.around.db, this.#self, chatAddress(address), before, limit);
  }

  send(address: string, text: string, reply?: string, preview?: LinkPreviewView): Promise<void> {
    return this.#actions.send(chatAddress(address), text, reply, preview);
  }

  retry(address: string, id: string): Promise<void> {
    return this.#actions.retry(address, id);
  }

  discard(address: string, id: string): Promise<void> {
    return this.#actions.discard(address, id);
  }

  saveDraft(address: string, text: string, reply?: string): Promise<void> {
    return this.#actions.saveDraft(chatAddress(address), text, reply);
  }

  markRead(address: string, order: number): Promise<void> {
    return this.#actions.markRead(address, order);
  }

  setTyping(address: string, typing: boolean): void {
    this.#command({ name: 'typing', address, typing });
  }

  fetchHistory(address: string, before: number): void {
    this.#command({ name: 'history', address, before });
  }

  look(address: string): void {
    this.#command({ name: 'look', address });
  }

  addContact(address: string, name?: string): Promise<string> {
    return this.#actions.addContact(address, name);
  }

  async acceptContact(address: string): Promise<void> {
    await this.#actions.addContact(address);
  }

  declineContact(address: string): Promise<void> {
    return this.#actions.declineContact(address);
  }

  renameContact(address: string, name: string): Promise<void> {
    return this.#actions.renameContact(address, name);
  }

  removeContact(address: string): Promise<void> {
    return this.#actions.removeContact(address);
  }

  setBlocked(address: string, blocked: boolean): Promise<void> {
    return this.#actions.setBlocked(personAddress(address), blocked);
  }

  acceptRequest(address: string): Promise<void> {
    return this.#actions.acceptRequest(address);
  }

  deleteChat(address: string): Promise<void> {
    return this.#actions.deleteChat(address);
  }

  setOnline(online: boolean): void {
    this.#command({ name: online ? 'hurry' : 'lost' });
  }

  /** Ends what runs for good, as the end of its tab would. */
  stop(): void {
    this.#stopped = true;
    this.#endSession();
  }
  #stopped = false;

  get #self(): string {
    return this.#open.account;
  }

  get #actions(): Actions {
    return new Actions(this.#open);
  }

  get #open(): Context {
    if (!this.#context) throw new AppError('unknown', 'nobody is logged in');
    return this.#context;
  }

  /** Takes the account that is in the database, and waits for its session; drops one that is gone. */
  async #adopt(): Promise<void> {
    const row = await loadAccount(this.around.db);
    const same = row?.account === this.#account?.account;
    this.#account = row;
    if (!row || !same) {
      this.#endSession();
      this.#context = undefined;
    }
    if (!row) return;
    this.#context ??= this.#makeContext(row.account);
    if (this.#lock || this.#stopped) return;
    const { db, locks } = this.around;
    this.#lock = new SessionLock({
      account: row.account,
      db,
      locks,
      announce: (topics) => this.#announce(topics),
      post: (message) => this.#post(message),
      held: (lease, signal) =>
        void this.#hold(lease, signal).catch((thrown: unknown) => this.around.log('the session broke', thrown))
    });
    this.#lock.setVisible(this.#looked.here);
    if (this.#first) await this.#lock.steal();
  }

  async #hold(lease: Lease, signal: AbortSignal): Promise<void> {
    const { network, version, log } = this.around;
    const parts = await loadSession(this.#pace, signal, log);
    if (!parts || signal.aborted) return;
    const session = new parts.Session({
      context: this.#open,
      lease,
      signal,
      opener: new parts.StreamOpener(network),
      pace: this.#pace,
      version,
      state: (connection) => this.#live({ connection }),
      isVisible: () => this.#looked.anywhere
    });
    this.#session = session;
    const first = this.#first;
    this.#first = undefined;
    signal.addEventListener('abort', () => {
      if (this.#session === session) this.#session = undefined;
    });
    await session.run(first);
  }

  #endSession(): void {
    this.#lock?.end();
    this.#lock = undefined;
    this.#session = undefined;
  }

  #makeContext(account: string): Context {
    const { db, log } = this.around;
    return {
      db,
      account,
      log,
      announce: (topics) => this.#announce(topics),
      live: (state) => this.#live(state),
      now: () => Date.now() + (this.#account?.clockOffset ?? 0)
    };
  }

  #announce(topics: Iterable<string>): void {
    this.#post({ type: 'changed', topics: [...topics] as Topic[] });
    this.#changed([...topics]);
  }

  #changed(topics: string[]): void {
    this.search.changed(topics);
    this.#session?.changed(topics);
    if (topics.includes('account')) {
      this.#adopt().catch((thrown: unknown) => this.around.log('the account was not read', thrown));
    }
  }

  #live(state: Partial<LiveState>): void {
    if (state.connection) this.#connection.connection = state.connection;
    this.#post({ type: 'live', state });
  }

  #post(message: ChannelMessage): void {
    this.around.channel.postMessage(message);
  }

  #hear(message: ChannelMessage): void {
    this.#lock?.hear(message);
    if (message.type === 'ping' && this.#session) this.#looked.pinged();
    if (message.type === 'answer') this.#holder.answered(message);
    else if (message.type === 'request' && this.#session) void this.#holder.serve(message);
    if (message.type === 'changed') this.#changed(message.topics);
    else if (message.type === 'command' && this.#session) this.#obey(message.command);
    else if (message.type === 'ask' && this.#session) {
      const { presences, rooms } = this.#session.service;
      this.#post({ type: 'live', state: { ...this.#connection, presence: presences.all(), rooms: rooms.rooms.all() } });
    }
  }

  /** Done here when this tab holds the session, else by the one that does. */
  #command(command: HolderCommand): void {
    if (this.#session) this.#obey(command);
    else this.#post({ type: 'command', command });
  }

  #obey(command: HolderCommand): void {
    const session = this.#session;
    if (!session) return;
    const failed = (thrown: unknown): void => this.around.log(`${command.name} failed`, thrown);
    obey(session, command).catch(failed);
  }
}
