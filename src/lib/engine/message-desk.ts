import { AppError } from '../base/errors';
import { previewOf, refreshPreview, type ChatRow } from '../store/chats';
import { between, countUnread, isRemoved, type MessageRow } from '../store/messages';
import { addTask, findMessageTask } from '../store/outbox';
import type { WriteTx } from '../store/schema';
import { forgetBytes, forgetTask } from '../store/sending';
import { isEmoji } from '../xmpp/xep/0444-reactions';
import { act } from './act';
import { LONGEST } from './actions';
import type { MessageApi } from './api-messages';
import { applyEdit, applyReaction, applyRetraction, emptied, PENDING } from './apply-annotation';
import { findAnswered } from './answered';
import type { Context } from './context';
import { isReferable } from './message-view';
import { asAllowed, reactionRulesOf } from './reaction-rules';
import { wireOf } from './take-back';
import { addOwn } from './own-message';

/** Nobody needs more reactions to one message. */
const MOST_EMOJI = 20;
/** Among so many of the newest rows is the newest own message, or nobody means it. */
const LOOKED_AT = 200;

/** How a tab has something done that only the session's holder can do. */
export type AskHolder = (method: string, args: unknown[]) => Promise<unknown>;

/** What a page may do with messages: a row and a task each, in one transaction (decision 7, rule 5). */
export function messageDesk(context: () => Context, ask: AskHolder): MessageApi {
  return {
    react: (address, id, emoji) =>
      change(context(), address, [id], (tx, row, chat) => react(tx, row, chat, emoji.filter(isEmoji))),

    async edit(address, id, text) {
      if (text.length > LONGEST) throw new AppError('message-too-long');
      const { now } = context();
      await change(context(), address, [id], (tx, row, chat) => edit(tx, row, chat, text, now()), 'strict');
    },

    async edits(_address, id) {
      const { db, account } = context();
      const row = await db.get('messages', [account, id]);
      return (row?.edits ?? []).map(({ text, time }) => ({ text, time }));
    },

    retract: (address, ids) => change(context(), address, ids, retract, 'strict'),

    removeHere: (address, ids) =>
      change(context(), address, ids, async (tx, row, chat) => {
        await removeHere(tx, row);
        await refreshPreview(tx, chat);
        Object.assign(chat, await countUnread(tx, row.account, row.chat, chat.readOrder));
      }),

    forgetRefusal: (address, id) => change(context(), address, [id], forgetRefusal),

    forward: async (...args) => (await import('./forward')).forward(context(), ...args),

    async fetchReply(address, id) {
      const { db, account } = context();
      const row = await db.get('messages', [account, id]);
      const original = row && (await findAnswered(db, row));
      if (original) return isRemoved(original) ? undefined : original.order;
      return row?.reply && ((await ask('fetchReply', [address, id])) as number | undefined);
    },

    async lastOwn(address) {
      const { db, account } = context();
      const place = db.transaction('messages').store.index('place');
      let cursor = await place.openCursor(between(account, address), 'prev');
      for (let n = 0; cursor && n < LOOKED_AT; n++, cursor = await cursor.continue()) {
        const { id, text } = cursor.value;
        if (isEditable(cursor.value)) return { id, text };
      }
      return undefined;
    },

    sendLocation: (address, location) =>
      act(
        context(),
        address,
        async (tx, chat) => void (await addOwn(tx, chat, context().now(), { text: '', location })),
        'strict'
      )
  };
}

/** Changes some messages of a chat. */
function change(
  context: Context,
  address: string,
  ids: string[],
  fn: (tx: WriteTx, row: MessageRow, chat: ChatRow) => Promise<void>,
  durability: 'relaxed' | 'strict' = 'relaxed'
): Promise<void> {
  return act(
    context,
    address,
    async (tx, chat) => {
      for (const id of ids) {
        const row = await tx.objectStore('messages').get([context.account, id]);
        if (row?.chat === address) await fn(tx, row, chat);
      }
    },
    durability
  );
}

function withoutError({ error: _, ...row }: MessageRow): MessageRow {
  return row;
}

async function forgetRefusal(tx: WriteTx, row: MessageRow): Promise<void> {
  if (row.error !== undefined && row.status !== 'failed') await tx.objectStore('messages').put(withoutError(row));
}

async function react(tx: WriteTx, row: MessageRow, chat: ChatRow, wanted: string[]): Promise<void> {
  const { account, id } = row;
  const room = chat.kind === 'room' ? await tx.objectStore('rooms').get([account, chat.chat]) : undefined;
  if (!isReferable(row, room)) throw new AppError('not-allowed', 'nobody else knows which message it is');
  const known = row.reactions?.find(({ who }) => who === account);
  const emoji = asAllowed([...new Set(wanted)].slice(0, MOST_EMOJI), reactionRulesOf(chat, room));
  if ((known?.emoji ?? []).join(' ') === emoji.join(' ')) return forgetRefusal(tx, row);
  const before = (known?.stamp === PENDING ? known.before : known?.emoji) ?? [];
  const wire = wireOf(id);
  const reaction = { who: account, emoji, stamp: PENDING, wire, before };
  await tx.objectStore('messages').put(applyReaction(withoutError(row), reaction));
  await addTask(tx, account, { kind: 'reaction', chat: row.chat, about: id, wire, emoji });
  chat.accepted = true;
}

function isEditable({ mine, event, retracted, location, file, text, order, status }: MessageRow): boolean {
  const isText = text !== '' || file !== undefined;
  return mine && isText && !event && !retracted && !location && !Number.isNaN(order) && status !== 'failed';
}

async function edit(tx: WriteTx, row: MessageRow, chat: ChatRow, text: string, now: number): Promise<void> {
  const { account, id } = row;
  if (!isEditable(row) || (text.trim() === '' && !row.file)) throw new AppError('not-allowed', 'it can not be edited');
  if (text === row.text) return;
  const task = await findMessageTask(tx, account, id);
  const isUntried = task !== undefined && !task.tried;
  const wire = wireOf(id);
  const time = Math.max(now, (row.editTime ?? row.time) + 1);
  const was = withoutError(row);
  const changed = isUntried ? { ...was, text } : applyEdit(was, { text, wireId: wire, time });
  await tx.objectStore('messages').put(changed);
  if (!isUntried) await addTask(tx, account, { kind: 'edit', chat: row.chat, about: id, wire, text });
  if (chat.preview?.id === id) chat.preview = previewOf(changed);
}

/** Takes an own message back; one that nobody can have is gone without a trace. */
async function retract(tx: WriteTx, row: MessageRow, chat: ChatRow): Promise<void> {
  const { account, id } = row;
  const wasRefused = row.retracted?.self && row.error !== undefined;
  if (!row.mine || row.event || (row.retracted && !wasRefused)) return;
  const task = await findMessageTask(tx, account, id);
  if (row.status === 'failed' || (task && !task.tried)) {
    await forgetTask(tx, account, id);
    await forgetBytes(tx, row);
    await tx.objectStore('messages').delete([account, id]);
    return refreshPreview(tx, chat);
  }
  if (chat.kind === 'room' && !row.archiveId && !task) throw new AppError('not-allowed', 'the group can not name it');
  const gone = applyRetraction(withoutError(row), { self: true });
  await forgetBytes(tx, row);
  await tx.objectStore('messages').put(gone);
  await addTask(tx, account, { kind: 'retraction', chat: row.chat, about: id, wire: wireOf(id) });
  if (chat.preview?.id === id) chat.preview = previewOf(gone);
}

/** The archive may tell it again: its ids stay, so that it is known (decision 7, rule 6). */
async function removeHere(tx: WriteTx, row: MessageRow): Promise<void> {
  const { account, id, order, status } = row;
  if (isRemoved(row)) return;
  const task = await findMessageTask(tx, account, id);
  await forgetBytes(tx, row);
  if (task) await forgetTask(tx, account, id);
  if (status === 'failed' || row.event || (task && !task.tried)) {
    await tx.objectStore('messages').delete([account, id]);
    return;
  }
  const gone: MessageRow = {
    ...emptied(row),
    order: NaN,
    stood: order,
    ...(status === 'waiting' && { status: 'sent' })
  };
  await tx.objectStore('messages').put(gone);
}
