import { AppError } from '../base/errors';
import { decodeBase64, utf8, type Bytes } from './base64';
import { preparePassword } from './prepare-password';
import { child, elements, text, type Element } from './xml';

const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';

/** One SASL mechanism at work, seen from the client (RFC 4422 §3). The wire adds base64. */
export interface Mechanism {
  readonly name: string;
  /** The initial response. */
  start(): Promise<Bytes>;
  /** Answers a challenge. */
  answer(challenge: Bytes): Promise<Bytes>;
  /** Checks what came with the success; throws when the server did not prove that it knows the secret. */
  finish(data: Bytes | undefined): Promise<void>;
}

/** PLAIN (RFC 4616): the password itself, so only where TLS protects it and nothing better was ever offered. */
export function plain(username: string, password: string): Mechanism {
  return {
    name: 'PLAIN',
    start: async () => utf8(`\0${preparePassword(username)}\0${preparePassword(password)}`),
    answer: () => Promise.reject(new AppError('server-refused', 'challenge in PLAIN')),
    finish: async () => undefined
  };
}

/** A challenge or what comes with a success; `undefined` without data. */
export function decodeChallenge(element: Element | undefined): Bytes | undefined {
  const written = element ? text(element).trim() : '';
  if (written === '') return undefined;
  const data = written === '=' ? utf8('') : decodeBase64(written);
  if (!data) throw new AppError('server-refused', 'not base64');
  return data;
}

/** What a `<failure/>` of SASL 1 or 2 means for the person (RFC 6120 §6.5). */
export function readFailure(failure: Element): AppError {
  const condition =
    elements(failure)
      .find((e) => e.getNS() === SASL && e.getName() !== 'text')
      ?.getName() ?? 'unknown';
  const words = child(failure, 'text', SASL) ?? elements(failure).find((e) => e.getName() === 'text');
  const detail = words ? `${condition}: ${text(words)}` : condition;
  if (condition === 'not-authorized' || condition === 'credentials-expired')
    return new AppError('wrong-password', detail);
  if (condition === 'encryption-required' || condition === 'mechanism-too-weak')
    return new AppError('login-unsafe', detail);
  if (condition === 'temporary-auth-failure') return new AppError('server-unreachable', detail);
  return new AppError('server-refused', detail);
}
