import { localOf } from '../base/jid';
import { newChat, type ChatRow } from '../store/chats';
import { gapsOf, intervalAt, unite, type Interval } from '../store/coverage';
import { loadWindow, placeAbove, type MessageRow } from '../store/messages';
import { stranger, type PersonRow } from '../store/people';
import { under, type Database } from '../store/schema';
import type { ChatItem, ConversationView, GapView, MessageView, PersonItem, WindowQuery } from './api';

/** The name to show for an address: the user's own, else theirs, else the address's first part. */
export function nameOf(address: string, person: PersonRow | undefined): string {
  return person?.name || person?.nick || (localOf(address) ?? address);
}

/** All conversations in which something happened, newest first; then contacts with whom one can begin. */
export async function queryChats(db: Database, account: string): Promise<ChatItem[]> {
  const tx = db.transaction(['chats', 'people']);
  const [chats, people] = await Promise.all([
    tx.objectStore('chats').getAll(under(account)),
    tx.objectStore('people').getAll(under(account))
  ]);
  const known = new Map(people.map((row) => [row.address, row]));
  const begun = new Set(
    chats.filter((chat) => chat.preview || chat.draft || chat.readOrder > 0).map(({ chat }) => chat)
  );
  const open = people
    .filter(({ address, subscription, blocked }) => subscription === 'both' && !blocked && !begun.has(address))
    .sort((a, b) => nameOf(a.address, a).localeCompare(nameOf(b.address, b)))
    .map(({ address }) => newChat(account, address));
  return chats
    .filter((chat) => chat.preview || chat.draft)
    .sort((a, b) => placeOfChat(b) - placeOfChat(a))
    .concat(open)
    .map((chat) => {
      const person = known.get(chat.chat);
      const { preview } = chat;
      return {
        address: chat.chat,
        kind: chat.kind,
        name: nameOf(chat.chat, person),
        ...(preview && {
          preview: { text: preview.text, mine: preview.mine, ...(preview.status && { status: preview.status }) }
        }),
        time: preview?.time ?? 0,
        draft: chat.draft,
        unread: chat.unread,
        request: isRequest(chat, person, account)
      };
    })
    .filter((item) => !known.get(item.address)?.blocked || !item.request);
}

function placeOfChat(chat: ChatRow): number {
  return Math.max(chat.lastOrder, (chat.draftTime ?? 0) * 1000);
}

/** Whether a conversation waits for the user's decision: somebody unknown wrote, and nobody wrote back. */
function isRequest(chat: ChatRow, person: PersonRow | undefined, account: string): boolean {
  return chat.preview !== undefined && !chat.accepted && !person?.listed && chat.chat !== account;
}

/** Contacts, those who ask to be one, and the blocked; by name. */
export async function queryPeople(db: Database, account: string): Promise<PersonItem[]> {
  const rows = await db.getAll('people', under(account));
  return rows
    .filter((row) => row.address !== account)
    .map((row) => ({
      address: row.address,
      name: nameOf(row.address, row),
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
  const [chatRow, personRow, { rows, newer }, whole, filtered] = await Promise.all([
    db.get('chats', [account, address]),
    db.get('people', [account, address]),
    loadWindow(db, account, address, window),
    db.get('coverage', [account, account, '']),
    db.get('coverage', [account, account, address])
  ]);
  const chat = chatRow ?? newChat(account, address);
  const person = personRow ?? stranger(account, address);
  const known = unite(whole?.intervals ?? [], filtered?.intervals ?? []);
  const [first] = rows;
  const stored = first ? await placeAbove(db, account, address, first.order, 1) : undefined;
  return {
    address,
    kind: chat.kind,
    name: nameOf(address, personRow),
    relation: person.subscription,
    asks: person.asks,
    request: isRequest(chat, personRow, account),
    blocked: person.blocked,
    draft: chat.draft,
    messages: rows.map(viewOf),
    gaps: gapsIn(known, rows, stored),
    older: stored !== undefined ? 'stored' : hasArchiveAbove(known, first) ? 'archive' : 'none',
    newer,
    unread: chat.unread,
    readUpTo: chat.readOrder
  };
}

/** The place from which a window shows up to `limit` more stored messages above `before`. */
export function queryOlderFrom(db: Database, account: string, address: string, before: number, limit: number) {
  return placeAbove(db, account, address, before, limit);
}

function viewOf(row: MessageRow): MessageView {
  const { id, mine, sender, text, time, order, status, error } = row;
  return { id, mine, sender, text, time, order, ...(status && { status }), ...(error && { error }) };
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
