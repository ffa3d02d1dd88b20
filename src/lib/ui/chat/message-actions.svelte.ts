import { createContext } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import type { ChatView, MessageView } from '../../client/chat.svelte';
import type { RecentEmoji } from '../../client/recent-emoji.svelte';
import { m } from '$lib/words/messages';
import { toast } from '../shared/toast.svelte';
import { chooseReaction, isAllowed } from './reaction-choice';

/** Where a menu opens: beside an element, or at a point of the window. */
export type Spot = Element | { x: number; y: number };

/** What is being done with the messages of the open chat: which menu or question is open, and which are selected. */
export class MessageActions {
  readonly chat: ChatView;
  menuOpen = $state(false);
  menu = $state.raw<{ message: MessageView; at: Spot }>();
  /** About which message more is told. */
  told = $state.raw<MessageView>();
  /** Which message any emoji is chosen for. */
  picking = $state.raw<MessageView>();
  /** The emoji that the user chose last. */
  readonly recent: RecentEmoji;
  /** What is about to be sent again to others. */
  forwarding = $state.raw<MessageView[]>();
  /** What is about to be deleted. */
  deleting = $state.raw<MessageView[]>();
  /** The ids of the selected messages; absent while none are selected. */
  selected = $state.raw<SvelteSet<string>>();
  readonly #focus: () => void;

  /** `focus` brings the person to the composer. */
  constructor(chat: ChatView, recent: RecentEmoji, focus: () => void) {
    this.chat = chat;
    this.recent = recent;
    this.#focus = focus;
  }

  openMenu(message: MessageView, at: Spot): void {
    // The usual ones stand ready without it.
    this.recent.load().catch((thrown: unknown) => console.debug('kith: what was used last is not known', thrown));
    this.menu = { message, at };
    this.menuOpen = true;
  }

  /** The user's own reaction becomes this emoji, or no longer has it: others that another client of theirs has set stay then. */
  react(message: MessageView, emoji: string): void {
    const mine = message.reactions?.filter((one) => one.mine).map((one) => one.emoji) ?? [];
    const next = chooseReaction(mine, emoji);
    if (next.includes(emoji) && !isAllowed(this.chat.view?.reactions, emoji))
      return toast.show(m.reactions_only_some());
    void this.chat.attempt((api) => api.react(this.chat.address, message.id, next));
  }

  /** Asks before messages are deleted; one that never went has nothing to be asked about. */
  askToDelete(messages: MessageView[]): void {
    const [only] = messages;
    if (messages.length === 1 && only?.status === 'failed')
      void this.chat.attempt((api) => api.discard(this.chat.address, only.id));
    else this.deleting = messages;
  }

  /** Begins an answer to a message. */
  reply(message: MessageView): void {
    this.chat.answer(message);
    this.#focus();
  }

  /** Begins to change an own message. */
  edit(message: MessageView): void {
    this.chat.beginEdit(message);
    this.#focus();
  }

  /** Selects a message or no longer; without any left nothing is selected any more. */
  toggle({ id }: MessageView): void {
    this.selected ??= new SvelteSet();
    if (!this.selected.delete(id)) this.selected.add(id);
    if (this.selected.size === 0) this.selected = undefined;
  }
}

const [getActions, setActions] = createContext<MessageActions>();
export { getActions, setActions };
