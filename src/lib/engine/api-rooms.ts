import type { ErrorCode } from '../base/errors';
import type { Notify } from '../store/chats';
import type { RoomEvent } from '../store/messages';
import type { Affiliation } from '../store/rooms';

export type { Affiliation, RoomEvent };

/** What somebody may do while they are there (XEP-0045 §5.1). */
export type Role = 'moderator' | 'participant' | 'visitor' | 'none';

/** Which messages of a chat call for attention (XEP-0492), and until when nothing does. */
export type NotifyView = Notify;

/**
 * Whether the user is inside: `in` (the live state tells of the connection), `invited`, `outside` (only looked at, or left), `problem`
 * (could not enter, or was put out: `RoomView.problem` says why).
 */
export type RoomState = 'in' | 'invited' | 'outside' | 'problem';

/** What is stored of a group. */
export interface RoomView {
  address: string;
  /** The name to show: the user's bookmark, the group's own, or the first part of the address. */
  name: string;
  description: string;
  subject: string;
  state: RoomState;
  problem?: ErrorCode;
  /** The nickname that the user has or would have there. */
  nick: string;
  invitation?: { by: string; name: string; reason: string; time: number };
  /** Members only and not anonymous: a family's group; else a public channel. */
  isPrivate: boolean;
  /** Listed for everybody on the server. */
  isListed: boolean;
  needsPassword: boolean;
  /** Members may add people. */
  membersInvite: boolean;
  /** Anybody inside may change the subject. */
  subjectIsFree: boolean;
  /** The people who belong to it, as far as the server tells; of a channel perhaps only who leads it. By name. */
  members: { address: string; name: string; affiliation: Affiliation }[];
  /** The server can retract anyone's message (XEP-0425). */
  moderation: boolean;
  notify: NotifyView;
}

/** Somebody who is in a group at this moment. */
export interface OccupantView {
  nick: string;
  /** Bare address, where the group shows it. */
  address?: string;
  /** The same for every message and presence of theirs: the occupant id (XEP-0421), else the nickname. */
  key: string;
  affiliation: Affiliation;
  role: Role;
  me: boolean;
}

/** What is known of a group only while connected. */
export interface RoomLive {
  /** `joining` may last: groups are entered a few at a time. */
  state: 'joining' | 'in' | 'out';
  /** The nickname that the user has there now. */
  nick: string;
  affiliation: Affiliation;
  role: Role;
  /** How many are there. */
  count: number;
  /** Who they are, when the group is looked at: those with rights first, then by name, at most a thousand. */
  occupants?: OccupantView[];
}

/** A group as it is found on a server or behind a link. */
export interface RoomPreview {
  address: string;
  name: string;
  description: string;
  /** How many are there, where it is told. */
  people?: number;
  isPrivate: boolean;
  needsPassword: boolean;
}

/** A part of a long list; `next` fetches what follows. */
export interface RoomPage {
  rooms: RoomPreview[];
  next?: string;
}

/** Why the user may not do something in a group is in the error's code: `not-allowed`, `offline`, `room-…`. */
export interface RoomApi {
  /** What is stored of a group. Topic `chat:<address>`. */
  room(address: string): Promise<RoomView>;
  /** Makes a group with people in it, or a public channel, and enters it. Returns its address. Fails with `rooms-not-offered`. */
  createRoom(draft: { name: string; people: string[]; picture?: Blob; isPublic: boolean }): Promise<string>;
  /** What a group says of itself before it is entered. Fails with `room-not-found`, `room-unreachable`. */
  lookUpRoom(address: string): Promise<RoomPreview>;
  /** Enters: by address, by an accepted invitation, or again after a problem. Fails with `nick-taken`, `room-password`, `room-banned`, … */
  joinRoom(address: string, options?: { nick?: string; password?: string }): Promise<void>;
  /** Leaves for good, here and on the user's other devices. Works offline. */
  leaveRoom(address: string): Promise<void>;
  declineInvitation(address: string): Promise<void>;
  /** The public groups of the user's server, page by page. Fails with `rooms-not-offered`. */
  publicRooms(after?: string): Promise<RoomPage>;
  /** Searches where the server offers a search (XEP-0433), else among its public groups. */
  searchRooms(words: string): Promise<RoomPage>;
  /** Which messages call for attention; of contacts too. Works offline. */
  setNotify(address: string, notify: NotifyView): Promise<void>;
  setRoomNick(address: string, nick: string): Promise<void>;
  setSubject(address: string, subject: string): Promise<void>;
  /** Renames, describes, gives a picture, opens or closes. Only what is named changes. */
  changeRoom(address: string, change: { name?: string; description?: string; picture?: Blob }): Promise<void>;
  /** Makes them members and tells them. Works through the outbox: whoever can't be reached now gets it later. */
  inviteToRoom(address: string, people: string[]): Promise<void>;
  /** Gives rights or takes them: `member` adds, `none` removes (and lifts a ban), `outcast` bans, `admin`, `owner`. */
  setAffiliation(address: string, person: string, affiliation: Affiliation): Promise<void>;
  /** Lets somebody speak or not while they are there. */
  setVoice(address: string, nick: string, voice: boolean): Promise<void>;
  kick(address: string, nick: string): Promise<void>;
  /** The banned; only for who may see them. */
  banned(address: string): Promise<string[]>;
  /** Retracts anyone's message for all (XEP-0425). */
  retractMessage(address: string, id: string): Promise<void>;
  /** Ends the group for everybody. */
  destroyRoom(address: string): Promise<void>;
  /** The picture of a person or group, where one is known. Topic `avatar:<address>`. */
  avatar(address: string): Promise<Blob | undefined>;
}
