import type { ErrorCode } from '../base/errors';
import { forUploading } from '../store/files';
import type { MessageRow } from '../store/messages';
import type { SayTask, Task } from '../store/outbox';
import { write, type Lease } from '../store/write';
import type { Element } from '../xmpp/xml';
import type { Context } from './context';
import type { EncryptionLater } from './encryption-later';
import type { Gate } from './outgoing';
import type { Sender } from './outbox';

export type MessageTask = Task & { kind: 'message' };

/** What of a chat goes to the server. */
export interface Outgoing {
  task: SayTask | MessageTask;
  message: MessageRow;
  gate: Gate;
  stanza: Element;
}

/** What becomes of it. `waits`: its file goes up again first. */
export type Closing =
  { kind: 'goes'; stanza: Element } | { kind: 'waits'; row: MessageRow } | { kind: 'refused'; error: ErrorCode };

/** Whether others can fetch what a message brings. */
export function isUploaded(message: MessageRow | undefined): boolean {
  return !message?.file || message.file.url !== undefined;
}

/**
 * Encrypts what goes to a chat, where that is to be. The key of a file never goes in the open, and a file that lies in the open does not go
 * to a chat that is encrypted by now, as long as its bytes are here (decision 8, rule 8).
 */
export async function closing(
  context: Context,
  lease: Lease,
  encryption: Pick<EncryptionLater, 'close'> | undefined,
  { task, message, gate, stanza }: Outgoing,
  sender: Sender
): Promise<Closing> {
  const isMessage = task.kind === 'message';
  const id = isMessage ? message.id : undefined;
  const closed = await encryption?.close(stanza, message.chat, gate, sender, id);
  if (closed?.kind === 'refused') return closed;
  const { file } = message;
  if (closed?.kind !== 'sealed') {
    const hasKey = file?.secret !== undefined && (isMessage || task.kind === 'edit');
    return hasKey ? { kind: 'refused', error: 'no-secure-device' } : { kind: 'goes', stanza };
  }
  const row = isMessage && file && !file.secret && file.kind !== 'sticker' && (await anew(context, lease, message));
  return row && !isUploaded(row) ? { kind: 'waits', row } : { kind: 'goes', stanza: closed.stanza };
}

async function anew({ db, account, announce }: Context, lease: Lease, { id }: MessageRow) {
  return write(db, announce, lease, ['messages', 'blobs'], async (tx) => {
    const row = await tx.objectStore('messages').get([account, id]);
    if (!row?.file) return undefined;
    const next = { ...row, file: await forUploading(tx, account, row.file) };
    await tx.objectStore('messages').put(next);
    return next;
  });
}
