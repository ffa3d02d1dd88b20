// XEP-0085: Chat State Notifications, 2.1, https://xmpp.org/extensions/xep-0085.html
import { child, el, type Element } from '../xml';

export const CHAT_STATES = 'http://jabber.org/protocol/chatstates';

const STATES = ['active', 'composing', 'paused', 'inactive', 'gone'] as const;
/** What the other side does with the conversation right now (§2). */
export type ChatState = (typeof STATES)[number];

/** The state a message carries; none when it carries several (§5.5). */
export function parseChatState(message: Element): ChatState | undefined {
  const found = STATES.filter((state) => child(message, state, CHAT_STATES));
  return found.length === 1 ? found[0] : undefined;
}

/** States it. */
export function buildChatState(state: ChatState): Element {
  return el(state, { xmlns: CHAT_STATES });
}
