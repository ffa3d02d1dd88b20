// XEP-0379: Pre-Authenticated Roster Subscription, 0.3.3, https://xmpp.org/extensions/xep-0379.html
import { normalJid } from '../../base/jid';
import { attr, child, el, type Element } from '../xml';

export const PARS = 'urn:xmpp:pars:0';

/** What an invitation's address says. */
export interface InviteUri {
  /** Who invites, or the server alone. */
  jid: string;
  /** Become a contact, or register an account. */
  action: 'roster' | 'register';
  token?: string;
  /** The token also opens an account on the inviter's server (XEP-0401 §5.1). */
  registers: boolean;
}

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Reads an `xmpp:` address that invites (§3.2, XEP-0401). */
export function parseInviteUri(uri: string): InviteUri | undefined {
  const match = /^xmpp:([^?#]+)\?([^#]*)$/i.exec(uri.trim());
  const jid = normalJid(match?.[1] && decode(match[1]));
  const [action, ...pairs] = match?.[2]?.split(';') ?? [];
  if (!jid || (action !== 'roster' && action !== 'register')) return undefined;
  const values = new Map(pairs.map((pair) => [pair.split('=', 1)[0], decode(pair.slice(pair.indexOf('=') + 1))]));
  const token = values.get('preauth');
  return { jid, action, ...(token && { token }), registers: action === 'register' || values.get('ibr') === 'y' };
}

/** The token inside a subscription request (§3.4). */
export function parsePreauth(presence: Element): string | undefined {
  const preauth = child(presence, 'preauth', PARS);
  return (preauth && attr(preauth, 'token')) || undefined;
}

/** Shows a token: inside a subscription request, or by itself before registering. */
export function buildPreauth(token: string): Element {
  return el('preauth', { xmlns: PARS, token });
}
