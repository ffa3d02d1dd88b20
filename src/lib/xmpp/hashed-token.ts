// XEP-0484: Fast Authentication Streamlining Tokens, 0.2.0, https://xmpp.org/extensions/xep-0484.html
import { AppError } from '../base/errors';
import { utf8, type Bytes } from './base64';
import type { Mechanism } from './mechanism';
import { preparePassword } from './prepare-password';
import { isEqual } from './scram';
import { attr, child, children, el, text, type Element } from './xml';

export const FAST = 'urn:xmpp:fast:0';

/** The one token mechanism that every server with tokens has, and browsers can do: they know nothing of their TLS. */
export type HashedTokenName = 'HT-SHA-256-NONE';
const MECHANISM: HashedTokenName = 'HT-SHA-256-NONE';

/** A token that logs this device in instead of a password (§3.3), as secret as one. */
export interface FastToken {
  token: string;
  mechanism: HashedTokenName;
  /** When it ends, milliseconds since 1970. */
  expiry: number;
}

/** The token mechanism that the server offers inside SASL2 and we speak (§3.1). */
export function parseFastMechanism(inline: Element | undefined): HashedTokenName | undefined {
  const fast = inline && child(inline, 'fast', FAST);
  const offered = fast ? children(fast, 'mechanism', FAST).map((mechanism) => text(mechanism).trim()) : [];
  return offered.includes(MECHANISM) ? MECHANISM : undefined;
}

/** Asks for a token at a login with a password (§3.2). */
export function buildTokenRequest(mechanism: HashedTokenName): Element {
  return el('request-token', { xmlns: FAST, mechanism });
}

/** Says that a login uses a token (§3.4), and perhaps that it is the token's last (§3.6). */
export function buildFast(invalidate: boolean): Element {
  return el('fast', { xmlns: FAST, invalidate: invalidate ? 'true' : undefined });
}

/** The new token in a success (§3.3, §3.5); it is bound to the mechanism asked for, or in use. */
export function parseToken(success: Element, mechanism: HashedTokenName): FastToken | undefined {
  const element = child(success, 'token', FAST);
  const token = element && attr(element, 'token');
  const expiry = Date.parse((element && attr(element, 'expiry')) ?? '');
  return token && Number.isFinite(expiry) ? { token, mechanism, expiry } : undefined;
}

async function sign({ token }: FastToken, words: string): Promise<Bytes> {
  const how = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', utf8(token), how, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(words)));
}

/** The Hashed Token mechanism (draft-ietf-kitten-sasl-ht) without channel binding: one message each way. */
export function hashedToken(username: string, secret: FastToken): Mechanism {
  return {
    name: secret.mechanism,
    start: async () =>
      Uint8Array.from([...utf8(`${preparePassword(username)}\0`), ...(await sign(secret, 'Initiator'))]),
    answer: () => Promise.reject(new AppError('server-refused', 'challenge for a token')),
    async finish(data) {
      if (!data || !isEqual(data, await sign(secret, 'Responder')))
        throw new AppError('login-unsafe', 'the server did not prove that it knows the token');
    }
  };
}
