import { AppError } from '../base/errors';
import { localOf } from '../base/jid';
import { hashedToken, type FastToken } from './hashed-token';
import type { Link } from './link';
import type { Mechanism } from './mechanism';
import { authenticate, betterMechanism, chooseMechanism, parseAnnounced, SASL, type Credentials } from './sasl';
import { authenticate2, parseSasl2, type Sasl2Success } from './sasl2';
import { Scram, type ScramKeys } from './scram';
import { child, type Element } from './xml';

/** Who logs in, and how. */
export interface SignInOptions {
  /** The account's bare address. */
  jid: string;
  credentials: Credentials;
  /** The best mechanism ever used with this account: never below it. */
  minimumMechanism?: string;
  /** A UUID of this device; servers tie tokens to it (XEP-0388 §2.4). */
  userAgentId: string;
  /** The stream to go on with, where that can be asked in the same breath. */
  resume?: { id: string; inbound: number };
  /** Nobody looks at the app: start inactive (XEP-0352) where that costs nothing. */
  inactive?: boolean;
  /** This is the token's last use (XEP-0484 §3.6). */
  invalidate?: boolean;
  /** Only log in; there will be no stanzas. */
  unbound?: boolean;
}

/** What a login taught, to be stored. */
export interface LoginFacts {
  /** The best mechanism so far, the next `minimumMechanism`; absent after a token. */
  mechanism?: string;
  /** What may be stored in place of the password; absent after PLAIN and after a token. */
  scram?: ScramKeys;
  /** A new token: it replaces the stored one. */
  fast?: FastToken;
  /** The server refused the stored token: forget it. */
  fastRefused: boolean;
}

/** Logged in. */
export interface SignedIn {
  login: LoginFacts;
  /** What SASL2 did besides. */
  inline?: Sasl2Success;
}

/** Logs in with the first of token, password and keys that the server takes (XEP-0388, RFC 6120 §6). */
export async function signIn(link: Link, features: Element, options: SignInOptions): Promise<SignedIn> {
  const { jid, credentials, minimumMechanism: minimum } = options;
  const { fast } = credentials;
  const username = localOf(jid) ?? '';
  const sasl2 = parseSasl2(features);
  let fastRefused = false;
  if (sasl2 && fast && link.secure && sasl2.offer.fast === fast.mechanism) {
    try {
      const inline = await authenticate2(link, hashedToken(username, fast), sasl2.offer, options, fast);
      return { inline, login: { ...(inline.token && { fast: inline.token }), fastRefused } };
    } catch (thrown) {
      if (options.invalidate || !(thrown instanceof AppError) || thrown.code !== 'wrong-password') throw thrown;
      fastRefused = true;
    }
  }
  const list = sasl2?.authentication ?? child(features, 'mechanisms', SASL);
  if (!list) throw new AppError('server-refused', 'no login offered');
  const rules = { secure: link.secure, minimum };
  const mechanism = chooseMechanism(username, credentials, parseAnnounced(features, list), rules);
  const inline = sasl2 && (await authenticate2(link, mechanism, sasl2.offer, options, undefined));
  if (!inline) await authenticate(link, mechanism);
  return { login: factsOf(mechanism, minimum, inline?.token, fastRefused), ...(inline && { inline }) };
}

function factsOf(
  mechanism: Mechanism,
  minimum: string | undefined,
  fast: FastToken | undefined,
  fastRefused: boolean
): LoginFacts {
  const scram = mechanism instanceof Scram ? mechanism.keys : undefined;
  return {
    mechanism: betterMechanism(minimum, mechanism.name),
    ...(scram && { scram }),
    ...(fast && { fast }),
    fastRefused
  };
}
