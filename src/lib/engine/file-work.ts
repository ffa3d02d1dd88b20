import { FILE_TAG_BYTES } from '../../../omemo';
import { AppError, toAppError } from '../base/errors';
import { randomId } from '../base/id';
import { refreshPreview, wantsEncryption } from '../store/chats';
import { evictFiles, keepBlob, measureFiles } from '../store/files';
import type { MessageRow } from '../store/messages';
import type { Database } from '../store/schema';
import { forgetBytes, forgetTask } from '../store/sending';
import { write } from '../store/write';
import { act } from './act';
import type { FileApi, PickedFile, UploadLimit } from './api-files';
import type { Context } from './context';
import { Downloads, sha256 } from './downloads';
import { mayFetchUnasked } from './fetch-policy';
import { addOwn, replyTo } from './own-message';
import { readyFile, type ReadyFile, type Shrink } from './picked-file';
import { browserRoom, settingsOf } from './settings-desk';

/** What was shown so long ago is written down as shown again, milliseconds. */
const SHOWN_AGAIN = 3_600_000;

/** A hash needs all of a file in memory at once, bytes. */
const MOST_HASHED = 200 * 1024 * 1024;

/** The browser's own; loaded when the first picture is sent. */
const shrink: Shrink = async (...args) => (await import('./shrink')).shrinkPicture(...args);

/** Does what a page may do with files; see `fileDesk`. */
export function fileWork(context: () => Context, askLimit: () => Promise<UploadLimit>): FileApi {
  let downloads: { of: Context; all: Downloads } | undefined;
  const open = (): Downloads => {
    const of = context();
    if (downloads?.of !== of) downloads = { of, all: new Downloads(of) };
    return downloads.all;
  };
  const find = async (id: string): Promise<MessageRow | undefined> => {
    const { db, account } = context();
    return db.get('messages', [account, id]);
  };

  const limit = async (): Promise<UploadLimit> => {
    const { db, account } = context();
    const known = (await db.get('accounts', account))?.uploads;
    if (known) return { offered: true, ...(known.maxSize !== undefined && { maxSize: known.maxSize }) };
    // Without a connection nobody knows: the upload itself will find out.
    return askLimit().catch(() => ({ offered: true }));
  };

  const sendOne = async (address: string, picked: PickedFile, { offered, maxSize }: UploadLimit, reply?: string) => {
    const { db, account } = context();
    const holder = await db.get('accounts', account);
    const { quality, lowData } = settingsOf(holder);
    const chat = await db.get('chats', [account, address]);
    const isSealed = wantsEncryption(chat, holder?.settings);
    const ready = await readable(() => readyFile(picked, quality, lowData, shrink));
    if (!offered) throw new AppError('uploads-not-offered');
    const size = ready.blob.size + (isSealed ? FILE_TAG_BYTES : 0);
    if (maxSize !== undefined && size > maxSize) throw new AppError('file-too-large', String(maxSize));
    if (ready.blob.size <= MOST_HASHED) ready.file.hash = await readable(() => sha256(ready.blob));
    const isApart = isSealed && (await hasOldDevices(db, account, address));
    await send(context(), address, { text: picked.caption?.trim() ?? '', isApart }, ready, reply);
  };

  return {
    async sendFiles(address, files, reply) {
      const most = await limit();
      let answers = reply;
      for (const picked of files) {
        await sendOne(address, picked, most, answers);
        answers = undefined;
      }
    },

    uploadLimit: limit,

    async file(_address, id) {
      const { db, account, announce, now } = context();
      const row = await find(id);
      const key = row?.file?.key;
      if (key === undefined) return undefined;
      const stored = await db.get('blobs', [account, key]);
      if (!stored) {
        await forgetKey(context(), id, key);
        return undefined;
      }
      if (stored.used > 0 && now() - stored.used > SHOWN_AGAIN)
        await write(db, announce, undefined, ['blobs'], async (tx) => {
          const blob = await tx.objectStore('blobs').get([account, key]);
          if (blob) await tx.objectStore('blobs').put({ ...blob, message: id, used: now() });
        });
      return stored.blob;
    },

    async fetchFile(_address, id, unasked = false) {
      const row = await find(id);
      if (!row?.file) return false;
      const { db, account } = context();
      const { key } = row.file;
      if (key !== undefined && (await db.getKey('blobs', [account, key])) !== undefined) return true;
      if (unasked && !(await mayFetchUnasked(db, row))) return false;
      try {
        await open().fetch(row);
        return (await find(id))?.file?.key !== undefined;
      } catch (thrown) {
        const wasStopped = thrown instanceof DOMException && thrown.name === 'AbortError';
        if (!unasked && !wasStopped) throw thrown;
        context().log('a file was not fetched', thrown);
        return false;
      }
    },

    async cancelTransfer(address, id) {
      if (open().cancel(id)) return;
      // What brought it may have been ended without a word, and its tab closed.
      context().live({ transfers: new Map([[id, undefined]]) });
      await act(context(), address, async (tx, chat) => {
        const row = await tx.objectStore('messages').get([chat.account, id]);
        // Without its address it can't have gone.
        if (row?.status !== 'waiting' || !row.file || row.file.url) return;
        await forgetTask(tx, chat.account, id);
        await forgetBytes(tx, row);
        await tx.objectStore('messages').delete([chat.account, id]);
        await refreshPreview(tx, chat);
      });
    },

    async markPlayed(address, id) {
      const { db, account, announce } = context();
      await write(db, announce, undefined, ['messages'], async (tx, topics) => {
        const row = await tx.objectStore('messages').get([account, id]);
        if (!row?.file || row.file.played) return;
        await tx.objectStore('messages').put({ ...row, file: { ...row.file, played: true } });
        topics.add(`chat:${address}`);
      });
    },

    async storageUse() {
      const { db, account } = context();
      return { ...(await measureFiles(db, account)), ...(await browserRoom()) };
    },

    async clearFiles() {
      const { db, account, announce } = context();
      await write(db, announce, undefined, ['blobs', 'messages'], async (tx, topics) => {
        for (const chat of await evictFiles(tx, account, -1)) topics.add(`chat:${chat}`);
      });
    }
  };
}

/** A message with its file, and its place in the queue: durable before it resolves (decision 8, rule 1). */
async function send(
  context: Context,
  address: string,
  { text, isApart }: { text: string; isApart: boolean },
  ready: ReadyFile,
  reply?: string
): Promise<void> {
  const { account, now } = context;
  await act(
    context,
    address,
    async (tx, chat) => {
      const original = reply === undefined ? undefined : await tx.objectStore('messages').get([account, reply]);
      const answered = replyTo(original, chat);
      const key = randomId();
      const row = await addOwn(tx, chat, now(), {
        text: isApart ? '' : text,
        file: { ...ready.file, key },
        ...(answered && { reply: answered })
      });
      await keepBlob(tx, row, { ...ready.file, key }, ready.blob, 0);
      if (isApart && text) await addOwn(tx, chat, now(), { text });
    },
    'strict'
  );
}

/** Whether somebody in a chat has a device that knows an encrypted file only where nothing else is said (XEP-0454 §5). */
async function hasOldDevices(db: Database, account: string, chat: string): Promise<boolean> {
  const room = await db.get('rooms', [account, chat]);
  const people = [account, ...(room?.members.map(({ address }) => address) ?? [chat])];
  const lists = await Promise.all(people.map((one) => db.get('deviceLists', [account, one])));
  return lists.some((list) => list?.devices.legacy?.some((id) => !list.devices['omemo:2']?.includes(id)));
}

/** The browser, or room for others, took the bytes: they are to be fetched again. */
async function forgetKey({ db, account, announce }: Context, id: string, key: string): Promise<void> {
  await write(db, announce, undefined, ['messages'], async (tx, topics) => {
    const row = await tx.objectStore('messages').get([account, id]);
    if (row?.file?.key !== key) return;
    const { key: _gone, ...file } = row.file;
    await tx.objectStore('messages').put({ ...row, file });
    topics.add(`chat:${row.chat}`);
  });
}

/** A file that was moved away since it was picked can't be read any more. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    const error = toAppError(thrown);
    throw error.code === 'unknown' ? new AppError('file-unreadable', error.detail, { cause: thrown }) : error;
  }
}
