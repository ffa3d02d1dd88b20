// XEP-0420: Stanza Content Encryption, 0.5.0, https://xmpp.org/extensions/xep-0420.html
import { bareJid } from '../../base/jid';
import { standalone } from '../fragment';
import { attr, child, children, el, Element, elements, parseFrame } from '../xml';
import { MUC_USER } from './0045-muc';
import { formatDateTime, parseDateTime } from './0082-date-time';
import { DELAY } from './0203-delay';
import { HINTS } from './0334-hints';
import { SID } from './0359-stanza-ids';
import { EME } from './0380-encryption';
import { OCCUPANT_ID } from './0421-occupant-id';

export const SCE = 'urn:xmpp:sce:1';
/** So many random characters hide how long a message is, at most (§4). */
export const MAX_PADDING = 200;

const CLIENT = 'jabber:client';
/** What servers and rooms read or say (§8): never in an envelope, and read of the stanza alone. */
const OF_SERVERS: ReadonlySet<string> = new Set([
  ...[HINTS, EME, DELAY, MUC_USER, OCCUPANT_ID],
  'http://jabber.org/protocol/address',
  'http://jabber.org/protocol/pubsub#event'
]);

/** What was inside an encrypted message. */
export interface Envelope {
  /** Each stands for itself: to be put into any stanza. */
  content: Element[];
  /** When it was encrypted, milliseconds since 1970, as its sender says. */
  time?: number;
}

/** Who a message is from and for, bare, as its stanza says: a member's real address, and the room, in a group. */
export interface Expected {
  from: string;
  to: string;
  /** In a group the envelope must say for which: a member could send on elsewhere what was said here. */
  isGroup?: boolean;
}

/** Whether an element is one that servers and rooms read or say: it stands beside what is encrypted. */
export function isOfServers(element: Element): boolean {
  const ns = element.getNS();
  if (ns === SID) return element.getName() === 'stanza-id';
  return (ns !== undefined && OF_SERVERS.has(ns)) || element.is('error', CLIENT);
}

/**
 * Reads what was decrypted; `undefined` when it is no envelope, or one for another sender, recipient or group (§4). What
 * only servers may say is left out of it.
 */
export function parseEnvelope(xml: string, { from, to, isGroup = false }: Expected): Envelope | undefined {
  const envelope = parseXml(xml);
  if (!envelope?.is('envelope', SCE)) return undefined;
  const [content, ...more] = children(envelope, 'content', SCE);
  if (!content || more.length > 0 || !isFor(envelope, 'from', from) || !isFor(envelope, 'to', to)) return undefined;
  if (isGroup && !child(envelope, 'to', SCE)) return undefined;
  const stamp = child(envelope, 'time', SCE);
  const time = stamp && parseDateTime(attr(stamp, 'stamp'));
  const allowed = elements(content).filter((element) => !isOfServers(element));
  return { content: allowed.map(standalone), ...(time !== undefined && { time }) };
}

// A sender may well have encrypted what is no XML; nothing more is to be known of it.
function parseXml(xml: string): Element | undefined {
  try {
    return parseFrame(xml);
  } catch {
    return undefined;
  }
}

function isFor(envelope: Element, name: string, jid: string): boolean {
  return children(envelope, name, SCE).every((affix) => bareJid(attr(affix, 'jid')) === jid);
}

/**
 * Writes what is to be encrypted. `time`: milliseconds since 1970; `padding`: up to {@link MAX_PADDING} random characters.
 * What is only for servers is left out.
 */
export function buildEnvelope(
  content: Element[],
  { from, to, time, padding }: { from: string; to: string; time: number; padding: string }
): string {
  const inside = content.map(inNamespace).filter((element) => !isOfServers(element));
  // Some find the recipient only with a namespace of its own.
  return el(
    'envelope',
    { xmlns: SCE },
    el('content', {}, ...inside.map(standalone)),
    el('time', { stamp: formatDateTime(time) }),
    el('from', { jid: from }),
    el('to', { xmlns: SCE, jid: to }),
    el('rpad', {}, padding.slice(0, MAX_PADDING))
  ).toString();
}

/** An element as it would be in a stanza: a body without namespace would be one of the envelope's (§9). */
function inNamespace(element: Element): Element {
  if (element.getNS() !== undefined) return element;
  const copy = new Element(element.name, { ...element.attrs, xmlns: CLIENT });
  copy.children = element.children;
  return copy;
}

/**
 * The stanza as its sender meant it (§7): what was inside, and of what stood beside it only what servers and rooms say.
 * Anybody on the way may have written the rest.
 */
export function openStanza(stanza: Element, content: Element[]): Element {
  const beside = elements(stanza).filter(isOfServers);
  const opened = new Element(stanza.name, { ...stanza.attrs, xmlns: stanza.getNS() ?? CLIENT });
  for (const element of [...beside, ...content]) opened.cnode(standalone(element));
  return opened;
}
