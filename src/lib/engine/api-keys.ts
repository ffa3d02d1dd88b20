import type { Trust } from '../store/keys';

export type { Trust };

/** A device that can read encrypted messages. */
export interface DeviceView {
  id: number;
  /** Its key as all clients show it, 64 hexadecimal digits; absent while it is not known. */
  fingerprint?: string;
  trust?: Trust;
  /** When it was first met, and when something last came from it, milliseconds. */
  since?: number;
  used?: number;
}

/** Somebody's devices. */
export interface KeyHolderView {
  address: string;
  devices: DeviceView[];
  /** What is encrypted can be read by them. */
  able: boolean;
}

/** How a chat is encrypted, and for whom. */
export interface EncryptionView {
  /** There can be encryption: it is a chat with a person or a private group. */
  possible: boolean;
  /** The user wants it here, or everywhere. */
  wanted: boolean;
  /** What is written goes encrypted, or not at all. */
  on: boolean;
  people: KeyHolderView[];
}

/** The user's own devices. */
export interface OwnKeysView {
  /** This one. */
  id: number;
  fingerprint: string;
  others: DeviceView[];
}

/** What a page may do about encryption. A change is announced as the topic `keys`. */
export interface KeyApi {
  encryption(chat: string): Promise<EncryptionView>;
  /** From now on what is written in a chat goes encrypted or not at all; or in the open. */
  setEncrypts(chat: string, on: boolean): Promise<void>;
  /** What the user thinks of a device's key (decision 11, rule 6). Own devices are those of the account's address. */
  setTrust(address: string, id: number, trust: 'verified' | 'blind' | 'refused'): Promise<void>;
  /** Which of those in a chat, or of the user, have a device whose key waits for a yes. */
  waitingKeys(chat: string): Promise<string[]>;
  /** Absent: nothing was ever encrypted here. */
  ownKeys(): Promise<OwnKeysView | undefined>;
  /** Asks for the devices and keys of these people that are not known. Fails with `offline`, `server-unreachable`. */
  learnDevices(addresses: string[]): Promise<void>;
  /** Takes another own device from the list, so that nothing is encrypted for it. Fails with `offline`, `server-unreachable`. */
  removeOwnDevice(id: number): Promise<void>;
}
