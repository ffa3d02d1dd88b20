import { AppError } from '../base/errors';
import { bareJid, domainOf, localOf, normalJid } from '../base/jid';
import { changeAccount } from '../store/account';
import { refreshPreview, type ChatRow } from '../store/chats';
import { countUnread, type MessageRow } from '../store/messages';
import { forUploading } from '../store/files';
import { addTask } from '../store/outbox';
import { isTrusted, loadPerson, savePerson } from '../store/people';
import { isPrivate, loadRoom } from '../store/rooms';
import type { WriteTx } from '../store/schema';
import { deleteMessages, forgetBytes } from '../store/sending';
import { write } from '../store/write';
import { act, stillHere } from './act';
import type { LinkPreviewView } from './api-messages';
import type { Context } from './context';
import { rowOfPreview } from './link-desk';
import { addOwn, replyTo } from './own-message';

/** Longer texts are refused before they are stored: servers end the stream over large stanzas. */
export const LONGEST = 60_000;

/** The address of a person, normalised. Fails with `address-invalid`. */
export function personAddress(text: string): string {
  const address = bareJid(
    text
      .trim()
      .replace(/^xmpp:/i, '')
      .replace(/\?.*$/, '')
  );
  if (!address || !localOf(address) || domainOf(address) === '') throw new AppError('address-invalid', text);
  return address;
}

/** A conversation's address, which may also be a server's, or an occupant's of a room. Fails with `address-invalid`. */
export function chatAddress(text: string): string {
  const address = normalJid(text);
  if (!address) throw new AppError('address-invalid', text);
  return address;
}

/**
 * What the user does: each is one transaction that changes what the screen shows and queues what the server must learn. Any
 * tab may do it, with or without the session.
 */
export class Actions {
  constructor(private readonly context: Context) {}

  /** The user calls themselves something else; their contacts learn it (XEP-0172 §4.3). */
  async setName(text: string): Promise<void> {
    const { db, account, announce } = this.context;
    const name = text.trim() || (localOf(account) ?? account);
    await write(db, announce, undefined, ['accounts', 'outbox'], async (tx, topics) => {
      await stillHere(tx, account);
      await changeAccount(tx, account, { name });
      await addTask(tx, account, { kind: 'nick', name });
      topics.add('account').add('outbox');
    });
  }

  /**
   * Stores a message and queues it; durable before it resolves (SECURITY 21). `reply`: the row that it answers; `preview`: what is
   * told of a link in it.
   */
  async send(chat: string, text: string, reply?: string, preview?: LinkPreviewView): Promise<void> {
    if (text.trim() === '') return;
    if (text.length > LONGEST) throw new AppError('message-too-long');
    const link = preview && (await rowOfPreview(preview));
    await this.#write(
      chat,
      async (tx, row) => {
        const { account, now } = this.context;
        const original = reply === undefined ? undefined : await tx.objectStore('messages').get([account, reply]);
        const answered = replyTo(original, row);
        await addOwn(tx, row, now(), {
          text,
          ...(answered && { reply: answered }),
          ...(link && { preview: link })
        });
        row.draft = '';
        delete row.draftTime;
        delete row.draftReply;
      },
      'strict'
    );
  }

  /** Sends a failed message once more, as a new one. */
  async retry(chat: string, id: string): Promise<void> {
    await this.#write(
      chat,
      async (tx, row) => {
        const failed = await tx.objectStore('messages').get([this.context.account, id]);
        if (failed?.status !== 'failed') return;
        await tx.objectStore('messages').delete([this.context.account, id]);
        await refreshPreview(tx, row);
        const { text, reply, location, preview, unstyled } = failed;
        // What could not be encrypted goes as the chat is by then.
        const isUnsafe = failed.error === 'no-secure-device' || failed.error === 'devices-wait';
        const file = failed.file && isUnsafe ? await forUploading(tx, failed.account, failed.file) : failed.file;
        const parts = { ...(reply && { reply }), ...(file && { file }), ...(location && { location }) };
        const rest = { ...(preview && { preview }), ...(unstyled && { unstyled }) };
        await addOwn(tx, row, this.context.now(), { text, ...parts, ...rest });
      },
      'strict'
    );
  }

  /** Forgets a message that failed. */
  async discard(chat: string, id: string): Promise<void> {
    await this.#write(chat, async (tx, row) => {
      const failed = await tx.objectStore('messages').get([this.context.account, id]);
      if (failed?.status !== 'failed') return;
      await forgetBytes(tx, failed);
      await tx.objectStore('messages').delete([this.context.account, id]);
      await refreshPreview(tx, row);
    });
  }

  /** Keeps what is written but not sent. */
  async saveDraft(chat: string, text: string, reply?: string): Promise<void> {
    const { db, account, now } = this.context;
    const stored = await db.get('chats', [account, chat]);
    if ((stored?.draft ?? '') === text && stored?.draftReply === reply) return;
    await this.#write(chat, async (_tx, row) => {
      row.draft = text;
      if (text) row.draftTime = now();
      else delete row.draftTime;
      if (reply !== undefined) row.draftReply = reply;
      else delete row.draftReply;
    });
  }

  /** The user has seen everything up to a place: counts again, and tells the other devices and, if they may know, them. */
  async markRead(chat: string, order: number): Promise<void> {
    const { account } = this.context;
    await this.#write(chat, async (tx, row) => {
      if (order <= row.readOrder) return;
      row.readOrder = order;
      delete row.readPending;
      Object.assign(row, await countUnread(tx, account, chat, order));
      const newest = await newestOfTheirs(tx, account, chat, order);
      if (!newest) return;
      const { archiveId } = newest;
      const marker = newest.markable ? await this.#markerFor(tx, row, newest) : undefined;
      if (marker || archiveId)
        await addTask(tx, account, {
          kind: 'read',
          chat,
          ...(archiveId && { archiveId }),
          ...(marker && { marker }),
          ...(row.kind === 'room' && { room: true })
        });
    });
  }

  /** What tells the others that it was seen: whom that may be told, and by which id; in a room by the archive's (XEP-0333 §4.1). */
  async #markerFor(tx: WriteTx, chat: ChatRow, newest: MessageRow): Promise<string | undefined> {
    const { account } = this.context;
    if (chat.kind === 'private') return undefined;
    if (chat.kind === 'room') return isPrivate(await loadRoom(tx, account, chat.chat)) ? newest.archiveId : undefined;
    const person = await tx.objectStore('people').get([account, chat.chat]);
    return isTrusted(person, chat.accepted) ? newest.wireId : undefined;
  }

  /** Adds a contact and asks to see them. Returns the normalised address. */
  async addContact(text: string, name = '', token?: string): Promise<string> {
    const { account } = this.context;
    const address = personAddress(text);
    if (address === account) throw new AppError('address-invalid', address);
    await this.#write(address, async (tx, row) => {
      const person = await loadPerson(tx, account, address);
      row.accepted = true;
      await savePerson(tx, {
        ...person,
        listed: true,
        waiting: true,
        // What they call themselves is not written down: it would stand in the way of what they call themselves later.
        name: name.trim() || person.name
      });
      await addTask(tx, account, { kind: 'roster-set', address, name: name.trim() || person.name });
      if (person.asks) await this.#grant(tx, address);
      await addTask(tx, account, { kind: 'presence', address, type: 'subscribe', ...(token && { token }) });
    });
    return address;
  }

  /** Says no to who asked. */
  async declineContact(address: string): Promise<void> {
    const { account } = this.context;
    await this.#write(address, async (tx) => {
      await savePerson(tx, { ...(await loadPerson(tx, account, address)), asks: false });
      await addTask(tx, account, { kind: 'presence', address, type: 'unsubscribed' });
    });
  }

  /** Calls a contact something else. */
  async renameContact(address: string, name: string): Promise<void> {
    const { account } = this.context;
    await this.#write(address, async (tx) => {
      const person = await loadPerson(tx, account, address);
      await savePerson(tx, { ...person, listed: true, name: name.trim() });
      await addTask(tx, account, { kind: 'roster-set', address, name: name.trim() });
    });
  }

  /** Ends being contacts, both ways. The conversation stays. */
  async removeContact(address: string): Promise<void> {
    const { account } = this.context;
    await this.#write(address, async (tx) => {
      const person = await loadPerson(tx, account, address);
      await savePerson(tx, { ...person, listed: false, subscription: 'none', waiting: false, name: '' });
      await addTask(tx, account, { kind: 'roster-remove', address });
    });
  }

  /** Blocks or unblocks. */
  async setBlocked(address: string, blocked: boolean): Promise<void> {
    const { account } = this.context;
    await this.#write(address, async (tx) => {
      const person = await loadPerson(tx, account, address);
      await savePerson(tx, { ...person, blocked, asks: person.asks && !blocked });
      await addTask(tx, account, { kind: 'block', address, blocked });
    });
  }

  /** Talks with a stranger without making them a contact. */
  async acceptRequest(address: string): Promise<void> {
    await this.#write(address, async (_tx, row) => {
      row.accepted = true;
    });
  }

  /** Removes a conversation's messages from this device. */
  async deleteChat(chat: string): Promise<void> {
    const { account } = this.context;
    await this.#write(chat, async (tx, row) => {
      await deleteMessages(tx, account, chat);
      row.draft = '';
      delete row.draftReply;
      row.unread = 0;
      delete row.mentions;
      row.readOrder = Math.max(row.readOrder, row.lastOrder);
      await refreshPreview(tx, row);
    });
  }

  async #grant(tx: WriteTx, address: string): Promise<void> {
    const { account } = this.context;
    await savePerson(tx, { ...(await loadPerson(tx, account, address)), asks: false });
    await addTask(tx, account, { kind: 'presence', address, type: 'subscribed' });
  }

  #write(
    address: string,
    fn: (tx: WriteTx, chat: ChatRow) => Promise<void>,
    durability: 'relaxed' | 'strict' = 'relaxed'
  ): Promise<void> {
    return act(this.context, address, fn, durability);
  }
}

async function newestOfTheirs(
  tx: WriteTx,
  account: string,
  chat: string,
  upTo: number
): Promise<MessageRow | undefined> {
  const place = tx.objectStore('messages').index('place');
  const range = IDBKeyRange.bound([account, chat, -Infinity], [account, chat, upTo]);
  let cursor = await place.openCursor(range, 'prev');
  while (cursor && (cursor.value.mine || !(cursor.value.archiveId ?? cursor.value.wireId)))
    cursor = await cursor.continue();
  return cursor?.value;
}
