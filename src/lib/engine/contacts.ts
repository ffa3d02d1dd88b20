import { bareOf } from '../base/jid';
import { changeAccount } from '../store/account';
import { loadPerson, savePerson, stranger, type PersonRow } from '../store/people';
import { addTask } from '../store/outbox';
import { under, type WriteTx } from '../store/schema';
import { write, type Lease } from '../store/write';
import type { ParsedPresence } from '../xmpp/presence';
import type { RosterItem, RosterPush } from '../xmpp/roster';
import type { BlockPush } from '../xmpp/xep/0191-blocking';
import type { Context } from './context';

/** Whoever sends a name chooses its length; more than this can't be shown. */
const LONGEST_NICK = 200;

/** Keeps the people in the database as the server says they are (RFC 6121 §2, §3; XEP-0191). */
export class Contacts {
  constructor(
    private readonly context: Context,
    private readonly lease: Lease
  ) {}

  /** The whole roster: who is not in it is not a contact any more. */
  async replace(items: RosterItem[], version: string | undefined): Promise<void> {
    await this.#write(async (tx) => {
      const { account } = this.context;
      const listed = new Map(items.map((item) => [item.jid, item]));
      for (const row of await tx.objectStore('people').getAll(under(account))) {
        if (row.listed && !listed.has(row.address)) await savePerson(tx, unlisted(row));
      }
      for (const item of items) await savePerson(tx, withItem(await loadPerson(tx, account, item.jid), item));
      if (version !== undefined) await changeAccount(tx, account, { rosterVersion: version });
      return items.map((item) => item.jid);
    });
  }

  /** One contact changed, here or on another device. */
  async push(push: RosterPush): Promise<void> {
    await this.#write(async (tx) => {
      const { account } = this.context;
      const address = push.type === 'set' ? push.item.jid : push.jid;
      const row = await loadPerson(tx, account, address);
      await savePerson(tx, push.type === 'set' ? withItem(row, push.item) : unlisted(row));
      if (push.ver !== undefined) await changeAccount(tx, account, { rosterVersion: push.ver });
      return [address];
    });
  }

  /** Somebody asks to see us, or takes the question back. Whoever we asked ourselves is granted at once. */
  async subscription({ type, from, nick }: ParsedPresence): Promise<void> {
    if (type !== 'subscribe' && type !== 'unsubscribe') return;
    const address = bareOf(from);
    await this.#write(async (tx) => {
      const { account } = this.context;
      const stored = await loadPerson(tx, account, address);
      if (stored.blocked) return [];
      const row = { ...stored, ...(nick && { nick: nick.slice(0, LONGEST_NICK) }) };
      if (type === 'unsubscribe') await savePerson(tx, { ...row, asks: false });
      else if (row.waiting || row.subscription === 'to' || row.subscription === 'both') {
        await savePerson(tx, row);
        await addTask(tx, account, { kind: 'presence', address, type: 'subscribed' });
        return [address, 'outbox'];
      } else await savePerson(tx, { ...row, asks: true });
      return [address];
    });
  }

  /** What a contact calls themselves (XEP-0172 §4.3); strangers are not asked for their names. */
  async nick(address: string, name: string): Promise<void> {
    const nick = name.slice(0, LONGEST_NICK);
    const { db, account } = this.context;
    const known = await db.get('people', [account, address]);
    if (!known?.listed || known.nick === nick) return;
    await this.#write(async (tx) => {
      await savePerson(tx, { ...(await loadPerson(tx, account, address)), nick });
      return [address];
    });
  }

  /** What the user called themselves on any device. What was chosen here and still waits to be told is newer. */
  async ownName(name: string): Promise<void> {
    const { db, account, announce } = this.context;
    if ((await db.get('accounts', account))?.name === name) return;
    await write(db, announce, this.lease, ['accounts', 'outbox'], async (tx, topics) => {
      const waiting = await tx.objectStore('outbox').getAll(under(account));
      if (waiting.some(({ task }) => task.kind === 'nick')) return;
      await changeAccount(tx, account, { name });
      topics.add('account');
    });
  }

  /** The whole block list. */
  async replaceBlocked(addresses: string[]): Promise<void> {
    await this.#write(async (tx) => {
      const { account } = this.context;
      const blocked = new Set(addresses);
      const rows = await tx.objectStore('people').getAll(under(account));
      const known = new Set(rows.map((row) => row.address));
      const fresh = addresses.filter((address) => !known.has(address)).map((address) => stranger(account, address));
      const changed = [...rows, ...fresh].filter((row) => row.blocked !== blocked.has(row.address));
      for (const row of changed) await savePerson(tx, { ...row, blocked: blocked.has(row.address) });
      return changed.map((row) => row.address);
    });
  }

  /** Somebody was blocked or unblocked by any of the user's devices. */
  async blockPush(push: BlockPush): Promise<void> {
    await this.#write(async (tx) => {
      const { account } = this.context;
      const all = async () => (await tx.objectStore('people').getAll(under(account))).filter((row) => row.blocked);
      const addresses = push.type === 'unblock-all' ? (await all()).map((row) => row.address) : push.jids;
      for (const address of addresses) {
        const row = await loadPerson(tx, account, address);
        await savePerson(tx, { ...row, blocked: push.type === 'block' });
      }
      return addresses;
    });
  }

  /** `fn` returns the addresses that changed, and `outbox` where it added a task. */
  async #write(fn: (tx: WriteTx) => Promise<string[]>): Promise<void> {
    const { db, announce } = this.context;
    await write(db, announce, this.lease, ['people', 'outbox', 'accounts'], async (tx, topics) => {
      for (const changed of await fn(tx)) {
        if (changed === 'outbox') topics.add('outbox');
        else topics.add(`chat:${changed}`).add('people').add('chats');
      }
    });
  }
}

function withItem(row: PersonRow, item: RosterItem): PersonRow {
  const { name = '', subscription, asked, groups } = item;
  const asks = row.asks && subscription !== 'from' && subscription !== 'both';
  return { ...row, listed: true, name, subscription, waiting: asked, groups, asks };
}

function unlisted(row: PersonRow): PersonRow {
  return { ...row, listed: false, name: '', subscription: 'none', waiting: false, groups: [] };
}
