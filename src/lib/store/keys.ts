import { under, type Database, type WriteTx } from './schema';

/** In which of its two forms a device speaks OMEMO (XEP-0384 0.3 and 0.8). */
export type OmemoVersion = 'legacy' | 'omemo:2';

/** Bytes that only this browser's engine can read: see `engine/vault.ts`. */
export type Sealed = Uint8Array;

/** This device as others encrypt for it. Made once; without it nothing was ever encrypted here. */
export interface OwnDeviceRow {
  account: string;
  /** 1 to 2^31 - 1, unique in the account. */
  id: number;
  /** When it was made, milliseconds: what is older was written for others. */
  created: number;
  /** Wraps {@link key}, and can't be taken out of the browser; absent where the browser can't store one. */
  wrapping?: CryptoKey;
  /** The key of everything sealed: wrapped, with its IV before it; plain where there is no `wrapping`. */
  key: Uint8Array;
  /** Identity, signed pre keys and pre keys. */
  secrets: Sealed;
  /** What others can know of it: the public part of the identity, Curve25519. */
  identity: Uint8Array;
  /** By which mark the bundle is known that the server has, by version; absent: none. */
  published?: Partial<Record<OmemoVersion, string>>;
}

/** What the user thinks of a key (decision 11, rule 6). */
export type Trust = 'blind' | 'verified' | 'waiting' | 'refused';

/** Somebody's device, once its identity is known. */
export interface DeviceRow {
  account: string;
  /** Bare address of its owner. */
  address: string;
  id: number;
  /** Curve25519, 32 bytes. */
  identity: Uint8Array;
  trust: Trust;
  /** When it was first met, and when something last came from it; milliseconds. */
  since: number;
  used?: number;
  /** Its sessions, newest that worked first. */
  sessions: Partial<Record<OmemoVersion, Sealed>>;
  /** When a session was last started because a message could not be read, milliseconds. */
  healed?: number;
}

/** The devices that an account says it has. */
export interface DeviceListRow {
  account: string;
  /** Bare address. */
  address: string;
  /** Their ids, by version; absent: not known. */
  devices: Partial<Record<OmemoVersion, number[]>>;
  /** Why no session could be started with a device, and when that was last tried. */
  faults?: Record<number, { reason: string; at: number }>;
}

/** The devices of an address that are known by their identity. */
export function loadDevices(tx: WriteTx, account: string, address: string): Promise<DeviceRow[]> {
  return tx.objectStore('devices').getAll(under(account, address));
}

/** The same, to read only. */
export function readDevices(db: Database, account: string, address: string): Promise<DeviceRow[]> {
  return db.getAll('devices', under(account, address));
}
