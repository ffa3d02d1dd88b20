import { m } from '$lib/words/messages';
import type { ChatView } from '../../client/chat.svelte';
import type { WhoView } from '../../engine/api-messages';

/** Somebody in a conversation as they are named in it; `colour` is absent for the user. */
export interface Named {
  name: string;
  address: string;
  colour?: string;
}

/** What to call who wrote or reacted. */
export function whoIs(chat: ChatView, who: WhoView): Named {
  if (who.mine) return { name: m.chat_you(), address: who.sender };
  if (chat.view?.kind === 'room') return chat.names.of(who);
  return { name: chat.name, address: chat.address, colour: chat.address };
}
