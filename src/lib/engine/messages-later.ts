import type { MessageApi } from './api-messages';
import type { Context } from './context';
import { loadedLater } from './loaded-later';
import type { AskHolder } from './message-desk';

/** What a page may do with messages beside writing them. */
export function messagesLater(context: () => Context, ask: AskHolder): MessageApi {
  return loadedLater<MessageApi>(
    {
      react: true,
      edit: true,
      edits: true,
      retract: true,
      removeHere: true,
      forgetRefusal: true,
      forward: true,
      fetchReply: true,
      lastOwn: true,
      sendLocation: true
    },
    async () => (await import('./message-desk')).messageDesk(context, ask)
  );
}
