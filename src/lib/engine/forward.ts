import { AppError } from '../base/errors';
import { randomId } from '../base/id';
import { wantsEncryption, type ChatRow } from '../store/chats';
import { forUploading, type FileRow } from '../store/files';
import { isRemoved, type MessageRow } from '../store/messages';
import type { WriteTx } from '../store/schema';
import { actInAll } from './act';
import type { Context } from './context';
import { Downloads } from './downloads';
import { addOwn, type Said } from './own-message';

/** Says messages of a chat again in others, in their order. Fails with what fetching a file fails with, where it must be here for that. */
export async function forward(context: Context, address: string, ids: string[], to: string[]): Promise<void> {
  const { db, account, now } = context;
  const rows = await Promise.all(ids.map((id) => db.get('messages', [account, id])));
  const said = rows
    .filter((row) => row !== undefined)
    .filter((row) => row.chat === address && !row.event && !row.retracted && !isRemoved(row))
    .sort((a, b) => a.order - b.order);
  if (said.some(({ file }) => file && file.url === undefined))
    throw new AppError('not-allowed', 'it is not uploaded yet');
  await fetchMissing(context, said, to);
  await actInAll(
    context,
    [...new Set(to)],
    async (tx, chat) => {
      const settings = (await tx.objectStore('accounts').get(account))?.settings;
      for (const { id } of said) {
        const row = await tx.objectStore('messages').get([account, id]);
        if (row && !row.retracted && !isRemoved(row))
          await addOwn(tx, chat, now(), await copyOf(tx, row, chat, settings));
      }
    },
    'strict'
  );
}

/** What lies where it is in the wrong way for a chat must be here to be uploaded again. */
async function fetchMissing(context: Context, said: MessageRow[], to: string[]): Promise<void> {
  const { db, account } = context;
  const settings = (await db.get('accounts', account))?.settings;
  const chats = await Promise.all(to.map((one) => db.get('chats', [account, one])));
  const downloads = new Downloads(context);
  for (const row of said) {
    const { file } = row;
    if (!file || chats.every((chat) => mayStay(file, chat, settings))) continue;
    const isHere = file.key !== undefined && (await db.getKey('blobs', [account, file.key])) !== undefined;
    if (!isHere) await downloads.fetch(row);
  }
}

/**
 * Whether others may be told of a file where it lies: encrypted in a chat that is encrypted, in the open in one that is not. In between
 * only its upload finds out. The pictures of stickers are everybody's.
 */
function mayStay({ kind, secret }: FileRow, chat: ChatRow | undefined, settings: { encrypts?: boolean } | undefined) {
  if (kind === 'sticker') return true;
  const wants = wantsEncryption(chat, settings);
  return secret ? wants && chat?.encrypted === true : !wants;
}

/** What a message brings, to be said again. Bytes that are here have a row for each message. */
async function copyOf(
  tx: WriteTx,
  row: MessageRow,
  chat: ChatRow,
  settings: { encrypts?: boolean } | undefined
): Promise<Said> {
  const { account, text, file, location, preview, unstyled } = row;
  const said = { text, ...(location && { location }), ...(preview && { preview }), ...(unstyled && { unstyled }) };
  if (!file) return said;
  const { key, ...whole } = file;
  // The pack is in the node of who sent it, who need not be known to those who get it now.
  const { pack: _pack, packAt: _at, ...apart } = whole;
  const copy = row.mine ? whole : apart;
  const bytes = key === undefined ? undefined : await tx.objectStore('blobs').get([account, key]);
  if (!bytes) return { ...said, file: copy };
  const added = { ...copy, key: randomId() };
  await tx.objectStore('blobs').put({ ...bytes, key: added.key });
  return { ...said, file: mayStay(copy, chat, settings) ? added : await forUploading(tx, account, added) };
}
