import type { MessageRow } from '../store/messages';
import type { Database } from '../store/schema';

/** The message that another one answers, where it is here; of several with that id the one by whom the answer names, else the newest. */
export async function findAnswered(
  db: Database,
  { account, chat, reply }: MessageRow
): Promise<MessageRow | undefined> {
  if (!reply) return undefined;
  const room = await db.get('rooms', [account, chat]);
  if (room) {
    const row = await db.getFromIndex('messages', 'archived', [account, chat, reply.id]);
    return row?.chat === chat ? row : undefined;
  }
  const rows = await Promise.all([
    db.getAllFromIndex('messages', 'wire', [account, chat, reply.id]),
    db.getAllFromIndex('messages', 'origin', [account, chat, reply.id])
  ]);
  const found = rows.flat().sort((a, b) => b.time - a.time);
  return found.find(({ sender }) => reply.to?.startsWith(sender)) ?? found[0];
}
