import type { RoomApi } from './api-rooms';
import type { MethodsOf } from './loaded-later';

/** What only the session's holder can do, because the server must answer. Everything else about rooms any tab can. */
export type RoomRequests = Pick<
  RoomApi,
  | 'createRoom'
  | 'lookUpRoom'
  | 'joinRoom'
  | 'publicRooms'
  | 'searchRooms'
  | 'setRoomNick'
  | 'setSubject'
  | 'changeRoom'
  | 'setAffiliation'
  | 'setVoice'
  | 'kick'
  | 'banned'
  | 'retractMessage'
  | 'destroyRoom'
>;

/** The names of {@link RoomRequests}: what another tab may ask for. */
export const ROOM_REQUESTS: MethodsOf<RoomRequests> = {
  createRoom: true,
  lookUpRoom: true,
  joinRoom: true,
  publicRooms: true,
  searchRooms: true,
  setRoomNick: true,
  setSubject: true,
  changeRoom: true,
  setAffiliation: true,
  setVoice: true,
  kick: true,
  banned: true,
  retractMessage: true,
  destroyRoom: true
};
