// XEP-0249: Direct MUC Invitations, 1.2, https://xmpp.org/extensions/xep-0249.html
import { bareJid } from '../../base/jid';
import { attr, child, el, type Element } from '../xml';

export const INVITATION = 'jabber:x:conference';

/** An invitation to a room by who sends the message. */
export interface Invitation {
  /** Bare. */
  room: string;
  password?: string;
  reason?: string;
}

/** Reads an invitation (§2): the room must have a local part, or it is a whole service. */
export function parseInvitation(message: Element): Invitation | undefined {
  const x = child(message, 'x', INVITATION);
  const room = x && bareJid(attr(x, 'jid'));
  if (!x || !room?.includes('@')) return undefined;
  const password = attr(x, 'password');
  const reason = attr(x, 'reason');
  return { room, ...(password && { password }), ...(reason && { reason }) };
}

/** Invites the addressee of the message that this stands in (§2). */
export function buildInvitation({ room, password, reason }: Invitation): Element {
  return el('x', { xmlns: INVITATION, jid: room, password, reason });
}
