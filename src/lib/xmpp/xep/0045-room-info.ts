// XEP-0045: Multi-User Chat, 1.34.6, https://xmpp.org/extensions/xep-0045.html
// XEP-0486: MUC Avatars, 0.1.0, https://xmpp.org/extensions/xep-0486.html
import { bareJid } from '../../base/jid';
import { parseBoolean, parseUnsigned } from '../lexical';
import { StanzaError, type Requests } from '../requests';
import { formType } from './0004-data-forms';
import { fetchDiscoItems, fetchInfo, type DiscoInfo } from './0030-disco';
import { MUC } from './0045-muc';
import { MAM } from './0313-archive';
import { SID } from './0359-stanza-ids';
import { OCCUPANT_ID } from './0421-occupant-id';
import { MODERATION } from './0425-moderation';
import { readReactionRules, type ReactionRules } from './0444-reactions';

const ROOM_INFO = `${MUC}#roominfo`;
/** The field of XEP-0486 §3.3, and what Prosody's module had before, in Clark notation. */
const AVATAR_HASHES = /^(muc#roominfo_avatarhash|\{[^}]*\/mod_vcard_muc\}avatar#sha1)$/;
const MEMBERS_INVITE = /roomconfig_allow(member)?invites$/;
/** Services that are asked before the others because they are mostly the ones. */
const LIKELY = /^(conference|muc|rooms?|chats?|groups?)\./;
/** How many of a server's entities are asked what they are. */
const MAX_ASKED = 20;

/** What a room says about itself (§6.4, §15.5). */
export interface RoomInfo {
  isRoom: boolean;
  name?: string;
  description?: string;
  subject?: string;
  language?: string;
  occupants?: number;
  membersOnly: boolean;
  open: boolean;
  nonAnonymous: boolean;
  passwordProtected: boolean;
  moderated: boolean;
  hidden: boolean;
  persistent: boolean;
  /** Everybody may change the subject; absent: not said. */
  subjectMayChange?: boolean;
  /** Members may bring others in; absent: not said. */
  membersInvite?: boolean;
  /** It keeps an archive (XEP-0313). */
  archive: boolean;
  /**
   * Its stanza-ids are true: it announces XEP-0359 (§4), or an archive, which must put them in and by the same rules
   * (XEP-0313 §3.5). Prosody's rooms announce only the archive.
   */
  stableIds: boolean;
  occupantIds: boolean;
  /** The newest way of moderation that it knows (XEP-0425). */
  moderation?: 0 | 1;
  /** Which reactions it takes (XEP-0444 §2.2); absent: all. */
  reactions?: ReactionRules;
  /** It answers pings to oneself by itself (XEP-0410 §3.3). */
  selfPing: boolean;
  /** It has a vCard, and with it an avatar. */
  vcard: boolean;
  /** SHA-1, hexadecimal, of its avatar in all its formats (XEP-0486 §3.3). */
  avatarHashes: string[];
}

const isConference = (info: DiscoInfo): boolean =>
  info.features.includes(MUC) &&
  info.identities.some(({ category, type }) => category === 'conference' && type === 'text');

/** Whether an entity is a service that holds rooms (§6.1). */
export function isRoomService(info: DiscoInfo): boolean {
  return isConference(info);
}

/** Reads what a room answered. */
export function readRoomInfo(info: DiscoInfo): RoomInfo {
  const features = new Set(info.features);
  const fields = info.forms.filter((form) => formType(form) === ROOM_INFO).flatMap((form) => form.fields);
  const value = (...names: string[]): string | undefined =>
    fields.find((field) => names.includes(field.name) && field.values[0])?.values[0];
  const identity = info.identities.find(({ category }) => category === 'conference');
  const name = identity?.name || value('muc#roomconfig_roomname');
  const description = value('muc#roominfo_description', 'muc#roomconfig_roomdesc');
  const subject = value('muc#roominfo_subject');
  const language = value('muc#roominfo_lang', 'muc#roomconfig_lang');
  const occupants = parseUnsigned(value('muc#roominfo_occupants'));
  const subjectMayChange = parseBoolean(value('muc#roominfo_changesubject', 'muc#roomconfig_changesubject'));
  const membersInvite = parseBoolean(fields.find(({ name: field }) => MEMBERS_INVITE.test(field))?.values[0]);
  const moderation = MODERATION.findLastIndex((ns) => features.has(ns));
  const reactions = readReactionRules(info);
  const hashes = fields.filter((field) => AVATAR_HASHES.test(field.name)).flatMap((field) => field.values);
  return {
    isRoom: isConference(info),
    membersOnly: features.has('muc_membersonly'),
    open: features.has('muc_open'),
    nonAnonymous: features.has('muc_nonanonymous'),
    passwordProtected: features.has('muc_passwordprotected'),
    moderated: features.has('muc_moderated'),
    hidden: features.has('muc_hidden'),
    persistent: features.has('muc_persistent'),
    archive: features.has(MAM),
    stableIds: features.has(SID) || features.has(MAM),
    occupantIds: features.has(OCCUPANT_ID),
    selfPing: features.has(`${MUC}#self-ping-optimization`),
    vcard: features.has('vcard-temp'),
    avatarHashes: [...new Set(hashes.map((hash) => hash.trim().toLowerCase()))].filter((h) => /^[0-9a-f]{40}$/.test(h)),
    ...(name && { name }),
    ...(description && { description }),
    ...(subject && { subject }),
    ...(language && { language }),
    ...(occupants !== undefined && { occupants }),
    ...(subjectMayChange !== undefined && { subjectMayChange }),
    ...(membersInvite !== undefined && { membersInvite }),
    ...(reactions && { reactions }),
    ...((moderation === 0 || moderation === 1) && { moderation })
  };
}

/** Asks a room what it is (§6.4). Fails with `item-not-found` where there is none. */
export async function fetchRoomInfo(requests: Requests, room: string): Promise<RoomInfo> {
  return readRoomInfo(await fetchInfo(requests, room));
}

/** Entities that refuse, or stay silent, are not what is looked for; without a stream nobody knows. */
async function infoOrNone(requests: Requests, jid: string): Promise<DiscoInfo | undefined> {
  try {
    return await fetchInfo(requests, jid);
  } catch (error) {
    if (error instanceof StanzaError && error.condition !== 'closed') return undefined;
    throw error;
  }
}

/** The address of a server's own room service (§6.1); `undefined` when it has none. */
export async function findRoomService(requests: Requests, domain: string): Promise<string | undefined> {
  const items = (await fetchDiscoItems(requests, domain)).filter(({ node }) => node === undefined);
  const services = [...new Set(items.flatMap(({ jid }) => bareJid(jid) ?? []))].filter((jid) => !jid.includes('@'));
  const rank = (jid: string): number => (LIKELY.test(jid) ? 0 : 1);
  for (const jid of services.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_ASKED)) {
    const info = await infoOrNone(requests, jid);
    if (info && isRoomService(info)) return jid;
  }
  return undefined;
}
