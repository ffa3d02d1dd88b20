import { bareJid, domainOf, localOf, parseJid } from '../base/jid';
import type { Invite } from '../engine/api';

const TOKEN = /^[\w.~-]{4,200}$/;
const TYPES = ['register', 'roster'];

/**
 * Reads the fragment of an invitation link: `#t=TOKEN&type=register|roster&jid=…`, or a bare `#TOKEN` for an invitation
 * to the server that shows this page. Whatever stands there is what a stranger wrote: anything odd is no invitation.
 */
export function parseInvite(fragment: string, ownDomain: string): Invite | undefined {
  const text = fragment.replace(/^#/, '');
  if (TOKEN.test(text)) return { token: text, domain: ownDomain };
  const parts = new URLSearchParams(text);
  const token = parts.get('t') ?? '';
  const type = parts.get('type') || 'register';
  const named = parts.get('jid') || ownDomain;
  const jid = parseJid(named)?.resource === undefined ? bareJid(named) : undefined;
  if (!TOKEN.test(token) || !TYPES.includes(type) || !jid) return undefined;
  const inviter = localOf(jid) !== undefined && type === 'roster' ? { inviter: jid } : {};
  return { token, domain: domainOf(jid), ...inviter };
}

/** A name for who invites, made of the address: `nina@…` is `Nina`. */
export function nameOfAddress(address: string): string {
  const local = (localOf(address) ?? domainOf(address)).replace(/[._-]+/g, ' ').trim();
  return local.replace(/(^|\s)\p{L}/gu, (letter) => letter.toLocaleUpperCase());
}

/** The invitation that is being answered. Its token lives nowhere but here (SECURITY 24). */
let kept: Invite | undefined;

/** Takes the invitation out of the address bar, at once, and keeps it for the screens that follow. */
export function takeInviteFromAddress(): Invite | undefined {
  const { hash, hostname, pathname } = location;
  if (hash.length > 1) {
    history.replaceState(history.state, '', pathname);
    kept = parseInvite(hash, hostname);
  }
  return kept;
}

/** Who invited the person who now logs in, to be added to their contacts; asked once. */
export function takeInviter(): string | undefined {
  const inviter = kept?.inviter;
  kept = undefined;
  return inviter;
}
