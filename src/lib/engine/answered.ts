import type { MessageRow } from '../store/messages';
import type { Database } from '../store/schema';

/** The message that another one answers, where it is here; of several with that id the one by whom the answer names, else the newest. */
export async function findAnswered(db: Database, row: MessageRow): Promise<MessageRow | undefined> {
  return (await findAllAnswered(db, [row])).get(row.id);
}

/** The same for some rows of one chat, read at once: by the id of the row that answers. */
export async function findAllAnswered(db: Database, rows: MessageRow[]): Promise<Map<string, MessageRow>> {
  const answers = rows.flatMap(({ id, reply }) => (reply ? { id, reply } : []));
  const found = new Map<string, MessageRow>();
  const [first] = rows;
  if (!first || answers.length === 0) return found;
  const { account, chat } = first;
  const tx = db.transaction(['messages', 'rooms']);
  const messages = tx.objectStore('messages');
  const isRoom = (await tx.objectStore('rooms').getKey([account, chat])) !== undefined;
  const named = async (id: string): Promise<MessageRow[]> => {
    if (!isRoom) {
      const ids = ['wire', 'origin'] as const;
      return (await Promise.all(ids.map((index) => messages.index(index).getAll([account, chat, id])))).flat();
    }
    const row = await messages.index('archived').get([account, chat, id]);
    return row?.chat === chat ? [row] : [];
  };
  const find = async ({ id, reply }: (typeof answers)[number]): Promise<void> => {
    const all = (await named(reply.id)).sort((a, b) => b.time - a.time);
    const one = all.find(({ sender }) => reply.to?.startsWith(sender)) ?? all[0];
    if (one) found.set(id, one);
  };
  await Promise.all(answers.map(find));
  return found;
}
