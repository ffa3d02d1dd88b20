import 'fake-indexeddb/auto';
import type { Context } from '../../src/lib/engine/context';
import { openDatabase, type Database } from '../../src/lib/store/schema';
import type { Lease } from '../../src/lib/store/write';
import type { Element } from '../../src/lib/xmpp/xml';
import { StanzaError } from '../../src/lib/xmpp/requests';

export const ROMEO = 'romeo@example.org';
export const JULIET = 'juliet@example.org';

/** An account in a database of its own, and what the engine's parts need to work on it. */
export interface MemoryAccount {
  db: Database;
  context: Context;
  lease: Lease;
  /** What was logged, and what came with it. */
  logged: [what: string, detail: unknown][];
}

let databases = 0;

/** Romeo's account, just logged in. */
export async function memoryAccount(): Promise<MemoryAccount> {
  const db = await openDatabase(`memory-${++databases}`);
  const lease = { account: ROMEO, number: 1 };
  const row = { name: '', userAgentId: 'x', resource: 'Kith', knownSince: 0, clockOffset: 0 };
  await db.put('accounts', { ...row, account: ROMEO, lease: 1 });
  const logged: [string, unknown][] = [];
  const context: Context = {
    db,
    account: ROMEO,
    announce: () => undefined,
    live: () => undefined,
    now: Date.now,
    log: (what, detail) => void logged.push([what, detail])
  };
  return { db, context, lease, logged };
}

/** A managed stream that takes everything, answers nothing, and can be over. */
export class SilentSender {
  readonly self = ROMEO;
  readonly managed = true;
  readonly sent: string[] = [];
  over = false;

  /** `first` is the number before that of its first stanza. */
  constructor(private number = 0) {}

  send(stanza: Element): number {
    if (this.over) throw new StanzaError('closed');
    this.sent.push(stanza.getChildText('body') ?? stanza.toString());
    return ++this.number;
  }

  request(): Promise<Element> {
    return new Promise(() => undefined);
  }
}
