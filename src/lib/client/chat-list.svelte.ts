import { bareJid, localOf } from '../base/jid';
import type { ChatItem } from '../engine/api';
import type { App } from './app.svelte';
import { Live } from './live.svelte';
import { isMatch } from './match';
import type { People } from './people.svelte';
import { withShownName, type Shown } from './shown-name';

/** Which chats the list shows. */
export type ChatFilter = 'all' | 'unread' | 'groups' | 'requests';

/** The list of chats: what the engine has, filtered by what was typed and chosen. */
export class ChatList {
  filter = $state<ChatFilter>('all');
  search = $state('');
  readonly #live: Live<ChatItem[]>;
  readonly #people: People;

  constructor(app: App, people: People) {
    this.#people = people;
    this.#live = new Live(app.engine, ['chats', 'account'], async () => {
      const chats = await app.api.chats();
      this.#answered(chats);
      return chats;
    });
  }

  /** The last request is answered: an empty list of requests helps nobody. */
  #answered(chats: ChatItem[]): void {
    const waits = chats.some(({ request }) => request) || this.#people.asking.length > 0;
    if (this.#waited && !waits && this.filter === 'requests') this.filter = 'all';
    this.#waited = waits;
  }
  #waited = false;

  /** Whether the chats are read. */
  readonly loaded = $derived.by(() => this.#live.value !== undefined);
  readonly #all = $derived.by(() => this.#live.value?.map(withShownName) ?? []);
  readonly #chats = $derived(this.#all.filter((chat) => !chat.request));

  /** Strangers who wrote, groups that the user is invited to, and people who asked to be a contact. */
  readonly requests = $derived.by(() => {
    const wrote = this.#all.filter((chat) => chat.request);
    const known = new Set(this.#all.map((chat) => chat.address));
    const asked = this.#people.asking.filter((person) => !known.has(person.address)).map(asChat);
    return [...wrote, ...asked];
  });

  readonly isEmpty = $derived(this.#chats.length === 0);

  readonly shown = $derived.by(() => {
    const { search } = this;
    if (!search.trim()) return this.#of(this.filter);
    return [...this.#chats, ...this.requests].filter((chat) => isMatch(search, chat));
  });

  /** How many unread messages call for attention: a quiet chat's mentions, a muted one's none. */
  readonly calling = $derived.by(() => this.#chats.reduce((sum, chat) => sum + callsOf(chat), 0));

  /** The chat with that address, if it is in the list. */
  find(address: string): Shown<ChatItem> | undefined {
    return this.#all.find((chat) => chat.address === address);
  }

  /** The name of the group that a private message is in. */
  groupOf(chat: ChatItem): string | undefined {
    if (chat.kind !== 'private') return undefined;
    const group = bareJid(chat.address);
    return this.#all.find(({ address }) => address === group)?.name ?? localOf(chat.address);
  }

  #of(filter: ChatFilter): Shown<ChatItem>[] {
    switch (filter) {
      case 'all':
        return this.#chats;
      case 'unread':
        return this.#chats.filter((chat) => chat.unread > 0);
      case 'groups':
        return this.#chats.filter((chat) => chat.kind === 'room');
      case 'requests':
        return this.requests;
    }
  }

  destroy(): void {
    this.#live.destroy();
  }
}

function callsOf({ muted, quiet, mentions, unread }: ChatItem): number {
  if (muted) return 0;
  return quiet ? mentions : unread;
}

function asChat({ address, name }: { address: string; name: string }): ChatItem {
  const calm = { mentions: 0, quiet: false, muted: false };
  return { address, kind: 'contact', name, time: 0, draft: '', unread: 0, request: true, ...calm };
}
