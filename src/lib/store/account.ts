import type { Affiliation } from './rooms';
import { under, type Database, type StoreName, type WriteTx } from './schema';

/** Where a connection can be made (XEP-0156). */
export interface EndpointRow {
  kind: 'websocket' | 'bosh';
  url: string;
}

/** An account of this browser and what is remembered of its server. */
export interface AccountRow {
  /** Bare address. */
  account: string;
  /** What the person calls themselves. */
  name: string;
  /** Raised by whoever takes the session; a write with an older one is refused. */
  lease: number;
  /** Stable id of this installation (XEP-0388 §2.1), which FAST tokens are bound to. */
  userAgentId: string;
  resource: string;
  /** The web address that the person typed, for servers without discovery. */
  server?: string;
  /** The endpoint that worked last. */
  endpoint?: EndpointRow;
  /** The strongest SASL mechanism ever seen: never go below it. */
  mechanism?: string;
  rosterVersion?: string;
  /** The server no longer accepts the stored login. */
  refused?: boolean;
  /** Messages older than this, milliseconds, count as read where no device has said otherwise. */
  knownSince: number;
  /** The address of the server's group service, once it was found. */
  roomService?: string;
  /** The server tells with our presence which picture is ours (XEP-0398 §4); absent: not known yet. */
  addsPicture?: boolean;
  /**
   * Where files are uploaded (XEP-0363), once it was found; without `maxSize` (bytes) nobody says how large they may be. `host`: the
   * name of the web server that gives them out, once one was uploaded.
   */
  uploads?: { service: string; maxSize?: number; host?: string };
  settings?: SettingsRow;
  /** Server's clock minus ours, milliseconds (XEP-0202). */
  clockOffset: number;
}

/** How large pictures are sent. */
export type Quality = 'standard' | 'high' | 'original';

/** What the user chose for this device; what is absent is as usual. */
export interface SettingsRow {
  /** Small pictures, nothing fetched unasked, no typing notices. */
  lowData?: boolean;
  /** How large pictures are sent. */
  quality?: Quality;
  /** Largest file that is fetched unasked, bytes. */
  fetchUpTo?: number;
  /** How much of what was fetched is kept, bytes. */
  keepUpTo?: number;
  /** What goes to people who can read it is encrypted by itself. */
  encrypts?: boolean;
  /** Previews of links that are written are offered. */
  previews?: boolean;
  /** Emoji that were used, newest first. */
  recentEmoji?: string[];
  /** Of hands and faces: 1 to 5 (Unicode TR51 §2.4). */
  skinTone?: number;
}

/** SCRAM keys in place of a password (RFC 5802 §3), in base64: they log in here and nowhere else. */
export interface ScramKeys {
  mechanism: 'SCRAM-SHA-1' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  salt: string;
  iterations: number;
  clientKey: string;
  serverKey: string;
}

/** A FAST token (XEP-0484). */
export interface FastToken {
  token: string;
  mechanism: 'HT-SHA-256-NONE';
  /** Milliseconds since 1970. */
  expiry: number;
}

/** What logs in without the password, which is never stored. */
export interface SecretRow {
  account: string;
  scram?: ScramKeys;
  fast?: FastToken;
}

/** A stream that can be resumed (XEP-0198 §5). */
export interface StreamRow {
  account: string;
  id: string;
  /** Full address that was bound. */
  jid: string;
  /** Stanzas that were received and committed. */
  inbound: number;
  /** What the server offers on it. */
  features: { rosterVersions: boolean; csi: boolean; preApproval: boolean; maxBytes?: number };
  /** What was known when it was set up, which the server does not tell again. */
  privateNodes: boolean;
  trustedIds: boolean;
  /** Full addresses of who was there: the server does not tell again. */
  present: string[];
  /** The rooms that the user was in, with everything before it stored. Absent in rows of old. */
  rooms?: RoomSeat[];
  /** When it was last certain that nothing of them was missing, milliseconds by the server's clock. */
  heardAt?: number;
}

/** The user's place in a room. */
export interface RoomSeat {
  room: string;
  nick: string;
  /** The own occupant id (XEP-0421). */
  occupant?: string;
  affiliation: Affiliation;
  role: 'moderator' | 'participant' | 'visitor' | 'none';
  /** It has told of old messages when it was asked to. */
  replays?: boolean;
  /** Nothing new was told at the door, and the archive was not asked. */
  unverified?: boolean;
}

/** The account of this browser, if any. */
export async function loadAccount(db: Database): Promise<AccountRow | undefined> {
  return (await db.getAll('accounts'))[0];
}

/** Applies `change` to the account's row; nothing happens when it is gone. */
export async function changeAccount(tx: WriteTx, account: string, change: Partial<AccountRow>): Promise<void> {
  const store = tx.objectStore('accounts');
  const row = await store.get(account);
  if (row) await store.put({ ...row, ...change });
}

/** What a login taught: a new token, new keys, the end of an old token. */
export interface LoginNews {
  mechanism?: string;
  scram?: ScramKeys;
  fast?: FastToken;
  fastRefused: boolean;
}

/** Keeps what the next login needs, which is never the password. */
export async function saveLogin(tx: WriteTx, account: string, news: LoginNews): Promise<void> {
  const store = tx.objectStore('secrets');
  const row: SecretRow = { ...(await store.get(account)), account };
  if (news.fastRefused) delete row.fast;
  if (news.fast) row.fast = news.fast;
  if (news.scram) row.scram = news.scram;
  await store.put(row);
  if (news.mechanism) await changeAccount(tx, account, { mechanism: news.mechanism });
}

const BY_ACCOUNT: StoreName[] = ['accounts', 'secrets', 'streams'];
const BY_PREFIX: StoreName[] = [
  'chats',
  'messages',
  'coverage',
  'people',
  'outbox',
  'rooms',
  'avatars',
  'annotations',
  'blobs',
  'usage',
  'packs',
  'stickers'
];
/** Every store: what a logout touches. */
export const ALL_STORES: StoreName[] = [...BY_ACCOUNT, ...BY_PREFIX];

/** Removes everything of an account. */
export async function deleteAccount(tx: WriteTx, account: string): Promise<void> {
  await Promise.all([
    ...BY_ACCOUNT.map((name) => tx.objectStore(name).delete(account as never)),
    ...BY_PREFIX.map((name) => tx.objectStore(name).delete(under(account) as never))
  ]);
}
