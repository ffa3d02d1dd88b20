import { under, type WriteTx } from './schema';
import type { ReactionRow } from './messages';

/** How many wait in one chat, of one person among others there, and of all chats: a flood of them must not fill the disk. */
const MOST = 1_000;
const MOST_OF_ONE = 100;
const MOST_OF_ALL = 5_000;
/** So many go at once from the chat with the most, when there are too many of all. */
const GO_AT_ONCE = 500;
/** What is let go of first: a message without a reaction is still that message, one that was taken back must not be read. */
const WORTH = ['reaction', 'edit', 'retraction'] as const;

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

/** What is said about a message; `secure`: it came encrypted. */
export type Annotation =
  | { kind: 'reaction'; reaction: ReactionRow }
  | { kind: 'edit'; text: string; wireId: string; time: number; mention?: boolean; secure?: true }
  | { kind: 'retraction'; by?: string; reason?: string; self?: true; secure?: true };

type Key = [account: string, chat: string, target: string, key: string];

/** What tells one from another that is said about the same message. */
export function keyOfAnnotation(says: Annotation, author: string): string {
  return JSON.stringify([says.kind, author, ...(says.kind === 'edit' ? [says.wireId] : [])]);
}

function readKey([, , , key]: Key): { kind: Annotation['kind']; author: string } {
  const [kind, author] = JSON.parse(key) as [Annotation['kind'], string];
  return { kind, author };
}

/** Keeps what was said about a message that is not here; when there are too many, the least and the oldest go. */
export async function saveAnnotation(tx: WriteTx, row: AnnotationRow): Promise<void> {
  const { account, chat, author } = row;
  const store = tx.objectStore('annotations');
  await store.put(row);
  if ((await store.count(under(account, chat))) > MOST_OF_ONE) {
    const keys = await keysByAge(tx, account, chat);
    const isOneOfMany = author !== account && author !== chat;
    const ofOne = isOneOfMany ? keys.filter((key) => readKey(key).author === author) : [];
    const gone = surplus(ofOne, MOST_OF_ONE);
    for (const key of gone.length > 0 ? gone : surplus(keys, MOST)) await store.delete(key);
  }
  if ((await store.count(under(account))) <= MOST_OF_ALL) return;
  const byChat = new Map<string, Key[]>();
  for (const key of await keysByAge(tx, account)) byChat.set(key[1], [...(byChat.get(key[1]) ?? []), key]);
  const fullest = [...byChat.values()].sort((a, b) => b.length - a.length)[0] ?? [];
  for (const key of surplus(fullest, fullest.length - GO_AT_ONCE)) await store.delete(key);
}

function keysByAge(tx: WriteTx, ...chats: [account: string, chat?: string]): Promise<Key[]> {
  return tx
    .objectStore('annotations')
    .index('age')
    .getAllKeys(under(...(chats as string[])));
}

/** What goes of these, oldest first, so that no more than so many stay. */
function surplus(keys: Key[], most: number): Key[] {
  const worth = (key: Key): number => WORTH.indexOf(readKey(key).kind);
  return keys.length <= most
    ? []
    : keys.toSorted((a, b) => worth(a) - worth(b)).slice(0, keys.length - Math.max(most, 0));
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
