import type { Affiliation, Role } from '../../engine/api-rooms';

/** What can be done to somebody in a group. */
export type PersonAction =
  'invite' | 'make-owner' | 'drop-owner' | 'make-admin' | 'drop-admin' | 'mute' | 'unmute' | 'remove' | 'kick' | 'ban';

/** What somebody is in a group: for good, and while they are there. */
export interface Standing {
  affiliation: Affiliation;
  role: Role;
}

/** Somebody to whom something could be done. */
export interface Affected extends Standing {
  /** Affiliations go by address, roles by nickname (XEP-0045 §9.1, §8.2). */
  address?: string;
  nick?: string;
  me: boolean;
}

const RANK: Record<Affiliation, number> = { outcast: 0, none: 1, member: 2, admin: 3, owner: 4 };

const isLeader = ({ affiliation }: Standing): boolean => RANK[affiliation] >= RANK.admin;
const isAbove = (one: Standing, other: Standing): boolean => RANK[one.affiliation] > RANK[other.affiliation];

type Rule = (self: Standing, other: Affected, isPrivate: boolean) => boolean;

const isKickable: Rule = (self, { nick, affiliation, role }) =>
  nick !== undefined &&
  self.role === 'moderator' &&
  RANK[affiliation] < RANK.admin &&
  RANK[affiliation] <= RANK[self.affiliation] &&
  // Who moderates without being an admin was made so by one, and only an admin takes that back (XEP-0045 §9.7).
  (role !== 'moderator' || isLeader(self));

const RULES: Record<PersonAction, Rule> = {
  // Who declined or left is a member still, and comes back when asked anew (XEP-0249 §3).
  invite: (self, { nick, address }, isPrivate) =>
    isPrivate && address !== undefined && nick === undefined && isLeader(self),
  // Only owners edit the lists of admins and owners (XEP-0045 §10.3 to §10.8).
  'make-admin': (self, { affiliation, address }) =>
    self.affiliation === 'owner' && address !== undefined && ['none', 'member'].includes(affiliation),
  'drop-admin': (self, { affiliation, address }) =>
    self.affiliation === 'owner' && address !== undefined && affiliation === 'admin',
  'make-owner': (self, { affiliation, address }) =>
    self.affiliation === 'owner' && address !== undefined && ['member', 'admin'].includes(affiliation),
  'drop-owner': (self, { affiliation, address }) =>
    self.affiliation === 'owner' && address !== undefined && affiliation === 'owner',
  // Never at or above the own level, and never an admin or owner (XEP-0045 §8.4).
  mute: (self, other) =>
    self.role === 'moderator' &&
    other.nick !== undefined &&
    other.role === 'participant' &&
    !isLeader(other) &&
    isAbove(self, other),
  unmute: (self, { nick, role }) => self.role === 'moderator' && nick !== undefined && role === 'visitor',
  // In a group for members only, who is a member no more is put out (XEP-0045 §9.4).
  remove: (self, other, isPrivate) =>
    isPrivate && other.address !== undefined && isLeader(self) && isAbove(self, other),
  // Never somebody above, never an admin or owner (XEP-0045 §8.2). It lasts until they come back.
  kick: (self, other, isPrivate) => isKickable(self, other, isPrivate) && !RULES.remove(self, other, isPrivate),
  // Never somebody at or above the own level (XEP-0045 §9.1).
  ban: (self, other) => other.address !== undefined && isLeader(self) && isAbove(self, other)
};

const ORDER: readonly PersonAction[] = [
  'invite',
  'make-admin',
  'drop-admin',
  'make-owner',
  'drop-owner',
  'mute',
  'unmute',
  'remove',
  'kick',
  'ban'
];

/** What the user may do to somebody, in the order of a menu (XEP-0045 §5.1.1, §5.2.2). Nothing to themselves. */
export function actionsOn(self: Standing, other: Affected, isPrivate: boolean): PersonAction[] {
  if (other.me || other.affiliation === 'outcast') return [];
  return ORDER.filter((action) => RULES[action](self, other, isPrivate));
}

/** What the user may do with the group itself. */
export interface RoomRights {
  /** Name, description and picture are the owners' (XEP-0045 §10.2). */
  edit: boolean;
  /** Moderators, and others where the group lets them (XEP-0045 §8.1). */
  subject: boolean;
  /** Admins add members; members where the group lets them (XEP-0045 §9.3, §7.8.2); to a channel anybody invites. */
  add: boolean;
  /** The list of the banned is the admins' (XEP-0045 §9.2). */
  banned: boolean;
  /** XEP-0045 §10.9 */
  destroy: boolean;
}

/** What the user may do with a group. */
export function rightsIn(
  self: Standing,
  room: { isPrivate: boolean; membersInvite: boolean; subjectIsFree: boolean }
): RoomRights {
  const isInside = self.role !== 'none';
  const owns = self.affiliation === 'owner';
  const belongs = RANK[self.affiliation] >= RANK.member;
  return {
    edit: owns,
    subject: self.role === 'moderator' || (self.role === 'participant' && room.subjectIsFree),
    add: isLeader(self) || (room.isPrivate ? belongs && room.membersInvite : belongs || isInside),
    banned: isLeader(self),
    destroy: owns
  };
}
