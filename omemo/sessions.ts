import { equalBytes } from '@noble/ciphers/utils.js';
import { verifyBundle, type BundleFault } from './bundle';
import { createKeyPair, agree } from './curve';
import { decodeKey, encodeIdentity } from './encoding';
import { stepRoot } from './kdf';
import type { Bundle, Decrypted, KeyPair, OwnKeys, Random, Refusal, Session, Version } from './model';
import { HEARTBEAT_AFTER, MAX_SESSIONS, PROFILES } from './profile';
import { knowsChain, open, seal, type Opened } from './ratchet';
import { readExchange, readMessage, writeExchange, type Exchange, type ReceivedMessage } from './wire';
import { agreeAsInitiator, agreeAsResponder } from './x3dh';

/** A session from a bundle, with one of its pre keys by chance. Its first message makes it known to the other side. */
export function startSession(
  own: { readonly identity: KeyPair; readonly deviceId: number },
  bundle: Bundle,
  random: Random
): { readonly ok: true; readonly session: Session } | { readonly ok: false; readonly reason: BundleFault } {
  const { version } = bundle;
  const verified = verifyBundle(bundle);
  if (!verified.ok) return verified;
  const signedPreKey = decodeKey(version, bundle.signedPreKey.key);
  const chosen = bundle.preKeys[new DataView(random(4).slice().buffer).getUint32(0) % bundle.preKeys.length];
  const preKey = decodeKey(version, chosen?.key);
  if (!signedPreKey || !chosen || !preKey) return { ok: false, reason: 'malformed' };
  const ephemeral = createKeyPair(random);
  const theirs = { identity: verified.identity, signedPreKey, preKey };
  const agreed = agreeAsInitiator(version, { identity: own.identity, ephemeral }, theirs);
  const ratchet = createKeyPair(random);
  const shared = agree(ratchet.secret, signedPreKey);
  if (!agreed || !shared) return { ok: false, reason: 'malformed' };
  const { root, chain } = stepRoot(agreed.root, shared, PROFILES[version].root);
  const session: Session = {
    version,
    own: encodeIdentity(version, own.identity.public),
    peer: bundle.identity.slice(),
    peerIdentity: verified.identity,
    initiated: true,
    ephemeral: ephemeral.public,
    id: agreed.id,
    root,
    ratchet,
    theirs: signedPreKey,
    left: [],
    sending: chain,
    previous: 0,
    skipped: [],
    start: { signedPreKeyId: bundle.signedPreKey.id, preKeyId: chosen.id, deviceId: own.deviceId }
  };
  return { ok: true, session };
}

/** The list with a session in front of it, which is the one to send with; the last one falls off a full list. */
export function addSession(sessions: readonly Session[], session: Session): readonly Session[] {
  return [session, ...sessions.filter(({ id }) => !equalBytes(id, session.id))].slice(0, MAX_SESSIONS);
}

/** The key material for one device. Store the session before the bytes leave. */
export function encryptKey(
  session: Session,
  keyMaterial: Uint8Array
): { readonly session: Session; readonly wire: Uint8Array; readonly isPreKey: boolean } {
  const { session: next, message } = seal(session, keyMaterial);
  const { start, version, ephemeral, own } = session;
  if (!start) return { session: next, wire: message, isPreKey: false };
  return {
    session: next,
    wire: writeExchange(version, { ...start, identity: own, ephemeral, message }),
    isPreKey: true
  };
}

/** What a message that starts a session asks for, and says of its sender; nothing of it is proved yet. */
export function readKeyExchange(
  version: Version,
  wire: Uint8Array
): { readonly preKeyId?: number; readonly signedPreKeyId: number; readonly identity: Uint8Array } | undefined {
  const exchange = readExchange(version, wire);
  if (!exchange) return undefined;
  const { preKeyId, signedPreKeyId, curve } = exchange;
  return { signedPreKeyId, identity: curve, ...(preKeyId === undefined ? {} : { preKeyId }) };
}

/** One key element for this device. */
export interface Received {
  readonly version: Version;
  /** All sessions with that device in that version. */
  readonly sessions: readonly Session[];
  readonly wire: Uint8Array;
  /** Whether the element says that it starts a session. */
  readonly isPreKey: boolean;
  readonly own: OwnKeys;
  /** Curve25519 form of the identity that the device is known by, and sessions with others are let go; without it any will do. */
  readonly peerIdentity?: Uint8Array;
  readonly random: Random;
}

/** Reads the key material that a device sent. Nothing that was given is changed. */
export function decryptKey(received: Received): Decrypted {
  return received.isPreKey ? decryptStart(received) : decryptMessage(received);
}

/** Whether the other side sent so much without an answer that an empty message should go back (XEP-0384 §5.5). */
export function needsHeartbeat({ receiving, sending }: Session): boolean {
  return (receiving?.next ?? 0) >= HEARTBEAT_AFTER && sending.next === 0;
}

function decryptMessage({ version, sessions: all, wire, peerIdentity, random }: Received): Decrypted {
  const sessions = ofPeer(all, peerIdentity);
  const message = readMessage(version, wire);
  if (!message) return refuse('malformed');
  const known = sessions.find((session) => knowsChain(session, message));
  if (known) return conclude(sessions, open(known, message, random));
  let reason: Refusal = all.length > sessions.length ? 'identity' : 'no-session';
  for (const session of sessions) {
    const opened = open(session, message, random);
    if (opened.ok) return accept(sessions, opened);
    // Only the session that it is of could say more than that the MAC is wrong.
    if (reason === 'no-session' || reason === 'identity' || opened.reason !== 'mac') reason = opened.reason;
  }
  return refuse(reason);
}

function decryptStart({ version, sessions: all, wire, own, peerIdentity, random }: Received): Decrypted {
  const sessions = ofPeer(all, peerIdentity);
  const exchange = readExchange(version, wire);
  const message = exchange && readMessage(version, exchange.message);
  if (!message) return refuse('malformed');
  if (peerIdentity && !equalBytes(peerIdentity, exchange.curve)) return refuse('identity');
  const known = sessions.find(
    ({ initiated, ephemeral, peer }) =>
      !initiated && equalBytes(ephemeral, exchange.ephemeral) && equalBytes(peer, exchange.identity)
  );
  if (known) return conclude(sessions, open(known, message, random));
  const preKey = own.preKeys.find(({ id }) => id === exchange.preKeyId);
  if (!preKey) return refuse('no-prekey');
  const signedPreKey = own.signedPreKeys.find(({ id }) => id === exchange.signedPreKeyId);
  if (!signedPreKey) return refuse('no-signed-prekey');
  const identity = own.identity;
  const agreed = agreeAsResponder(
    version,
    { identity, signedPreKey, preKey },
    { identity: exchange.curve, ephemeral: exchange.ephemeral }
  );
  if (!agreed) return refuse('malformed');
  const same = sessions.find(({ id }) => equalBytes(id, agreed.id));
  if (same) return conclude(sessions, open(same, message, random));
  const opened = openFirst(version, exchange, message, own.identity, signedPreKey, agreed, random);
  return opened.ok ? { ...accept(sessions, opened), usedPreKeyId: preKey.id } : refuse(opened.reason);
}

function ofPeer(sessions: readonly Session[], peerIdentity: Uint8Array | undefined): readonly Session[] {
  return peerIdentity ? sessions.filter((one) => equalBytes(one.peerIdentity, peerIdentity)) : sessions;
}

/** The responder's session begins with the message that starts it; until then it has no chain (Double Ratchet §3.3). */
function openFirst(
  version: Version,
  exchange: Exchange,
  message: ReceivedMessage,
  identity: KeyPair,
  signedPreKey: KeyPair,
  { root, id }: { root: Uint8Array; id: Uint8Array },
  random: Random
): Opened {
  const session: Session = {
    version,
    own: encodeIdentity(version, identity.public),
    peer: exchange.identity,
    peerIdentity: exchange.curve,
    initiated: false,
    ephemeral: exchange.ephemeral,
    id,
    root,
    ratchet: { secret: signedPreKey.secret, public: signedPreKey.public },
    theirs: new Uint8Array(32),
    left: [],
    sending: { key: new Uint8Array(32), next: 0 },
    previous: 0,
    skipped: []
  };
  return open(session, message, random);
}

function conclude(sessions: readonly Session[], opened: Opened): Decrypted {
  return opened.ok ? accept(sessions, opened) : refuse(opened.reason);
}

function accept(
  sessions: readonly Session[],
  { plaintext, session }: Extract<Opened, { ok: true }>
): Decrypted & { ok: true } {
  return { ok: true, plaintext, sessions: addSession(sessions, session) };
}

function refuse(reason: Refusal): Decrypted & { ok: false } {
  return { ok: false, reason };
}
