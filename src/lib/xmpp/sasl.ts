import { AppError } from '../base/errors';
import { encodeBase64 } from './base64';
import type { FastToken } from './hashed-token';
import type { Link } from './link';
import { decodeChallenge, plain, readFailure, type Mechanism } from './mechanism';
import { isScram, Scram, type Announced, type ScramKeys } from './scram';
import { child, children, el, elements, text, type Element } from './xml';

export const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const CHANNEL_BINDING = 'urn:xmpp:sasl-cb:0';

/** What proves who we are. Tried in this order: token, password, keys. */
export interface Credentials {
  password?: string;
  scram?: ScramKeys;
  fast?: FastToken;
}

// Best first. What is not here is never used.
const RANKING = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN'];

/** The better of two mechanisms: what to remember as never to go below (XEP-0388 §7, SECURITY 5). */
export function betterMechanism(a: string | undefined, b: string): string {
  if (a === undefined || !RANKING.includes(a)) return b;
  return RANKING.includes(b) && RANKING.indexOf(b) < RANKING.indexOf(a) ? b : a;
}

/** The mechanisms that the server announced, as they stand in `parent`, and its channel bindings (XEP-0440). */
export function parseAnnounced(features: Element, parent: Element): Announced {
  const bindings = child(features, 'sasl-channel-binding', CHANNEL_BINDING);
  return {
    mechanisms: elements(parent)
      .filter((e) => e.getName() === 'mechanism')
      .map((e) => text(e).trim()),
    channelBindings: bindings && children(bindings, 'channel-binding', CHANNEL_BINDING).map((e) => String(e.attrs.type))
  };
}

/**
 * The best mechanism that the server announced, the credentials serve, and the rules allow: never below `minimum`, and
 * PLAIN only where TLS protects it.
 */
export function chooseMechanism(
  username: string,
  { password, scram }: Credentials,
  announced: Announced,
  rules: { secure: boolean; minimum?: string | undefined }
): Mechanism {
  const { minimum } = rules;
  const allowed = RANKING.filter((name) => announced.mechanisms.includes(name));
  const safe = allowed.filter((name) => betterMechanism(minimum, name) === name && (name !== 'PLAIN' || rules.secure));
  const best = safe[0];
  if (best === undefined) {
    const all = announced.mechanisms.join(' ');
    throw new AppError(
      allowed.length > 0 ? 'login-unsafe' : 'server-refused',
      `only ${all} offered, ${minimum} was seen`
    );
  }
  if (password !== undefined)
    return isScram(best) ? new Scram(best, username, password, announced) : plain(username, password);
  if (scram && safe.includes(scram.mechanism)) return new Scram(scram.mechanism, username, scram, announced);
  throw new AppError('wrong-password', 'a password is needed');
}

/** One exchange from the request to the success, of SASL 1 (RFC 6120 §6.4) or 2 (XEP-0388 §2). Returns the success. */
export async function exchange(link: Link, mechanism: Mechanism, ns: string, request: Element): Promise<Element> {
  link.send(request);
  for (;;) {
    const answer = await link.read();
    const name = answer.getNS() === ns ? answer.getName() : '';
    if (name === 'challenge') {
      const data = decodeChallenge(answer) ?? new Uint8Array();
      link.send(el('response', { xmlns: ns }, encodeBase64(await mechanism.answer(data))));
    } else if (name === 'success') {
      await mechanism.finish(decodeChallenge(ns === SASL ? answer : child(answer, 'additional-data', ns)));
      return answer;
    } else if (name === 'failure') {
      throw readFailure(answer);
    } else {
      throw new AppError('server-refused', `${answer.name} during login`);
    }
  }
}

/** Logs in by SASL 1. */
export async function authenticate(link: Link, mechanism: Mechanism): Promise<void> {
  const initial = encodeBase64(await mechanism.start());
  await exchange(link, mechanism, SASL, el('auth', { xmlns: SASL, mechanism: mechanism.name }, initial));
}
