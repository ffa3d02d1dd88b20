import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import type { AccountRow, SecretRow, StreamRow } from './account';
import type { AnnotationRow } from './annotations';
import type { AvatarRow } from './avatars';
import type { ChatRow } from './chats';
import type { CoverageRow } from './coverage';
import type { BlobRow, UsageRow } from './files';
import type { DeviceListRow, DeviceRow, OwnDeviceRow } from './keys';
import type { MessageRow } from './messages';
import type { OutboxRow } from './outbox';
import type { PersonRow } from './people';
import type { RoomRow } from './rooms';
import type { PackRow, StickerBytesRow } from './stickers';

/** Everything that Kith keeps. Every key begins with the account's bare address. */
export interface KithSchema extends DBSchema {
  accounts: { key: string; value: AccountRow };
  secrets: { key: string; value: SecretRow };
  streams: { key: string; value: StreamRow };
  chats: { key: [account: string, chat: string]; value: ChatRow };
  messages: {
    key: [account: string, id: string];
    value: MessageRow;
    indexes: {
      place: [account: string, chat: string, order: number];
      archived: [account: string, archive: string, archiveId: string];
      wire: [account: string, chat: string, wireId: string];
      origin: [account: string, chat: string, originId: string];
    };
  };
  coverage: { key: [account: string, archive: string, filter: string]; value: CoverageRow };
  people: { key: [account: string, address: string]; value: PersonRow };
  outbox: {
    key: [account: string, seq: number];
    value: OutboxRow;
    indexes: { message: [account: string, id: string] };
  };
  rooms: { key: [account: string, room: string]; value: RoomRow };
  avatars: { key: [account: string, address: string]; value: AvatarRow };
  annotations: {
    key: [account: string, chat: string, target: string, key: string];
    value: AnnotationRow;
    indexes: { age: [account: string, chat: string, stamp: number] };
  };
  blobs: {
    key: [account: string, key: string];
    value: BlobRow;
    indexes: { used: [account: string, used: number] };
  };
  usage: { key: [account: string, month: string]; value: UsageRow };
  packs: { key: [account: string, key: string]; value: PackRow };
  stickers: { key: [account: string, hash: string]; value: StickerBytesRow };
  ownDevices: { key: string; value: OwnDeviceRow };
  devices: { key: [account: string, address: string, id: number]; value: DeviceRow };
  deviceLists: { key: [account: string, address: string]; value: DeviceListRow };
}

export type StoreName =
  | 'accounts'
  | 'secrets'
  | 'streams'
  | 'chats'
  | 'messages'
  | 'coverage'
  | 'people'
  | 'outbox'
  | 'rooms'
  | 'avatars'
  | 'annotations'
  | 'blobs'
  | 'usage'
  | 'packs'
  | 'stickers'
  | 'ownDevices'
  | 'devices'
  | 'deviceLists';
export type Database = IDBPDatabase<KithSchema>;
/** A transaction that may read and write the stores it was opened for. */
export type WriteTx = IDBPTransaction<KithSchema, StoreName[], 'readwrite'>;

type Upgrade = (db: Database, tx: IDBPTransaction<KithSchema, StoreName[], 'versionchange'>) => void;

/** Append only: the index plus one is the version that a migration leads to. */
const MIGRATIONS: Upgrade[] = [
  (db) => {
    db.createObjectStore('accounts', { keyPath: 'account' });
    db.createObjectStore('secrets', { keyPath: 'account' });
    db.createObjectStore('streams', { keyPath: 'account' });
    db.createObjectStore('chats', { keyPath: ['account', 'chat'] });
    const messages = db.createObjectStore('messages', { keyPath: ['account', 'id'] });
    messages.createIndex('place', ['account', 'chat', 'order']);
    messages.createIndex('archived', ['account', 'archive', 'archiveId']);
    messages.createIndex('wire', ['account', 'chat', 'wireId']);
    db.createObjectStore('coverage', { keyPath: ['account', 'archive', 'filter'] });
    db.createObjectStore('people', { keyPath: ['account', 'address'] });
    const outbox = db.createObjectStore('outbox', { keyPath: ['account', 'seq'] });
    outbox.createIndex('message', ['account', 'task.id']);
  },
  (db) => {
    db.createObjectStore('rooms', { keyPath: ['account', 'room'] });
    db.createObjectStore('avatars', { keyPath: ['account', 'address'] });
  },
  (db, tx) => {
    const annotations = db.createObjectStore('annotations', { keyPath: ['account', 'chat', 'target', 'key'] });
    annotations.createIndex('age', ['account', 'chat', 'stamp']);
    db.createObjectStore('blobs', { keyPath: ['account', 'key'] }).createIndex('used', ['account', 'used']);
    db.createObjectStore('usage', { keyPath: ['account', 'month'] });
    tx.objectStore('messages').createIndex('origin', ['account', 'chat', 'originId']);
  },
  (db) => {
    db.createObjectStore('packs', { keyPath: ['account', 'key'] });
    db.createObjectStore('stickers', { keyPath: ['account', 'hash'] });
  },
  (db) => {
    db.createObjectStore('ownDevices', { keyPath: 'account' });
    db.createObjectStore('devices', { keyPath: ['account', 'address', 'id'] });
    db.createObjectStore('deviceLists', { keyPath: ['account', 'address'] });
  }
];

/**
 * Opens the database, bringing an older one up to date; an open tab of an older version lets go at once. `terminated` runs when
 * the browser closes it by itself.
 */
export async function openDatabase(name = 'kith', terminated: () => void = () => undefined): Promise<Database> {
  const db = await openDB<KithSchema>(name, MIGRATIONS.length, {
    upgrade(database, from, _to, tx) {
      for (const migrate of MIGRATIONS.slice(from)) migrate(database, tx as never);
    },
    terminated,
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close()
  });
  return db;
}

/** The range of all keys that begin with `prefix`: arrays sort after numbers and strings (Indexed Database §2.4). */
export function under(...prefix: (string | number)[]): IDBKeyRange {
  return IDBKeyRange.bound(prefix, [...prefix, []]);
}
