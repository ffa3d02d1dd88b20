import { localOf } from '../base/jid';
import type { ChatRow, Notify } from '../store/chats';
import type { PersonRow } from '../store/people';
import { isPrivate, newRoom, type RoomRow } from '../store/rooms';
import { under, type Database } from '../store/schema';
import type { RoomState, RoomView } from './api-rooms';
import { personName } from './person-name';
import { roomNick } from './room-nick';

/** Private groups of up to so many people call for attention with every message, larger ones and channels when they name the user. */
const SMALL_GROUP = 5;

/** The name to show for a room: the user's, else its own, else the address's first part. */
export function roomName(address: string, room: RoomRow | undefined): string {
  return room?.facts?.name || room?.bookmark?.name || (localOf(address) ?? address);
}

/** Whether the user is inside. */
export function roomState(room: RoomRow | undefined): RoomState {
  if (room?.bookmark && room.problem) return 'problem';
  // Other clients leave a room by this alone (XEP-0402 §4): it is listed, and entered by nobody.
  if (room?.bookmark?.autojoin) return 'in';
  return room?.invitation ? 'invited' : 'outside';
}

/** Which messages call for attention: what the user chose, else what is usual for such a chat. */
export function notifyOf(chat: Pick<ChatRow, 'kind' | 'notify'>, room: RoomRow | undefined): Notify {
  if (chat.notify) return chat.notify;
  const people = room?.members.length ?? 0;
  const isSmall = isPrivate(room) && people > 0 && people <= SMALL_GROUP;
  return { rule: chat.kind !== 'room' || isSmall ? 'all' : 'mentions' };
}

/** What is unread in a chat as its badge shows it, at this time. */
export function attention(chat: ChatRow, room: RoomRow | undefined, now: number) {
  const { rule, mutedUntil } = notifyOf(chat, room);
  const mentions = chat.mentions ?? 0;
  const muted = rule === 'none' || (mutedUntil !== undefined && mutedUntil > now);
  return { mentions, muted, quiet: muted || (rule === 'mentions' && mentions === 0) };
}

/** All that is stored of a room. */
export async function queryRoom(db: Database, account: string, address: string): Promise<RoomView> {
  const [stored, chat, self, rows] = await Promise.all([
    db.get('rooms', [account, address]),
    db.get('chats', [account, address]),
    db.get('accounts', account),
    db.getAll('people', under(account))
  ]);
  const room = stored ?? newRoom(account, address);
  const people = new Map(rows.map((row) => [row.address, row]));
  const { facts, bookmark, invitation, problem } = room;
  const nick = bookmark?.nick || roomNick(account, self?.name);
  return {
    address,
    name: roomName(address, room),
    description: facts?.description ?? '',
    subject: room.subject ?? '',
    state: roomState(room),
    ...(bookmark && problem && { problem }),
    nick,
    ...(invitation && { invitation: viewOfInvitation(invitation, people) }),
    isPrivate: isPrivate(room),
    isListed: facts?.hidden === false,
    needsPassword: facts?.passwordProtected === true,
    membersInvite: facts?.membersInvite === true,
    subjectIsFree: facts?.subjectMayChange === true,
    members: membersOf(room, people, account, nick),
    moderation: facts?.moderation !== undefined,
    notify: notifyOf(chat ?? { kind: 'room' }, room)
  };
}

function viewOfInvitation({ by, reason, time }: NonNullable<RoomRow['invitation']>, people: Map<string, PersonRow>) {
  return { by, name: personName(by, people.get(by)), reason: reason ?? '', time };
}

function membersOf({ members }: RoomRow, people: Map<string, PersonRow>, account: string, nick: string) {
  return members
    .map(({ address, affiliation, nick: reserved }) => {
      const person = people.get(address);
      const theirs = address === account ? nick : person?.name || person?.nick || reserved;
      return { address, affiliation, name: theirs || (localOf(address) ?? address) };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}
