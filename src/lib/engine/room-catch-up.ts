import { saveCoverage, type Edge } from '../store/coverage';
import { between } from '../store/messages';
import { write, type Lease } from '../store/write';
import { StanzaError } from '../xmpp/requests';
import type { Archive } from './archive';
import { MESSAGE_STORES, MessageCommit } from './commit';
import type { Context } from './context';
import type { EncryptionLater } from './encryption-later';
import type { Inbox } from './inbox';
import { isMessage, type Incoming } from './incoming';
import type { Room } from './room';

/** Among so many of the oldest rows of a room is one that its archive has too. */
const FIRST = 50;

/** What reading a room's archive needs. */
export interface CatchUpOptions {
  context: Context;
  lease: Lease;
  knownSince: () => number;
  inbox: Inbox;
  encryption: EncryptionLater;
  /** `undefined` where nobody is connected. */
  archiveOf(address: string): Archive | undefined;
  /** The room is asked what it is. */
  learn(room: Room): void;
  background(work: Promise<unknown>): void;
}

/**
 * Brings what is stored of a room up to now, by as little as proves it (decision 6, rule 4). `history`: what the room told by itself
 * at the door.
 */
export async function catchUp(options: CatchUpOptions, room: Room, history: Incoming[]): Promise<void> {
  const { inbox, context } = options;
  if (!room.archived) {
    // Of a room that is not known yet, what may be the user's own is left to its archive: it would stand there as another's.
    // What is only said about a message means nothing without it.
    const isReadable = (message: Incoming): boolean => !message.perhapsMine && isMessage(message);
    for (const message of history) if (room.facts || isReadable(message)) inbox.push(message);
    if (!room.facts && !history.every(isReadable)) options.learn(room);
    return;
  }
  const archive = options.archiveOf(room.address);
  if (!archive) throw new StanzaError('closed');
  await inbox.idle();
  const { db, account } = context;
  const newest = history.findLast(({ archiveId }) => archiveId !== undefined);
  const isCovered = (await db.get('coverage', [account, room.address, ''])) !== undefined;
  const anchor = isCovered ? undefined : await oldestStored(context, room.address);
  if (!isCovered && !anchor && newest && (await isEnough(context, room, newest))) return begin(options, room, newest);
  if (anchor) await begin(options, room, anchor);
  room.unverified = isCovered || anchor !== undefined;
  if (isCovered && room.absence.toldOfNone) return;
  // The room's newest message is here already: nothing is asked.
  if (newest?.archiveId && (await db.getFromIndex('messages', 'archived', [account, room.address, newest.archiveId])))
    return;
  await archive.catchUp();
  room.unverified = false;
  if (room.isPrivate) options.background(archive.fillUnread(room.address));
}

/** From here on the archive is known: from something stored, or from a message that is stored now. */
async function begin(
  { context, lease, knownSince, encryption }: CatchUpOptions,
  room: Room,
  at: Edge | Incoming
): Promise<void> {
  const { db, account, announce, now } = context;
  const unsealer = 'chat' in at ? await encryption.unsealer([at]) : undefined;
  await write(db, announce, lease, MESSAGE_STORES, async (tx, topics) => {
    const commit = new MessageCommit(tx, topics, account, knownSince(), now(), unsealer);
    const edge = 'chat' in at ? await storeAsEdge(commit, at) : at;
    await commit.finish();
    if (edge) await saveCoverage(tx, account, room.address, [{ from: edge, to: edge }]);
  });
}

async function storeAsEdge(commit: MessageCommit, message: Incoming): Promise<Edge | undefined> {
  const order = await commit.store(message, 'none');
  return message.archiveId === undefined ? undefined : { id: message.archiveId, order, time: message.stamp };
}

/** What was heard live before anything was read, in a room that was empty then: what comes is read from there on. */
async function oldestStored({ db, account }: Context, room: string): Promise<Edge | undefined> {
  const rows = await db.getAllFromIndex('messages', 'place', between(account, room), FIRST);
  const oldest = rows.find(({ archive, archiveId }) => archive === room && archiveId !== undefined);
  return oldest?.archiveId === undefined ? undefined : { id: oldest.archiveId, order: oldest.order, time: oldest.time };
}

/** On a device that knows nothing of a room its newest message is enough, unless it stands for others that the user should know of. */
async function isEnough({ db, account }: Context, room: Room, newest: Incoming): Promise<boolean> {
  // What is only said about a message shows nothing of the room.
  if (!isMessage(newest)) return false;
  const chat = await db.get('chats', [account, room.address]);
  if (!room.isPrivate || !chat) return true;
  return chat.readPending ? chat.readPending === newest.archiveId : newest.stamp * 1000 <= chat.readOrder;
}
