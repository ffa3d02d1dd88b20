import type { ErrorCode } from '../base/errors';
import type {
  FileKind,
  FileView,
  LinkPreviewView,
  LocationView,
  MessageApi,
  ReactionRulesView,
  ReactionView,
  ReplyView
} from './api-messages';
import type { FileApi, TransferView } from './api-files';
import type { KeyApi } from './api-keys';
import type { LinkApi } from './api-links';
import type { ProfileApi } from './api-profile';
import type { NotifyView, RoomApi, RoomEvent, RoomLive, RoomState } from './api-rooms';
import type { SearchApi } from './api-search';
import type { SettingsApi } from './api-settings';
import type { StickerApi } from './api-stickers';

/**
 * What a page may ask of its engine worker, and the plain views it gets back. Types only: the page calls these over
 * `base/rpc`, so every method is asynchronous there and every failure an `AppError`.
 */

/** Where the account's one connection stands. `refused`: the server no longer accepts the stored login. */
export type Connection = 'offline' | 'connecting' | 'catching-up' | 'online' | 'refused';

/** The account that is logged in. */
export interface AccountView {
  address: string;
  /** What the person calls themselves; the local part of the address until they choose. */
  name: string;
}

/** Where an own message stands; `read` implies `delivered` implies `sent`. */
export type MessageStatus = 'waiting' | 'sent' | 'delivered' | 'read' | 'failed';

/** One line of a conversation. */
export interface MessageView {
  /** Local and stable for the life of the row. */
  id: string;
  mine: boolean;
  /** Bare address of who wrote it; in a group the address that they have there, `group/nickname`. */
  sender: string;
  /** In a group: what they call themselves there. Never an identity. */
  nick?: string;
  /** In a group: their bare address, where the group shows it. */
  person?: string;
  /** In a group: the same for all that one occupant wrote (XEP-0421), else the nickname. */
  key?: string;
  /** It names the user. */
  mention?: boolean;
  /** Something that happened, not something that was said; `text` is empty. */
  event?: RoomEvent;
  /** Taken back for all; `text` is empty. `self`: by who wrote it; else by a moderator. */
  retracted?: { by?: string; reason?: string; self?: boolean };
  reply?: ReplyView;
  /** In the order in which they were first used. */
  reactions?: ReactionView[];
  /** Its text was changed: `edits` tells what it said before. */
  edited?: boolean;
  file?: FileView;
  preview?: LinkPreviewView;
  location?: LocationView;
  /** Its text is to be shown as it is. */
  unstyled?: true;
  /** It came or went encrypted. */
  secure?: true;
  /** It came or went in the open, after others that were encrypted. */
  open?: true;
  /** Why it can't be read here: it has no text then. */
  unreadable?: 'before' | 'not-for-us' | 'nameless' | 'broken' | 'forged';
  /** Others can be told which message is meant: it can be answered, reacted to and, if own, edited and taken back. */
  referable?: boolean;
  /** Own messages in a group: how many have read it, where they tell. */
  readBy?: number;
  /** The group's archive can name it: it can be retracted. */
  named?: boolean;
  text: string;
  /** When it was written, milliseconds since 1970. */
  time: number;
  /** Its place in the conversation; only to be compared. */
  order: number;
  /** Own messages only. */
  status?: MessageStatus;
  /** Why it failed, or, where it did not, what the user last said about it: that is undone, unless it was taken back. */
  error?: ErrorCode;
}

/** A hole in what is stored, between two places of the conversation: messages may exist there that were not fetched. */
export interface GapView {
  after: number;
  before: number;
}

/** What a page shows of one conversation. */
export interface ConversationView {
  address: string;
  kind: ChatKind;
  /** The name to show; falls back to the address's local part. */
  name: string;
  /** The contact list's relation: `none` is a stranger. */
  relation: 'both' | 'to' | 'from' | 'none';
  /** They asked to be a contact and wait for an answer. */
  asks: boolean;
  /** A stranger's messages that wait for a decision: nothing goes back before it is taken. */
  request: boolean;
  blocked: boolean;
  /** What is written goes encrypted, or not at all. */
  encrypted?: true;
  draft: string;
  /** The message that the draft answers. */
  draftReply?: MessageView;
  /** Ascending by `order`. */
  messages: MessageView[];
  gaps: GapView[];
  /** Where more history above `messages` is: in the database, in the archive only, or nowhere. */
  older: 'stored' | 'archive' | 'none';
  /** Newer messages than the last one here exist (the window was capped). */
  newer: boolean;
  unread: number;
  /** The order up to which the user has read; messages of others above it are new. */
  readUpTo: number;
  /** How many unread ones name the user. */
  mentions: number;
  /** Groups only. */
  roomState?: RoomState;
  notify: NotifyView;
  /** Absent: all reactions are taken. */
  reactions?: ReactionRulesView;
}

/** `private` is a private message to somebody in a group, by the address `group/nickname` (XEP-0045 §7.5). */
export type ChatKind = 'contact' | 'room' | 'private';

/** The part of a conversation to show. */
export interface WindowQuery {
  /** Show everything from this order on, upward to the newest, at most `limit`; absent: the newest `limit`. */
  from?: number;
  limit: number;
}

/** A row of the chat list. */
export interface ChatItem {
  address: string;
  kind: ChatKind;
  name: string;
  /** `who`: who said it, in a group. `event`: something that happened. */
  preview?: {
    text: string;
    mine: boolean;
    status?: MessageStatus;
    who?: string;
    event?: RoomEvent;
    retracted?: boolean;
    /** Taken back by who wrote it, not by somebody else. */
    byAuthor?: boolean;
    file?: FileKind;
    location?: boolean;
    /** It can't be read here. */
    unreadable?: boolean;
  };
  /** When the last message was written; 0 without one. */
  time: number;
  draft: string;
  unread: number;
  /** How many unread ones name the user. */
  mentions: number;
  /** What is unread does not call for attention: its badge is quiet. */
  quiet: boolean;
  /** Nothing calls at all, for now or for good. */
  muted: boolean;
  request: boolean;
  /** Groups only: who invites, when it is an invitation. */
  invitedBy?: string;
}

/** A person in the contact list. */
export interface PersonItem {
  address: string;
  name: string;
  relation: 'both' | 'to' | 'from' | 'none';
  /** We asked them and they have not answered. */
  waiting: boolean;
  /** They asked us. */
  asks: boolean;
  blocked: boolean;
}

/** Presence of a contact, ephemeral. */
export interface PresenceView {
  online: boolean;
  /** When they were last there, milliseconds since 1970, where known. */
  lastSeen?: number;
}

/** An invitation as its link states it. */
export interface Invite {
  token: string;
  /** The server to register on. */
  domain: string;
  /** Bare address of who invites, where the link names one. */
  inviter?: string;
}

/** What a person types to log in; `server` is the WebSocket or BOSH address for servers without discovery. */
export interface Login {
  address: string;
  password: string;
  server?: string;
}

/** Everything a page may call. */
export interface EngineApi
  extends CoreApi, RoomApi, MessageApi, FileApi, KeyApi, LinkApi, ProfileApi, SearchApi, SettingsApi, StickerApi {}

/** Accounts, chats and people; groups have a page of their own. */
export interface CoreApi {
  /** The account of this browser, if there is one. Starts the session when there is. */
  start(): Promise<AccountView | undefined>;
  /** Answers at once; the page restarts a worker that does not. */
  ping(): true;
  /** Whether the page is on the screen: who may take the session over, and CSI. */
  setVisible(visible: boolean): void;
  /** What the device says of its network: pages hear of it everywhere, workers not in every browser. */
  setOnline(online: boolean): void;

  /** Resolves when the first session is up. Fails with `wrong-password`, `server-not-found`, `login-unsafe`, … */
  logIn(login: Login): Promise<AccountView>;
  /** Registers by an invitation (XEP-0445) and logs in. Fails with `name-taken`, `invite-invalid`, … */
  register(
    invite: Invite,
    login: { name: string; username: string; password: string; server?: string }
  ): Promise<AccountView>;
  /** Removes the account from this browser and its token from the server; works offline. */
  logOut(): Promise<void>;

  /** What the person calls themselves from now on, told to their contacts; empty: the local part of their address. */
  setName(name: string): Promise<void>;

  chats(): Promise<ChatItem[]>;
  people(): Promise<PersonItem[]>;
  conversation(address: string, window: WindowQuery): Promise<ConversationView>;
  /** How many older stored messages a window could grow by: the order to pass as the next `from`. */
  olderFrom(address: string, before: number, limit: number): Promise<number | undefined>;

  /**
   * Resolves when the message is durably stored; sending is the outbox's work. `reply`: the message that it answers, by its
   * local id. `preview`: what is told of a link in it. Fails with `storage-full`, `message-too-long`.
   */
  send(address: string, text: string, reply?: string, preview?: LinkPreviewView): Promise<void>;
  /** Tries a failed message again, as a new one at the end. */
  retry(address: string, id: string): Promise<void>;
  /** Removes a failed message that will never go. */
  discard(address: string, id: string): Promise<void>;
  /** `reply`: the message that it answers; absent: none. */
  saveDraft(address: string, text: string, reply?: string): Promise<void>;
  /** The user has seen everything up to this order. Forward only. */
  markRead(address: string, order: number): Promise<void>;
  /** Tells them that we type, or stopped. */
  setTyping(address: string, typing: boolean): void;
  /** Asks the archive for what lies before this order (a gap's `before`, or the oldest stored). */
  fetchHistory(address: string, before: number): void;
  /** A chat is on the screen: its contact's last-seen may be asked for. */
  look(address: string): void;

  /** Adds a contact and asks to see their presence. Fails with `address-invalid`. Returns the normalised address. */
  addContact(address: string, name?: string): Promise<string>;
  /** Accepts who asked, and adds them. */
  acceptContact(address: string): Promise<void>;
  declineContact(address: string): Promise<void>;
  renameContact(address: string, name: string): Promise<void>;
  removeContact(address: string): Promise<void>;
  /** Blocks (XEP-0191) or unblocks. */
  setBlocked(address: string, blocked: boolean): Promise<void>;
  /** Accepts a stranger's conversation without making them a contact. */
  acceptRequest(address: string): Promise<void>;
  /** Removes a conversation's messages from this device. */
  deleteChat(address: string): Promise<void>;
}

/**
 * What goes over the one BroadcastChannel of an account's browser. `changed` follows every commit; a reader runs its
 * query again. The rest lives only in memory.
 */
export type ChannelMessage =
  | { type: 'changed'; topics: Topic[] }
  | { type: 'live'; state: Partial<LiveState> }
  /** A newcomer asks the session's holder for the whole live state. */
  | { type: 'ask' }
  | { type: 'ping'; id: string }
  | { type: 'pong'; id: string }
  | { type: 'command'; command: HolderCommand }
  /** What only the session's holder can do, with an answer. */
  | { type: 'request'; id: string; method: string; args: unknown[] }
  /** `begun`: it will be answered. */
  | { type: 'answer'; id: string; begun?: true; result?: unknown; error?: { code: ErrorCode; detail: string } };

/** What a tab without the session asks of the one that holds it. */
export type HolderCommand =
  | { name: 'typing'; address: string; typing: boolean }
  | { name: 'history'; address: string; before: number }
  | { name: 'look'; address: string }
  /** A picture is on the screen. */
  | { name: 'avatar'; address: string }
  | { name: 'hurry' }
  /** The device says that it has no network. */
  | { name: 'lost' };

/** What changed: a conversation, the list of them, the people, or the account itself. `encrypts`: it was turned on somewhere. */
export type Topic =
  | `chat:${string}`
  | `avatar:${string}`
  | 'chats'
  | 'people'
  | 'rooms'
  | 'account'
  | 'outbox'
  | 'stickers'
  | 'keys'
  | 'encrypts';

/** State that is never stored. */
export interface LiveState {
  connection: Connection;
  /** By bare address. A delta: addresses that are absent did not change. */
  presence: Map<string, PresenceView>;
  /** Who types now, by chat: nicknames in a group, the contact's address else; empty for nobody. A delta like presence. */
  typing: Map<string, string[]>;
  /** The groups that are open or being entered. A delta like presence. */
  rooms: Map<string, RoomLive>;
  /** Files on their way, by the message's local id; `undefined`: no longer. A delta like presence. */
  transfers: Map<string, TransferView | undefined>;
}

/** What a page says to its worker before both are frozen. */
export const LEAVE = 'leave';
/** Name of the BroadcastChannel that every context of this origin shares. */
export const CHANNEL = 'kith';
