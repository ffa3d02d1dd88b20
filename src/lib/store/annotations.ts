import { under, type WriteTx } from './schema';
import type { ReactionRow } from './messages';

/** How many wait in one chat: a flood of them must not fill the disk. */
const MOST = 1_000;

/** Something that was said about a message before the message itself was here; see decision 7, rule 2. */
export interface AnnotationRow {
  account: string;
  chat: string;
  /** What names the message: its id on the wire, or the archive's. */
  target: string;
  /** What makes it one of its kind: an occupant's reactions, an edit's id, who takes it back. */
  key: string;
  /** Who says so: the account for the user's own, a contact's bare address; in a room see `authorOf`. */
  author: string;
  /** Milliseconds by the archive's clock. */
  stamp: number;
  says: Annotation;
}

/** What is said about a message. */
export type Annotation =
  | { kind: 'reaction'; reaction: ReactionRow }
  | { kind: 'edit'; text: string; wireId: string; time: number; mention?: boolean }
  | { kind: 'retraction'; by?: string; reason?: string; self?: true };

/** Keeps what was said about a message that is not here; the oldest of the chat goes when there are too many. */
export async function saveAnnotation(tx: WriteTx, row: AnnotationRow): Promise<void> {
  const store = tx.objectStore('annotations');
  await store.put(row);
  if ((await store.count(under(row.account, row.chat))) <= MOST) return;
  const oldest = await store.index('age').getKey(under(row.account, row.chat));
  if (oldest) await store.delete(oldest);
}

/** Takes out what waited for a message that goes by any of these ids and is meant for it, oldest first. */
export async function takeAnnotations(
  tx: WriteTx,
  account: string,
  chat: string,
  targets: string[],
  isMeant: (row: AnnotationRow) => Promise<boolean>
): Promise<AnnotationRow[]> {
  const store = tx.objectStore('annotations');
  const rows: AnnotationRow[] = [];
  for (const target of new Set(targets)) {
    for (const row of await store.getAll(under(account, chat, target))) {
      if (!(await isMeant(row))) continue;
      await store.delete([account, chat, target, row.key]);
      rows.push(row);
    }
  }
  return rows.sort((a, b) => a.stamp - b.stamp);
}
