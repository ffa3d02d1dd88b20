import { toAppError, type AppError } from '../base/errors';
import { bareJid } from '../base/jid';
import type { ConversationView, MessageView, WindowQuery } from '../engine/api';
import type { RoomPreview } from '../engine/api-rooms';
import type { App } from './app.svelte';
import { beforeReload } from './before-reload';
import { Draft } from './chat-draft.svelte';
import { Edit } from './chat-edit.svelte';
import { Jump } from './chat-jump.svelte';
import { ChatNames } from './chat-names.svelte';
import type { EngineRemote } from './engine';
import { Live } from './live.svelte';
import type { People } from './people.svelte';
import { Room } from './room.svelte';
import { withShownName, type Shown } from './shown-name';
import { keepStorage } from './storage';

export type { ConversationView, GapView, MessageView } from '../engine/api';

const PAGE = 60;
const MOST = 600;
/** What stays above the "New messages" line when the unread are more than a page. */
const CONTEXT = 20;
/** At the newest message the window is cut to half of this when it has grown to all of it. */
const RESTING = 240;
/** How long the archive may take to answer, milliseconds. */
const ARCHIVE_WITHIN = 20_000;

/** One conversation on the screen: the part of it that is shown, how far it was read, and what is being written. */
export class ChatView {
  readonly address: string;
  readonly draft: Draft;
  /** The own message that is being changed, while one is. */
  edit = $state.raw<Edit>();
  /** The way to another place of it. */
  readonly jump: Jump;
  /** Who is called what in the group. */
  readonly names: ChatNames;
  /** The group, or the one that a private message is in; absent with contacts. */
  room = $state.raw<Room>();
  /** What a group says of itself before it is entered, once it was asked. */
  preview = $state.raw<Shown<RoomPreview>>();
  /** The order above which messages were new when the chat was opened; absent when none were. */
  lineAt = $state<number>();
  /** Why the newest action failed. */
  error = $state.raw<AppError>();
  /** The archive was asked for earlier messages and gives no answer. */
  stalled = $state(false);

  readonly #app: App;
  readonly #people: People;
  readonly #live: Live<Shown<ConversationView>>;
  #window: WindowQuery = { limit: PAGE };
  #opened = false;
  #lookedUp = false;
  #growing = false;
  readonly #asked = new Set<number>();
  #patience: ReturnType<typeof setTimeout> | undefined;
  #visible = -Infinity;
  #marked = -Infinity;
  #frame: number | undefined;
  readonly #events = new AbortController();
  #isRead = (): void => undefined;
  /** Ends when the conversation was read for the first time. */
  readonly #read = new Promise<void>((resolve) => (this.#isRead = resolve));

  constructor(app: App, people: People, address: string) {
    this.#app = app;
    this.#people = people;
    this.names = new ChatNames(people, () => this.room);
    this.address = address;
    this.draft = new Draft(() => app.api, address);
    this.jump = new Jump({
      show: (order) => this.#showAround(order),
      fetchReply: (id) => app.api.fetchReply(address, id)
    });
    this.#live = new Live(app.engine, [`chat:${address}`, 'people'], () => this.#load());
    const { signal } = this.#events;
    addEventListener('focus', () => this.#markSoon(), { signal });
    addEventListener('pagehide', () => void this.draft.save(), { signal });
    beforeReload(() => this.draft.save(), signal);
    const seen = (): void => (document.visibilityState === 'visible' ? this.#markSoon() : void this.draft.save());
    document.addEventListener('visibilitychange', seen, { signal });
  }

  /** What is shown; absent until it was read for the first time. */
  get view(): Shown<ConversationView> | undefined {
    return this.#live.value;
  }

  /** The name to show: an invitation does not tell how the group is called, the group does. */
  get name(): string {
    return this.preview?.name ?? this.view?.name ?? '';
  }

  /** In a group the user writes only from inside; while it is being entered, the outbox waits. */
  readonly outside = $derived.by(() => this.view?.kind === 'room' && this.view.roomState !== 'in');

  /** The group lets only others write. */
  readonly silent = $derived.by(
    () => this.view?.kind === 'room' && !this.outside && this.#app.connected && this.room?.live?.role === 'visitor'
  );

  /** Whether the user can write here. */
  readonly writable = $derived.by(
    () => this.view !== undefined && !this.view.blocked && !this.view.request && !this.outside && !this.silent
  );

  /** Why it could not be read. */
  get failure(): AppError | undefined {
    return this.#live.error;
  }

  /** Whether the archive can be asked now. */
  get reachable(): boolean {
    return this.#app.connected;
  }

  /** The conversation is left. */
  destroy(): void {
    this.#events.abort();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#live.destroy();
    this.room?.destroy();
    this.askAgain();
    this.draft.close();
  }

  /** Everything up to this order is or was on the screen. It counts as read once the page is really looked at. */
  saw(order: number): void {
    if (order <= this.#visible) return;
    this.#visible = order;
    this.#markSoon();
  }

  /** The oldest shown message came near the screen: shows what is stored above it, or asks the archive. */
  async reachOldest(): Promise<void> {
    const { view } = this;
    if (!view || this.#growing || view.older === 'none') return;
    const oldest = view.messages[0]?.order ?? Number.MAX_SAFE_INTEGER;
    if (view.older === 'archive') return this.reachGap(oldest);
    this.#growing = true;
    try {
      const from = await this.#app.api.olderFrom(this.address, oldest, PAGE);
      if (from !== undefined && this.view?.messages[0]?.order === oldest) this.#show({ from, limit: MOST });
      else this.#growing = false;
    } catch (thrown) {
      this.#growing = false;
      this.error = toAppError(thrown);
    }
  }

  /** The newest shown message came near the screen while newer ones are left out. */
  reachNewest(): void {
    const { view } = this;
    const middle = view?.messages[Math.floor(MOST / 2)];
    if (!view?.newer || !middle || this.#growing) return;
    this.#growing = true;
    this.#show({ from: middle.order, limit: MOST });
  }

  /**
   * A gap came near the screen: asks the archive for what lies before this order, once for each answer, as a page of
   * the archive may hold nothing that is shown.
   */
  async reachGap(before: number): Promise<void> {
    if (!this.reachable) this.askAgain();
    if (!this.reachable || this.#asked.has(before)) return;
    this.#asked.add(before);
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => (this.stalled = true), ARCHIVE_WITHIN);
    await this.attempt((api) => api.fetchHistory(this.address, before));
  }

  /** What the archive was asked for counts as not asked: the next look asks again. */
  askAgain(): void {
    this.#asked.clear();
    clearTimeout(this.#patience);
    this.stalled = false;
  }

  /** Leaves the window and shows the newest messages. */
  toNewest(): void {
    this.#growing = false;
    this.#show({ limit: PAGE });
  }

  /** The reader rests at the newest message: what lies far above need not be kept on the page. */
  restAtNewest(): void {
    const messages = this.view?.messages ?? [];
    const first = messages.length > RESTING ? messages[messages.length - RESTING / 2] : undefined;
    if (first && !this.#growing) this.#show({ from: first.order, limit: MOST });
  }

  /** What is written now is an answer to this message. */
  answer(message: MessageView): void {
    this.edit = undefined;
    this.draft.answer(message);
  }

  /** What is written now is the text of an own message. */
  beginEdit(message: { id: string; text: string }): void {
    this.edit = new Edit(() => this.#app.api, this.address, message);
  }

  /** Begins to change the newest own message, if there is one that can be changed. */
  async editLast(): Promise<void> {
    await this.attempt(async (api) => {
      const last = await api.lastOwn(this.address);
      if (last && this.draft.text === '') this.beginEdit(last);
    });
  }

  /** Sends what is written; true when it is a new message. */
  async send(): Promise<boolean> {
    const { edit } = this;
    if (edit) {
      if ((await edit.send()) && this.edit === edit) this.edit = undefined;
      return false;
    }
    if (!(await this.draft.send())) return false;
    this.lineAt = undefined;
    if (this.view?.newer) this.toNewest();
    keepStorage().catch((thrown: unknown) => console.debug('kith: not asked to keep what is stored', thrown));
    return true;
  }

  /** Asks the engine for something, and says why when it fails. */
  async attempt(action: (api: EngineRemote) => Promise<unknown>): Promise<void> {
    try {
      this.error = undefined;
      await action(this.#app.api);
    } catch (thrown) {
      this.error = toAppError(thrown);
    }
  }

  /** Asks a group what it says of itself, once. Tells its server that somebody looks: only for those who are trusted. */
  async lookUp(): Promise<void> {
    if (this.#lookedUp) return;
    this.#lookedUp = true;
    try {
      this.preview = withShownName(await this.#app.api.lookUpRoom(this.address));
    } catch (thrown) {
      console.debug('kith: the group does not tell about itself', thrown);
    }
  }

  /** Asks the engine for something whose failure is told where it was asked for. */
  call<T>(action: (api: EngineRemote) => Promise<T>): Promise<T> {
    return action(this.#app.api);
  }

  async #showAround(order: number): Promise<void> {
    await this.#read;
    const messages = this.view?.messages ?? [];
    const [first, last] = [messages[0], messages.at(-1)];
    if (first && last && first.order <= order && order <= last.order) return;
    const from = await this.#app.api.olderFrom(this.address, order, CONTEXT);
    this.#growing = true;
    this.#show({ from: from ?? order, limit: MOST });
  }

  #show(window: WindowQuery): void {
    this.#window = window;
    this.#live.refresh();
  }

  async #load(): Promise<Shown<ConversationView>> {
    const window = this.#window;
    let view = await this.#app.api.conversation(this.address, window);
    if (view.kind !== 'contact' && !this.#events.signal.aborted)
      this.room ??= new Room(this.#app, this.#people, bareJid(this.address) ?? this.address);
    if (!this.#opened) view = await this.#open(view);
    if (window === this.#window) {
      const [first] = view.messages;
      if (window.from === undefined && first) this.#window = { from: first.order, limit: MOST };
      this.#growing = false;
    }
    this.#isRead();
    this.askAgain();
    this.draft.adopt(view.draft, view.draftReply);
    if (this.lineAt === undefined && view.unread > 0 && !view.request && !this.#attentive())
      this.lineAt = view.readUpTo;
    this.#markSoon();
    return withShownName(view);
  }

  /** The first look: far enough back that the first new message and some before it are there. */
  async #open(view: ConversationView): Promise<ConversationView> {
    const { api } = this.#app;
    this.#opened = true;
    if (view.relation !== 'none') void this.attempt(() => api.look(this.address));
    if (view.unread === 0 || view.request) return view;
    this.lineAt = view.readUpTo;
    const [first] = view.messages;
    if (!first || first.order <= view.readUpTo || view.older !== 'stored') return view;
    const from = await api.olderFrom(this.address, view.readUpTo, CONTEXT);
    this.#window = { from: from ?? view.readUpTo, limit: MOST };
    return api.conversation(this.address, this.#window);
  }

  #attentive(): boolean {
    return document.visibilityState === 'visible' && document.hasFocus();
  }

  #markSoon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#mark();
    });
  }

  #mark(): void {
    const { view } = this;
    if (!view || view.request || view.blocked || !this.#attentive()) return;
    const read = Math.max(view.readUpTo, this.#marked);
    const newest = view.messages.findLast((message) => !message.mine && message.order <= this.#visible);
    if (!newest || newest.order <= read) return;
    const { order } = newest;
    this.#marked = order;
    this.#app.api.markRead(this.address, order).catch((thrown: unknown) => {
      this.#marked = read;
      this.error = toAppError(thrown);
    });
  }
}
