import { concatBytes } from '@noble/hashes/utils.js';
import { equalBytes } from '@noble/ciphers/utils.js';
import { agree, createKeyPair } from './curve';
import { SealingKeys, stepChain, stepRoot } from './kdf';
import type { Chain, Random, Refusal, Session, SkippedKey } from './model';
import { MAX_EXTRA, MAX_LEFT, MAX_SKIPPED, PROFILES } from './profile';
import { writeCovered, writeMessage, type ReceivedMessage } from './wire';

/** What came of a message in one session. */
export type Opened =
  | { readonly ok: true; readonly plaintext: Uint8Array; readonly session: Session }
  | { readonly ok: false; readonly reason: Extract<Refusal, 'mac' | 'duplicate' | 'too-far'> };

/** RatchetEncrypt (Double Ratchet §3.4): the message, and the session after it. */
export function seal(session: Session, plaintext: Uint8Array): { session: Session; message: Uint8Array } {
  const { version, sending, ratchet, previous } = session;
  const { key, chain } = stepChain(sending);
  const keys = new SealingKeys(key, PROFILES[version].message);
  const covered = writeCovered(version, {
    ratchet: ratchet.public,
    number: sending.next,
    previous,
    ciphertext: keys.encrypt(plaintext)
  });
  const mac = keys.mac(concatBytes(between(session, true), covered), PROFILES[version].macLength);
  return { session: { ...session, sending: chain }, message: writeMessage(version, covered, mac) };
}

/** RatchetDecrypt (Double Ratchet §3.5). The session is what it was unless the MAC was right. */
export function open(session: Session, message: ReceivedMessage, random: Random): Opened {
  const waited = session.skipped.find((skipped) => isOf(message, skipped));
  if (waited) {
    const plaintext = read(session, waited.key, message);
    if (!plaintext) return { ok: false, reason: 'mac' };
    return {
      ok: true,
      plaintext,
      session: answered(
        session,
        session.skipped.filter((one) => one !== waited)
      )
    };
  }
  if (session.left.some((ratchet) => equalBytes(ratchet, message.ratchet))) return past(session);
  if (equalBytes(session.theirs, message.ratchet)) return openInChain(session, message);
  return openInNewChain(session, message, random);
}

/** Whether the message is of a chain that the session has seen: then no other session can have it, and none need be tried. */
export function knowsChain({ theirs, left, skipped }: Session, { ratchet }: ReceivedMessage): boolean {
  return [theirs, ...left, ...skipped.map((one) => one.ratchet)].some((known) => equalBytes(known, ratchet));
}

function openInChain(session: Session, message: ReceivedMessage): Opened {
  if (!session.receiving) return { ok: false, reason: 'mac' };
  if (message.number < session.receiving.next) return past(session);
  if (message.number - session.receiving.next > MAX_SKIPPED) return { ok: false, reason: 'too-far' };
  const { skipped, key, chain } = skipTo(session.receiving, message.number, message.ratchet);
  const plaintext = read(session, key, message);
  if (!plaintext) return { ok: false, reason: 'mac' };
  const next = answered(session, [...session.skipped, ...skipped]);
  return { ok: true, plaintext, session: { ...next, receiving: chain } };
}

function openInNewChain(session: Session, message: ReceivedMessage, random: Random): Opened {
  const { version, receiving, ratchet } = session;
  const { root: info, previousPlus } = PROFILES[version];
  const missing = receiving ? Math.max(0, message.previous - receiving.next) : 0;
  if (missing + message.number > MAX_SKIPPED + previousPlus) return { ok: false, reason: 'too-far' };
  const shared = agree(ratchet.secret, message.ratchet);
  if (!shared) return { ok: false, reason: 'mac' };
  const received = stepRoot(session.root, shared, info);
  const { skipped, key, chain } = skipTo(received.chain, message.number, message.ratchet);
  const plaintext = read(session, key, message);
  if (!plaintext) return { ok: false, reason: 'mac' };

  const former = receiving && missing > 0 ? skipRest(session, receiving, message.previous) : [];
  const fresh = createKeyPair(random);
  const reply = agree(fresh.secret, message.ratchet);
  if (!reply) return { ok: false, reason: 'mac' };
  const sent = stepRoot(received.root, reply, info);
  const next = answered(session, [...session.skipped, ...former, ...skipped]);
  return {
    ok: true,
    plaintext,
    session: {
      ...next,
      root: sent.root,
      ratchet: fresh,
      theirs: message.ratchet,
      left: receiving ? [...session.left, session.theirs].slice(-MAX_LEFT) : session.left,
      sending: sent.chain,
      receiving: chain,
      previous: session.sending.next
    }
  };
}

/** The key of message `number`, those of the messages before it, and the chain after it. */
function skipTo(
  from: Chain,
  number: number,
  ratchet: Uint8Array
): { skipped: SkippedKey[]; key: Uint8Array; chain: Chain } {
  const skipped: SkippedKey[] = [];
  let step = stepChain(from);
  for (let at = from.next; at < number; at++) {
    skipped.push({ ratchet, number: at, key: step.key });
    step = stepChain(step.chain);
  }
  return { skipped, key: step.key, chain: step.chain };
}

function read(session: Session, key: Uint8Array, message: ReceivedMessage): Uint8Array | undefined {
  const keys = new SealingKeys(key, PROFILES[session.version].message);
  if (!keys.isRight(message.mac, concatBytes(between(session, false), message.covered))) return undefined;
  return keys.decrypt(message.ciphertext);
}

/** Who the message is between, in the order in which the version authenticates them. */
function between({ version, own, peer, initiated }: Session, isSending: boolean): Uint8Array {
  const ownFirst = version === 'legacy' ? isSending : initiated;
  return ownFirst ? concatBytes(own, peer) : concatBytes(peer, own);
}

/** The session once the other side is known to have it: its start need not go along any more. Oldest keys go first. */
function answered({ start: _start, ...session }: Session, skipped: readonly SkippedKey[]): Session {
  let extra = skipped.filter(({ isExtra }) => isExtra).length - MAX_EXTRA;
  const wanted = skipped.filter(({ isExtra }) => !isExtra || extra-- <= 0);
  const kept = wanted.slice(-MAX_SKIPPED);
  return { ...session, skipped: kept, ...(kept.length < wanted.length ? { hasForgotten: true } : {}) };
}

/** Why a message can't be read whose place in the session is over and whose key is not there. */
function past({ hasForgotten }: Session): Opened & { ok: false } {
  return { ok: false, reason: hasForgotten ? 'too-far' : 'duplicate' };
}

/** The keys of what a chain still owes when the next one begins; the last may be of a message that never was. */
function skipRest({ version, theirs }: Session, from: Chain, end: number): SkippedKey[] {
  const { skipped, key } = skipTo(from, end - 1, theirs);
  const isExtra = PROFILES[version].previousPlus > 0;
  return [...skipped, { ratchet: theirs, number: end - 1, key, ...(isExtra ? { isExtra } : {}) }];
}

function isOf(message: ReceivedMessage, { ratchet, number }: SkippedKey): boolean {
  return number === message.number && equalBytes(ratchet, message.ratchet);
}
