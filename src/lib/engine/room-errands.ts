import { randomId } from '../base/id';
import { newRoom, type RoomRow } from '../store/rooms';
import type { Task } from '../store/outbox';
import { buildMessage } from '../xmpp/message';
import { StanzaError } from '../xmpp/requests';
import { buildDecline, buildMediatedInvite } from '../xmpp/xep/0045-muc';
import { setAffiliations } from '../xmpp/xep/0045-muc-admin';
import { ping } from '../xmpp/xep/0199-ping';
import { buildInvitation } from '../xmpp/xep/0249-invitation';
import { publishBookmark, type BookmarkPlace } from './bookmarks';
import type { Context } from './context';
import type { Sender } from './outbox';

/** What may not be done is done in another way. */
const FORBIDDEN = ['forbidden', 'not-allowed', 'not-authorized'];

type RoomTask = Task & { kind: 'bookmark' | 'room-invite' | 'room-decline' };

/** Does one task of the outbox that is about a room. */
export async function roomErrand(
  context: Context,
  task: RoomTask,
  sender: Sender,
  place: BookmarkPlace & { sync(row: RoomRow): void }
): Promise<void> {
  const { db, account } = context;
  const { address } = task;
  const row = (await db.get('rooms', [account, address])) ?? newRoom(account, address);
  switch (task.kind) {
    case 'bookmark':
      place.sync(row);
      return publishBookmark(sender, row, place);
    case 'room-invite':
      return invite(sender, row, task.person);
    case 'room-decline':
      sender.send(buildDecline(address, task.by));
      await ping(sender);
  }
}

/**
 * A member first, so that the room lets them in, and only then told (XEP-0045 §9.3, XEP-0249 §3). Who may not make members
 * asks the room to invite (XEP-0045 §7.8.2).
 */
async function invite(sender: Sender, { room, bookmark, members }: RoomRow, person: string): Promise<void> {
  const isLeading = members.some(({ address, affiliation }) => {
    return address === person && (affiliation === 'owner' || affiliation === 'admin');
  });
  try {
    if (!isLeading) await setAffiliations(sender, room, [{ jid: person, affiliation: 'member' }]);
  } catch (thrown) {
    if (!(thrown instanceof StanzaError) || !FORBIDDEN.includes(thrown.condition)) throw thrown;
    sender.send(buildMediatedInvite(room, person));
    return void (await ping(sender));
  }
  const password = bookmark?.password;
  const invitation = buildInvitation({ room, ...(password && { password }) });
  sender.send(buildMessage({ to: person, type: 'normal', id: randomId(), hints: ['store'], extra: [invitation] }));
  await ping(sender);
}
