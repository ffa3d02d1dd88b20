import { bareJid, localOf } from '../base/jid';
import { parseInvite } from './invite';
import { parseXmppLink, roomOfLink, type RoomLink } from './link';

/** Where a code leads: to a person, or to a group. */
export type Target = { person: string } | { room: RoomLink };

/**
 * Where a scanned code or a typed text leads: an `xmpp:` link (RFC 5122) to a person or to a group, a plain address,
 * or who sent an invitation.
 */
export function targetOf(text: string): Target | undefined {
  const room = roomOfLink(text);
  if (room) return { room };
  const person = personIn(text.trim());
  return person === undefined ? undefined : { person };
}

function personIn(code: string): string | undefined {
  if (/^xmpp:/i.test(code)) return personAt(parseXmppLink(code)?.address);
  if (/^https?:/i.test(code)) {
    const url = URL.canParse(code) ? new URL(code) : undefined;
    return url ? parseInvite(url.hash, url.hostname)?.inviter : undefined;
  }
  return personAt(code);
}

function personAt(text: string | undefined): string | undefined {
  const bare = bareJid(text);
  return bare && localOf(bare) !== undefined ? bare : undefined;
}
