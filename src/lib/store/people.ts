import type { WriteTx } from './schema';

/** A person: an item of the roster (RFC 6121 §2), someone who asked to be one, or someone blocked. */
export interface PersonRow {
  account: string;
  /** Bare address. */
  address: string;
  /** The name that the user gave them; empty without one. */
  name: string;
  /** The name that they gave themselves when they asked (XEP-0172). */
  nick?: string;
  /** They are an item of the roster. */
  listed: boolean;
  /** The groups that other clients sort them into; kept as they are. */
  groups: string[];
  subscription: 'none' | 'to' | 'from' | 'both';
  /** We asked and wait. */
  waiting: boolean;
  /** They asked and wait. */
  asks: boolean;
  blocked: boolean;
}

/** A person's row, or a new one of a stranger that is not stored yet. */
export async function loadPerson(tx: WriteTx, account: string, address: string): Promise<PersonRow> {
  return (await tx.objectStore('people').get([account, address])) ?? stranger(account, address);
}

/** The row of somebody unknown. */
export function stranger(account: string, address: string): PersonRow {
  return {
    account,
    address,
    name: '',
    listed: false,
    groups: [],
    subscription: 'none',
    waiting: false,
    asks: false,
    blocked: false
  };
}

/** Stores a person, or forgets the row when nothing is left to know. */
export async function savePerson(tx: WriteTx, row: PersonRow): Promise<void> {
  const store = tx.objectStore('people');
  if (row.listed || row.asks || row.blocked) await store.put(row);
  else await store.delete([row.account, row.address]);
}

/** Whether they may learn anything of us: receipts, markers, typing (SECURITY 12). */
export function isTrusted(person: PersonRow | undefined, accepted: boolean): boolean {
  if (person?.blocked) return false;
  return accepted || (person !== undefined && (person.subscription === 'from' || person.subscription === 'both'));
}
