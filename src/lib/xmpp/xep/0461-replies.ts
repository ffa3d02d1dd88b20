// XEP-0461: Message Replies, 0.3.0, https://xmpp.org/extensions/xep-0461.html
import { normalJid } from '../../base/jid';
import { attr, children, el, type Element } from '../xml';

export const REPLY = 'urn:xmpp:reply:0';

/** Which message another one answers (§3). */
export interface Reply {
  /** Its `id`; in a room the room's stanza-id (§4.1). */
  id: string;
  /** Who wrote it, normalised, where the sender says so. */
  to?: string;
}

/** Reads which message this one answers. */
export function parseReply(message: Element): Reply | undefined {
  const [reply, ...others] = children(message, 'reply', REPLY);
  const id = reply && attr(reply, 'id');
  if (!id || others.length > 0) return undefined;
  const to = normalJid(attr(reply, 'to'));
  return { id, ...(to && { to }) };
}

/** Says which message this one answers. */
export function buildReply({ id, to }: Reply): Element {
  return el('reply', { xmlns: REPLY, id, to });
}
