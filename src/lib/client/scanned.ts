import { bareJid, localOf } from '../base/jid';
import { parseInvite } from './invite';

/** The person that a scanned code leads to: an `xmpp:` address (RFC 5122), a plain one, or who sent an invitation. */
export function addressInCode(text: string): string | undefined {
  const code = text.trim();
  const link = /^xmpp:(?:\/\/[^/]*\/)?([^?#]+)/i.exec(code)?.[1];
  if (link !== undefined) return personAt(decoded(link));
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

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
