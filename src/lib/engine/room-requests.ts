import { AppError } from '../base/errors';
import { randomId } from '../base/id';
import { domainOf } from '../base/jid';
import { changeAccount } from '../store/account';
import { newChat } from '../store/chats';
import { addTask } from '../store/outbox';
import { loadRoom, newRoom, type RoomRow } from '../store/rooms';
import type { StoreName } from '../store/schema';
import { DELETED_IN } from '../store/sending';
import { write, type Lease } from '../store/write';
import { StanzaError } from '../xmpp/requests';
import type { Stream } from '../xmpp/stream';
import { fetchDiscoItemsPage } from '../xmpp/xep/0030-disco';
import { buildSubject } from '../xmpp/xep/0045-muc';
import {
  destroyRoom,
  fetchAffiliations,
  fetchRoomConfig,
  setAffiliations,
  setRole,
  submitRoomConfig
} from '../xmpp/xep/0045-muc-admin';
import { fetchRoomInfo, findRoomService, type RoomInfo } from '../xmpp/xep/0045-room-info';
import { setVcardPhoto } from '../xmpp/xep/0054-vcard';
import type { Picture } from '../xmpp/picture';
import { requestModeration } from '../xmpp/xep/0425-moderation';
import type { Affiliation } from './api-rooms';
import type { Context } from './context';
import { blank, configOf, previewOf, slug } from './room-config';
import { roomNick } from './room-nick';
import type { RoomRequests } from './room-request-names';
import { searchRooms } from './room-search';
import { forgetConversation } from './room-waiting';
import { roomError } from './room-problem';
import { factsOf } from './room-facts';
import type { RoomService } from './room-service';
import type { Room } from './room';

const STORES: StoreName[] = ['rooms', 'chats', 'accounts', 'coverage', ...DELETED_IN];
const PAGE = 30;
const PICTURES: readonly Picture['type'][] = ['image/jpeg', 'image/png', 'image/webp'];

/** Does them; each fails with an {@link AppError} that says what the user can do. */
export function roomRequests(
  context: Context,
  lease: Lease,
  service: RoomService,
  connected: () => Stream | undefined
): {
  [K in keyof RoomRequests]: (...args: Parameters<RoomRequests[K]>) => Promise<Awaited<ReturnType<RoomRequests[K]>>>;
} {
  const { db, account, announce } = context;

  const stream = (): Stream => {
    const now = connected();
    if (!now) throw new AppError('offline');
    return now;
  };

  const roomService = async (): Promise<string> => {
    const row = await db.get('accounts', account);
    if (row?.roomService) return row.roomService;
    const found = await findRoomService(stream(), domainOf(account));
    if (!found) throw new AppError('rooms-not-offered');
    await write(db, announce, lease, ['accounts'], async (tx) => changeAccount(tx, account, { roomService: found }));
    return found;
  };

  const inside = (address: string): Room => {
    const room = service.rooms.get(address);
    if (!room) throw new AppError('room-not-found', address);
    if (room.state !== 'in') throw new AppError('offline');
    return room;
  };

  /** The user's from now on: in the list, entered on every device. */
  const keep = (address: string, change: (row: RoomRow) => RoomRow, people: string[] = []) =>
    write(db, announce, lease, STORES, async (tx, topics) => {
      const row = change(await loadRoom(tx, account, address));
      delete row.problem;
      delete row.invitation;
      await tx.objectStore('rooms').put(row);
      const chat = await tx.objectStore('chats').get([account, address]);
      const fresh = { ...newChat(account, address, 'room'), readOrder: context.now() * 1000 };
      await tx.objectStore('chats').put({ ...(chat ?? fresh), kind: 'room' });
      await addTask(tx, account, { kind: 'bookmark', address });
      for (const person of people) await addTask(tx, account, { kind: 'room-invite', address, person });
      topics.add(`chat:${address}`).add('chats').add('rooms').add('outbox');
      return row;
    });

  const lookUp = async (address: string): Promise<RoomInfo> => {
    const info = await fetchRoomInfo(stream(), address);
    if (!info.isRoom) throw new AppError('room-not-found', address);
    await write(db, announce, lease, ['rooms'], async (tx, topics) => {
      const [avatarHash] = info.avatarHashes;
      const row = {
        ...(await loadRoom(tx, account, address)),
        facts: factsOf(info),
        ...(avatarHash && { avatarHash })
      };
      await tx.objectStore('rooms').put(row);
      topics.add(`chat:${address}`).add('rooms');
    });
    return info;
  };

  const ownNick = async (): Promise<string> => {
    const row = await db.get('accounts', account);
    return roomNick(account, row?.name);
  };

  const configure = async (address: string, wanted: [name: string, value: string][]): Promise<void> => {
    await submitRoomConfig(stream(), address, await fetchRoomConfig(stream(), address), wanted);
  };

  return mapErrors({
    async createRoom({ name, people, picture, isPublic }) {
      const address = `${isPublic ? slug(name) : randomId().toLowerCase()}@${await roomService()}`;
      if (isPublic) await mustBeFree(stream(), address);
      const nick = await ownNick();
      const row: RoomRow = {
        ...newRoom(account, address),
        bookmark: { name, autojoin: true, nick, extensions: '' }
      };
      const room = service.rooms.know(row);
      try {
        await room.enter(true);
        await configure(address, configOf(name, isPublic));
      } catch (thrown) {
        service.rooms.forget(address);
        throw thrown;
      }
      await keep(address, () => row, people);
      if (picture)
        await setVcardPhoto(stream(), address, await photoOf(picture)).catch((thrown: unknown) => {
          if (!(thrown instanceof StanzaError)) throw thrown;
          context.log('the group has no picture', thrown);
        });
      await service.learn(room);
      await service.look(address);
      return address;
    },

    async lookUpRoom(address) {
      return previewOf(address, await lookUp(address));
    },

    async joinRoom(address, { nick, password } = {}) {
      const stored = await db.get('rooms', [account, address]);
      await lookUp(address).catch((thrown: unknown) => {
        // Who may not look may still be let in.
        if (!(thrown instanceof StanzaError) || !['forbidden', 'not-allowed'].includes(thrown.condition)) throw thrown;
      });
      const before = stored?.bookmark;
      const secret = password ?? before?.password ?? stored?.invitation?.password;
      const bookmark = {
        autojoin: true,
        nick: nick ?? before?.nick ?? (await ownNick()),
        extensions: before?.extensions ?? '',
        ...(before?.name && { name: before.name }),
        ...(secret && { password: secret })
      };
      const row = (await db.get('rooms', [account, address])) ?? newRoom(account, address);
      const room = service.rooms.know({ ...row, bookmark });
      try {
        if (room.state !== 'in') await service.rooms.enter(room);
        else if (nick) await room.rename(nick);
      } catch (thrown) {
        if (!before) service.rooms.forget(address);
        throw thrown;
      }
      await keep(address, (now) => ({
        ...now,
        answered: context.now(),
        bookmark: { ...bookmark, nick: room.nick, ...(now.facts?.name && { name: now.facts.name }) }
      }));
      await service.look(address);
    },

    async publicRooms(after) {
      const where = await roomService();
      const page = await fetchDiscoItemsPage(stream(), where, { max: PAGE, ...(after && { after }) });
      const rooms = page.items.map(({ jid, name }) => blank(jid, name));
      return { rooms, ...(page.last && page.items.length === PAGE && { next: page.last }) };
    },

    async searchRooms(words) {
      return searchRooms(stream(), domainOf(account), words, async () => roomService());
    },

    async setRoomNick(address, nick) {
      const room = inside(address);
      await room.rename(nick.trim());
      await keep(address, (row) => ({
        ...row,
        ...(row.bookmark && { bookmark: { ...row.bookmark, nick: room.nick } })
      }));
    },

    async setSubject(address, subject): Promise<void> {
      inside(address);
      const id = randomId();
      stream().send(buildSubject(address, id, subject));
      // Rooms don't answer: a refusal comes before the answer to what was sent behind it.
      await service.check(address);
      if (service.wasRefused(id)) throw new AppError('not-allowed');
    },

    async changeRoom(address, { name, description, picture }) {
      const room = inside(address);
      const wanted: [string, string][] = [];
      if (name !== undefined) wanted.push(['muc#roomconfig_roomname', name]);
      if (description !== undefined) wanted.push(['muc#roomconfig_roomdesc', description]);
      if (wanted.length > 0) await configure(address, wanted);
      if (picture) await setVcardPhoto(stream(), address, await photoOf(picture));
      await service.learn(room);
    },

    async setAffiliation(address, person, affiliation: Affiliation) {
      const room = inside(address);
      await setAffiliations(stream(), address, [{ jid: person, affiliation }]);
      await service.refresh(room);
    },

    async setVoice(address, nick, voice) {
      inside(address);
      await setRole(stream(), address, nick, voice ? 'participant' : 'visitor');
    },

    async kick(address, nick) {
      inside(address);
      await setRole(stream(), address, nick, 'none');
    },

    async banned(address) {
      inside(address);
      return (await fetchAffiliations(stream(), address, 'outcast')).map(({ jid }) => jid);
    },

    async retractMessage(address, id) {
      inside(address);
      const row = await db.get('messages', [account, id]);
      const moderation = service.rooms.get(address)?.facts?.moderation;
      if (row?.chat !== address || !row.archiveId || moderation === undefined) throw new AppError('not-supported');
      await requestModeration(stream(), address, row.archiveId, moderation);
    },

    async destroyRoom(address) {
      await destroyRoom(stream(), address);
      await write(db, announce, lease, STORES, async (tx, topics) => {
        const row = await loadRoom(tx, account, address);
        delete row.bookmark;
        delete row.problem;
        await tx.objectStore('rooms').put({ ...row, answered: context.now() });
        await forgetConversation(tx, account, address);
        await addTask(tx, account, { kind: 'bookmark', address });
        topics.add(`chat:${address}`).add('chats').add('rooms').add('outbox');
      });
    }
  });
}

type Asked = ReturnType<typeof roomRequests>;

/** A refusal by a room or server becomes what the user can do about it. */
function mapErrors(requests: Asked): Asked {
  const mapped = Object.entries(requests).map(([name, method]) => [
    name,
    async (...args: never[]) => {
      try {
        return await (method as (...args: never[]) => Promise<unknown>)(...args);
      } catch (thrown) {
        throw roomError(thrown);
      }
    }
  ]);
  return Object.fromEntries(mapped) as Asked;
}

async function mustBeFree(stream: Stream, address: string): Promise<void> {
  try {
    await fetchRoomInfo(stream, address);
  } catch (thrown) {
    if (thrown instanceof StanzaError && thrown.condition === 'item-not-found') return;
    throw thrown;
  }
  throw new AppError('name-taken', address);
}

async function photoOf(picture: Blob): Promise<Pick<Picture, 'type' | 'bytes'>> {
  const type = PICTURES.find((one) => one === picture.type);
  if (!type) throw new AppError('not-supported', picture.type);
  return { type, bytes: new Uint8Array(await picture.arrayBuffer()) };
}
