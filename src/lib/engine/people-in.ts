import { isPrivate } from '../store/rooms';
import type { Database } from '../store/schema';

/** Whose devices must be able to read what is said in a chat: in a group its members, where everybody sees who they are. */
export async function peopleIn(
  db: Database,
  account: string,
  chat: string,
  isRoom: boolean,
  /** Who else is there. */
  present: string[] = []
): Promise<string[]> {
  if (!isRoom) return [chat];
  const room = await db.get('rooms', [account, chat]);
  if (!isPrivate(room)) return [];
  const belongs = room?.members.filter(({ affiliation }) => affiliation !== 'outcast' && affiliation !== 'none') ?? [];
  return [...new Set([...belongs.map(({ address }) => address), ...present])].filter((one) => one !== account);
}
