import { AppError } from '../base/errors';
import { bareJid, domainOf, normalJid } from '../base/jid';
import { randomId } from '../base/id';
import type { Link } from './link';
import { parseStanzaError } from './requests';
import type { Sasl2Success } from './sasl2';
import { signIn, type LoginFacts, type SignInOptions } from './sign-in';
import { buildStreamError } from './stream-error';
import { isFeatures, parseStreamFeatures, type StreamFeatures } from './stream-features';
import { CountError } from './stream-management';
import { buildEnable, buildResume, offersSm, parseSm, SM, type SmEnabled } from './xep/0198-stream-management';
import { attr, child, el, text, type Element } from './xml';

const CLIENT = 'jabber:client';
const BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
/** How long the server may take to open the stream, and then to let us in. */
const OPEN_LIMIT = 10_000;
export const SIGN_IN_LIMIT = 15_000;

/** What is needed to go on with a stream in another life of this program (XEP-0198 §5). Plain data. */
export interface SmState {
  id: string;
  /** The full address of the stream. */
  jid: string;
  /** How many of the server's stanzas were handled and committed. */
  inbound: number;
  /** How many stanzas we sent, where that is known. */
  outbound?: number;
  features: StreamFeatures;
}

/** Who logs in, how, and as which device. */
export interface LoginOptions extends Omit<SignInOptions, 'unbound'> {
  /** The resource to bind where the server lets us choose. */
  resource: string;
  resume?: SmState;
}

/** A stream that is ready. */
export interface Negotiated {
  jid: string;
  features: StreamFeatures;
  login: LoginFacts;
  /** Carbons are on already (XEP-0280). */
  carbons: boolean;
  /** Stream management is on. */
  sm?: SmEnabled;
  /** The old stream goes on; the server handled so many of our stanzas. */
  resumedAt?: number;
  /** It does not, but the server still told how many of our stanzas it had handled. */
  failedAt?: number;
}

/** Opens the stream and reads what the server offers before login (RFC 6120 §4.3). */
export async function openLink(link: Link, jid: string): Promise<Element> {
  link.expect(OPEN_LIMIT, 'the stream was not opened');
  link.open(jid.includes('@') ? { to: domainOf(jid), from: jid } : { to: jid });
  return readFeatures(link);
}

async function readFeatures(link: Link): Promise<Element> {
  const features = await link.read();
  if (!isFeatures(features)) throw new AppError('server-refused', `${features.name} instead of features`);
  return features;
}

/** From a fresh connection to a stream that stanzas can be sent on. */
export async function negotiate(link: Link, wanted: LoginOptions): Promise<Negotiated> {
  const { resume, ...rest } = wanted;
  const options: LoginOptions = link.resumable && resume ? wanted : rest;
  const offered = await openLink(link, options.jid);
  link.expect(SIGN_IN_LIMIT, 'login was not finished');
  const { login, inline } = await signIn(link, offered, options);
  const ready = inline && (await finishInline(link, inline, options));
  if (ready) return { ...ready, login };
  if (!inline) link.open({ to: domainOf(options.jid), from: options.jid });
  return { ...(await finishClassic(link, options)), login };
}

type Ready = Omit<Negotiated, 'login'>;

/** The stream that SASL2 resumed or bound; `undefined` when it did neither. */
async function finishInline(
  link: Link,
  inline: Sasl2Success,
  { jid, resume }: LoginOptions
): Promise<Ready | undefined> {
  const { success, bound, carbons } = inline;
  const resumed = resume && child(success, 'resumed', SM);
  if (resumed) return readResumed(link, resumed, resume);
  if (!bound) return undefined;
  const full = checkJid(inline.jid, jid);
  const features = await readFeatures(link);
  const answer = child(bound, 'enabled', SM);
  const sm = answer ? readEnabled(answer) : offersSm(features) ? await enable(link) : undefined;
  const refusal = child(success, 'failed', SM);
  return { jid: full, features: parseStreamFeatures(features), carbons, ...(sm && { sm }), ...readFailed(refusal) };
}

/** Resume, else bind and enable stream management, each with a round trip of its own (RFC 6120 §7, XEP-0198 §3). */
async function finishClassic(link: Link, { jid, resource, resume }: LoginOptions): Promise<Ready> {
  const features = await readFeatures(link);
  let refusal: Element | undefined;
  if (resume && offersSm(features)) {
    link.send(buildResume(resume.id, resume.inbound));
    const answer = await link.read();
    if (answer.is('resumed', SM)) return readResumed(link, answer, resume);
    if (!answer.is('failed', SM)) throw new AppError('server-refused', `${answer.name} instead of resumed`);
    refusal = answer;
  }
  const id = sendBind(link, resource);
  // In the same breath: the server takes both in order, and counts from the second on.
  if (offersSm(features)) link.send(buildEnable(link.resumable));
  const full = checkJid(await readBound(link, id), jid);
  const sm = offersSm(features) ? await enabled(link) : undefined;
  const ready = { jid: full, features: parseStreamFeatures(features), carbons: false };
  return { ...ready, ...(sm && { sm }), ...readFailed(refusal) };
}

function readResumed(link: Link, element: Element, { id, jid, outbound, features }: SmState): Ready {
  const answer = parseSm(element);
  if (answer?.type !== 'resumed' || answer.previd !== id)
    throw new AppError('server-refused', 'a foreign stream was resumed');
  if (outbound !== undefined && answer.h > outbound) {
    const error = new CountError(answer.h, outbound);
    link.send(buildStreamError('undefined-condition', error.build()));
    throw new AppError('server-refused', error.message);
  }
  return { jid, features, carbons: true, sm: { id }, resumedAt: answer.h };
}

function readFailed(element: Element | undefined): { failedAt?: number } {
  const answer = element && parseSm(element);
  return answer?.type === 'failed' && answer.h !== undefined ? { failedAt: answer.h } : {};
}

function readEnabled(element: Element): SmEnabled | undefined {
  const answer = parseSm(element);
  return answer?.type === 'enabled' ? answer.enabled : undefined;
}

function checkJid(full: string, jid: string): string {
  const normal = normalJid(full);
  if (normal === undefined || bareJid(normal) !== jid || normal === jid)
    throw new AppError('server-refused', `bound to ${full}`);
  return normal;
}

function sendBind(link: Link, resource: string): string {
  const id = randomId();
  link.send(el('iq', { xmlns: CLIENT, type: 'set', id }, el('bind', { xmlns: BIND }, el('resource', {}, resource))));
  return id;
}

async function readBound(link: Link, id: string): Promise<string> {
  const answer = await link.read();
  if (!answer.is('iq', CLIENT) || attr(answer, 'id') !== id)
    throw new AppError('server-refused', 'not an answer to bind');
  if (attr(answer, 'type') === 'error') throw new AppError('server-refused', parseStanzaError(answer).message);
  const bound = child(answer, 'bind', BIND);
  const jid = bound && child(bound, 'jid', BIND);
  return jid ? text(jid) : '';
}

async function enable(link: Link): Promise<SmEnabled | undefined> {
  link.send(buildEnable(link.resumable));
  return enabled(link);
}

// What comes before the answer is not counted (XEP-0198 §4) and has no addressee yet.
async function enabled(link: Link): Promise<SmEnabled | undefined> {
  for (;;) {
    const answer = await link.read();
    if (answer.getNS() === SM) return readEnabled(answer);
    if (answer.getNS() !== CLIENT) throw new AppError('server-refused', `${answer.name} instead of enabled`);
  }
}
