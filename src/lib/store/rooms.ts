import type { ErrorCode } from '../base/errors';
import type { ReactionRulesRow } from './chats';
import type { WriteTx } from './schema';

/** What somebody is in a group for good (XEP-0045 §5.2). */
export type Affiliation = 'owner' | 'admin' | 'member' | 'none' | 'outcast';

/** What a room says of itself (XEP-0045 §6.4); kept, so that a login need not ask again. */
export interface RoomFacts {
  name?: string;
  description?: string;
  membersOnly: boolean;
  nonAnonymous: boolean;
  passwordProtected: boolean;
  hidden: boolean;
  /** It has an archive, and the ids that it gives are true (XEP-0313 §5.1, XEP-0359 §6). */
  archive: boolean;
  stableIds: boolean;
  occupantIds: boolean;
  moderation?: 0 | 1;
  subjectMayChange?: boolean;
  membersInvite?: boolean;
  reactions?: ReactionRulesRow;
}

/** A room that the user is in, was invited to, or looked at. */
export interface RoomRow {
  account: string;
  /** Bare address. */
  room: string;
  /** It is among the user's rooms (XEP-0402); absent: not, or no more. */
  bookmark?: { name?: string; autojoin: boolean; nick?: string; password?: string; extensions: string };
  invitation?: { by: string; reason?: string; password?: string; time: number; mediated: boolean };
  /** Invitations up to then were answered, milliseconds. */
  answered?: number;
  facts?: RoomFacts;
  subject?: string;
  /** Why the user is not inside. */
  problem?: ErrorCode;
  /** Who belongs to it, as far as the room tells. */
  members: { address: string; affiliation: Affiliation; nick?: string }[];
  /** How far others have read: a place by occupant. */
  readers: [occupant: string, order: number][];
  /** Where the room shows whose picture it has: its hash. */
  avatarHash?: string;
}

/** A row of a room of which nothing is known. */
export function newRoom(account: string, room: string): RoomRow {
  return { account, room, members: [], readers: [] };
}

/** A room's row, or a new one that is not stored yet. */
export async function loadRoom(tx: WriteTx, account: string, room: string): Promise<RoomRow> {
  return (await tx.objectStore('rooms').get([account, room])) ?? newRoom(account, room);
}

/** Members only, and everybody sees who is who: a family's group (XEP-0045 §4.2). */
export function isPrivate(room: { facts?: RoomFacts | undefined } | undefined): boolean {
  return room?.facts?.membersOnly === true && room.facts.nonAnonymous;
}

/** Whether it stands in the list of chats. */
export function isListed(room: RoomRow | undefined): boolean {
  return room?.bookmark !== undefined || room?.invitation !== undefined;
}
