import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { toAppError, type AppError } from '../base/errors';
import type { AccountView, Connection, Login, Invite, LiveState, PresenceView } from '../engine/api';
import type { RoomLive } from '../engine/api-rooms';
import { Avatars } from './avatars.svelte';
import { Engine, type EngineRemote } from './engine';
import { Transfers } from './transfers.svelte';

const QUIET_FOR = 2_000;

/** What every screen knows: who is logged in, how the connection is, who is there and who types. */
export class App {
  readonly engine = new Engine();
  /** The account of this browser; absent when nobody is logged in, or before `ready`. */
  account = $state.raw<AccountView>();
  /** Whether it is known if somebody is logged in. */
  ready = $state(false);
  /** Why the engine could not start. */
  failure = $state.raw<AppError>();
  connection = $state<Connection>('connecting');
  readonly presence = new SvelteMap<string, PresenceView>();
  /** Who types now, by chat: nicknames in a group, the contact's address else. Nobody: absent. */
  readonly typing = new SvelteMap<string, readonly string[]>();
  /** The groups that are open or being entered. */
  readonly rooms = new SvelteMap<string, RoomLive>();
  readonly transfers = new Transfers();
  readonly avatars = new Avatars(this.engine);
  /** How many unread messages call for attention, of all chats together. */
  calling = $state(0);
  #patient = $state(true);
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.engine.listen((message) => {
      if (message.type === 'live') this.#take(message.state);
      else if (message.type === 'changed' && message.topics.includes('account')) void this.start();
    });
    this.engine.onRestart(() => {
      this.transfers.clear();
      void this.start();
    });
    this.#wait();
  }

  /** The engine's methods. */
  get api(): EngineRemote {
    return this.engine.api;
  }

  /** How the connection is while it is not well, once that has lasted long enough to be worth a word. */
  get trouble(): Exclude<Connection, 'online'> | undefined {
    if (this.connection === 'online' || !this.account) return undefined;
    return this.#patient && this.connection !== 'refused' ? undefined : this.connection;
  }

  /** What the browser shows as the name of the page: a screen's own, with how many messages call. */
  titled(name: string): string {
    return this.calling > 0 ? `(${this.calling}) ${name} · Kith` : `${name} · Kith`;
  }

  /** Whether a contact is there now, as far as a living connection can tell. */
  isOnline(address: string): boolean {
    return this.connected && this.presence.get(address)?.online === true;
  }

  /** Whether what is known only while connected can be believed now. */
  get connected(): boolean {
    return this.connection === 'online' || this.connection === 'catching-up';
  }

  /** Finds out who is logged in, and starts their session. */
  async start(): Promise<void> {
    try {
      const account = await this.api.start();
      if (account?.address !== this.account?.address) this.#forget();
      this.account = account;
      this.failure = undefined;
      this.engine.post({ type: 'ask' });
    } catch (thrown) {
      this.failure = toAppError(thrown);
    }
    this.ready = true;
  }

  async logIn(login: Login): Promise<void> {
    this.account = await this.api.logIn(login);
  }

  async register(invite: Invite, login: { name: string; username: string; password: string }): Promise<void> {
    this.account = await this.api.register(invite, login);
  }

  async logOut(): Promise<void> {
    await this.api.logOut();
    this.account = undefined;
    this.#forget();
    const { forgetShared } = await import('./shared');
    await forgetShared();
  }

  #forget(): void {
    this.presence.clear();
    this.typing.clear();
    this.rooms.clear();
    this.transfers.clear();
    this.avatars.forget();
    this.calling = 0;
  }

  #take({ connection, presence, typing, rooms, transfers }: Partial<LiveState>): void {
    if (connection && connection !== this.connection) {
      if (connection === 'online' || this.connection === 'online') this.#wait();
      this.connection = connection;
    }
    for (const [address, view] of presence ?? []) this.presence.set(address, view);
    for (const [address, types] of typing ?? []) {
      if (types.length > 0) this.typing.set(address, types);
      else this.typing.delete(address);
    }
    for (const [address, room] of rooms ?? []) {
      if (room.state === 'out') this.rooms.delete(address);
      else this.rooms.set(address, room);
    }
    if (transfers) this.transfers.take(transfers);
  }

  #wait(): void {
    this.#patient = true;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => (this.#patient = false), QUIET_FOR);
  }
}

const [getApp, setApp] = createContext<App>();
export { getApp, setApp };
