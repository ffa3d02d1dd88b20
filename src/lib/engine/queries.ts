import { resourceOf } from '../base/jid';
import { isEncrypted, newChat, type ChatRow } from '../store/chats';
import { gapsOf, intervalAt, unite, type Interval } from '../store/coverage';
import { loadWindow, placeAbove, type MessageRow } from '../store/messages';
import { stranger, type PersonRow } from '../store/people';
import { isListed, type RoomRow } from '../store/rooms';
import { under, type Database } from '../store/schema';
import type { ChatItem, ConversationView, GapView, PersonItem, WindowQuery } from './api';
import { isReferable, markOpen, viewMessages } from './message-view';
import { personName } from './person-name';
import { reactionRulesOf } from './reaction-rules';
import { attention, notifyOf, roomName, roomState } from './room-queries';

/** All conversations in which something happened, newest first; then contacts with whom one can begin. */
export async function queryChats(db: Database, account: string, now: number): Promise<ChatItem[]> {
  const tx = db.transaction(['chats', 'people', 'rooms']);
  const [chats, people, rooms] = await Promise.all([
    tx.objectStore('chats').getAll(under(account)),
    tx.objectStore('people').getAll(under(account)),
    tx.objectStore('rooms').getAll(under(account))
  ]);
  const roomOf = new Map(rooms.map((row) => [row.room, row]));
  const known = new Map(people.map((row) => [row.address, row]));
  const begun = new Set(
    chats.filter((chat) => chat.preview || chat.draft || chat.readOrder > 0).map(({ chat }) => chat)
  );
  const open = people
    .filter(({ address, subscription, blocked }) => subscription === 'both' && !blocked && !begun.has(address))
    .sort((a, b) => personName(a.address, a).localeCompare(personName(b.address, b)))
    .map(({ address }) => newChat(account, address));
  return chats
    .filter((chat) => (chat.kind === 'room' ? isListed(roomOf.get(chat.chat)) : chat.preview || chat.draft))
    .sort((a, b) => placeOfChat(b) - placeOfChat(a))
    .concat(open)
    .map((chat) => {
      const person = known.get(chat.chat);
      const room = roomOf.get(chat.chat);
      const { preview } = chat;
      const invitation = room?.bookmark ? undefined : room?.invitation;
      return {
        address: chat.chat,
        kind: chat.kind,
        name: nameOfChat(chat, person, room),
        ...(preview && { preview: viewOfPreview(preview, known) }),
        time: invitation?.time ?? preview?.time ?? 0,
        draft: chat.draft,
        unread: chat.unread,
        ...attention(chat, room, now),
        request: invitation !== undefined || isRequest(chat, person, account),
        ...(invitation && { invitedBy: personName(invitation.by, known.get(invitation.by)) })
      };
    })
    .filter((item) => !known.get(item.address)?.blocked || !item.request);
}

function viewOfPreview(preview: NonNullable<ChatRow['preview']>, known: Map<string, PersonRow>) {
  const { text, mine, status, nick, person, event, retracted, byAuthor, file, location, unreadable } = preview;
  const contact = person === undefined ? undefined : known.get(person);
  const who = contact?.listed ? personName(contact.address, contact) : nick;
  return {
    text,
    mine,
    ...(status && { status }),
    ...(who && { who }),
    ...(event && { event }),
    ...(retracted && { retracted }),
    ...(byAuthor && { byAuthor }),
    ...(file && { file }),
    ...(location && { location }),
    ...(unreadable && { unreadable })
  };
}

/** A private message's chat is named by the nickname, which is all that is known of them. */
function nameOfChat(chat: ChatRow, person: PersonRow | undefined, room: RoomRow | undefined): string {
  if (chat.kind === 'room') return roomName(chat.chat, room);
  if (chat.kind === 'private') return resourceOf(chat.chat) ?? chat.chat;
  return personName(chat.chat, person);
}

function placeOfChat(chat: ChatRow): number {
  return Math.max(chat.lastOrder, (chat.draftTime ?? 0) * 1000);
}

/** Whether a conversation waits for the user's decision: somebody unknown wrote, and nobody wrote back. */
function isRequest(chat: ChatRow, person: PersonRow | undefined, account: string): boolean {
  const isOfPerson = chat.kind === 'contact' && chat.chat !== account;
  return isOfPerson && chat.preview !== undefined && !chat.accepted && !person?.listed;
}

/** Contacts, those who ask to be one, and the blocked; by name. */
export async function queryPeople(db: Database, account: string): Promise<PersonItem[]> {
  const rows = await db.getAll('people', under(account));
  return rows
    .filter((row) => row.address !== account)
    .map((row) => ({
      address: row.address,
      name: personName(row.address, row),
      relation: row.subscription,
      waiting: row.waiting,
      asks: row.asks,
      blocked: row.blocked
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** One conversation as far as it is shown. */
export async function queryConversation(
  db: Database,
  account: string,
  address: string,
  window: WindowQuery
): Promise<ConversationView> {
  const [chatRow, personRow, room, { rows, newer }, whole, filtered] = await Promise.all([
    db.get('chats', [account, address]),
    db.get('people', [account, address]),
    db.get('rooms', [account, address]),
    loadWindow(db, account, address, window),
    db.get('coverage', [account, account, '']),
    db.get('coverage', [account, account, address])
  ]);
  const chat = chatRow ?? newChat(account, address, kindOf(address, room));
  const person = personRow ?? stranger(account, address);
  const ofRoom = chat.kind === 'room' ? await db.get('coverage', [account, address, '']) : undefined;
  const known =
    chat.kind === 'room' ? (ofRoom?.intervals ?? []) : unite(whole?.intervals ?? [], filtered?.intervals ?? []);
  const [first] = rows;
  const rules = reactionRulesOf(chat, room);
  const draftReply = chat.draftReply === undefined ? undefined : await db.get('messages', [account, chat.draftReply]);
  const [answered] = await viewMessages(db, draftReply && isReferable(draftReply, room) ? [draftReply] : [], room);
  const messages = await viewMessages(db, rows, room);
  const stored = first ? await placeAbove(db, account, address, first.order, 1) : undefined;
  return {
    address,
    kind: chat.kind,
    name: nameOfChat(chat, personRow, room),
    relation: person.subscription,
    asks: person.asks,
    request: isRequest(chat, personRow, account),
    blocked: person.blocked,
    ...(isEncrypted(chat) && { encrypted: true as const }),
    draft: chat.draft,
    ...(answered && { draftReply: answered }),
    messages: chat.encrypted ? markOpen(messages) : messages,
    gaps: gapsIn(known, rows, stored),
    older: stored !== undefined ? 'stored' : hasArchiveAbove(known, first) ? 'archive' : 'none',
    newer,
    unread: chat.unread,
    readUpTo: chat.readOrder,
    mentions: chat.mentions ?? 0,
    ...(chat.kind === 'room' && { roomState: roomState(room) }),
    notify: notifyOf(chat, room),
    ...(rules && { reactions: rules })
  };
}

/** The place from which a window shows up to `limit` more stored messages above `before`. */
export function queryOlderFrom(db: Database, account: string, address: string, before: number, limit: number) {
  return placeAbove(db, account, address, before, limit);
}

/** What the address is of, when nothing is stored of the chat. */
export function kindOf(address: string, room: RoomRow | undefined): ChatRow['kind'] {
  if (address.includes('/')) return 'private';
  return room ? 'room' : 'contact';
}

/** The holes that stand between two shown messages, or right above the first with stored ones behind. */
function gapsIn(known: Interval[], rows: MessageRow[], stored: number | undefined): GapView[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return [];
  return gapsOf(known)
    .map(({ lower, upper }) => ({ after: lower.to.order, before: upper.from.order }))
    .filter(({ after, before }) => {
      const isBelowFirst = before <= first.order ? stored !== undefined && stored <= after && before > stored : true;
      return isBelowFirst && before <= last.order && rows.some((row) => row.order >= before);
    });
}

function hasArchiveAbove(known: Interval[], first: MessageRow | undefined): boolean {
  if (known.length === 0) return false;
  const interval = first ? (intervalAt(known, first.order) ?? known.at(-1)) : known.at(-1);
  return !interval?.start;
}
