import { AppError } from '../base/errors';
import { bareJid } from '../base/jid';
import { newChat } from '../store/chats';
import { addTask } from '../store/outbox';
import { loadRoom } from '../store/rooms';
import type { StoreName, WriteTx } from '../store/schema';
import { DELETED_IN } from '../store/sending';
import { write } from '../store/write';
import { withNotify } from '../xmpp/xep/0492-notification-settings';
import type { NotifyView, RoomApi, RoomView } from './api-rooms';
import type { Context } from './context';
import { queryRoom } from './room-queries';
import { ROOM_REQUESTS, type RoomRequests } from './room-request-names';
import { forgetConversation } from './room-waiting';

const STORES: StoreName[] = ['rooms', 'chats', 'accounts', 'coverage', ...DELETED_IN];

/** How a tab has something done that only the session's holder can do. */
export type AskHolder = (method: keyof RoomRequests, args: unknown[]) => Promise<unknown>;

type Local = Omit<RoomApi, keyof RoomRequests>;

/** What a page may do with groups: what works offline here, by the database and the outbox; the rest by the session's holder. */
export function roomDesk(context: () => Context, ask: AskHolder, look: (address: string) => void): RoomApi {
  const change = (address: string, fn: (tx: WriteTx, account: string) => Promise<void>): Promise<void> => {
    const { db, account, announce } = context();
    return write(db, announce, undefined, STORES, async (tx, topics) => {
      if ((await tx.objectStore('accounts').getKey(account)) === undefined) throw new AppError('unknown', 'logged out');
      await fn(tx, account);
      topics.add(`chat:${address}`).add('chats').add('rooms').add('outbox');
    });
  };

  const local: Local = {
    async room(address): Promise<RoomView> {
      const { db, account } = context();
      return queryRoom(db, account, roomAddress(address));
    },

    leaveRoom: (address) =>
      change(address, async (tx, account) => {
        const row = await loadRoom(tx, account, address);
        delete row.bookmark;
        delete row.problem;
        delete row.invitation;
        await tx.objectStore('rooms').put({ ...row, answered: context().now(), readers: [] });
        await forgetConversation(tx, account, address);
        await addTask(tx, account, { kind: 'bookmark', address });
      }),

    declineInvitation: (address) =>
      change(address, async (tx, account) => {
        const { invitation, ...row } = await loadRoom(tx, account, address);
        if (!invitation) return;
        await tx.objectStore('rooms').put({ ...row, answered: context().now() });
        // The address may be anybody's: nothing stays that says it is a room's.
        const chat = await tx.objectStore('chats').get([account, address]);
        if (chat?.lastOrder === 0 && !chat.draft) await tx.objectStore('chats').delete([account, address]);
        if (invitation.mediated) await addTask(tx, account, { kind: 'room-decline', address, by: invitation.by });
      }),

    setNotify: (address, notify: NotifyView) =>
      change(address, async (tx, account) => {
        const stored = await tx.objectStore('chats').get([account, address]);
        const row = await tx.objectStore('rooms').get([account, address]);
        const chat = stored ?? newChat(account, address, row ? 'room' : 'contact');
        await tx.objectStore('chats').put({ ...chat, notify });
        if (!row?.bookmark) return;
        const { rule: setting, mutedUntil } = notify;
        const choice = { setting, ...(mutedUntil !== undefined && { mutedUntil }) };
        const extensions = withNotify(row.bookmark.extensions, choice);
        await tx.objectStore('rooms').put({ ...row, bookmark: { ...row.bookmark, extensions } });
        await addTask(tx, account, { kind: 'bookmark', address });
      }),

    inviteToRoom: (address, people) =>
      change(address, async (tx, account) => {
        for (const person of people) await addTask(tx, account, { kind: 'room-invite', address, person });
      }),

    async avatar(address) {
      const { db, account } = context();
      const row = await db.get('avatars', [account, address]);
      // Which picture is theirs now only the session's holder knows: it asks for what is not the stored one.
      look(address);
      return row?.bytes && new Blob([row.bytes], { type: row.type ?? 'image/jpeg' });
    }
  };
  const remote = Object.fromEntries(
    Object.keys(ROOM_REQUESTS).map((name) => [name, (...args: unknown[]) => ask(name as keyof RoomRequests, args)])
  );
  return { ...local, ...(remote as unknown as RoomRequests) };
}

function roomAddress(text: string): string {
  const address = bareJid(text);
  if (!address) throw new AppError('address-invalid', text);
  return address;
}
