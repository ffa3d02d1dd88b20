import type { ErrorCode } from '../base/errors';
import type { Element } from '../xmpp/xml';
import type { Incoming } from './incoming';
import type { Room } from './room';

/** What a room needs of the world. */
export interface RoomWorld {
  account: string;
  now(): number;
  /** Does nothing without a stream. */
  send(stanza: Element): void;
  /** What goes along with our presence (XEP-0153). */
  marks(): Element[];
  /** Takes what is to be stored, in order. */
  store(message: Incoming): void;
  /** Reads what the archive has and we have not; `history` is what the room told by itself at the door. */
  catchUp(room: Room, history: Incoming[]): Promise<void>;
  /** Messages can go from now on; `entered`: what was sent before and is not in the archive never came. */
  ready(room: Room, entered: boolean): void;
  /** Everything that was given to `store` is stored. */
  stored(): Promise<void>;
  /** Reads the archive while live messages wait. */
  verify(room: Room): void;
  typing(room: Room, nick: string, typing: boolean): void;
  /** The live state changed; called as often as it does. */
  changed(room: Room): void;
  /** Put out for good, or let in again. */
  problem(room: Room, problem: ErrorCode | undefined): void;
  /** Lost without anybody's wish. */
  lost(room: Room): void;
  subject(room: Room, subject: string): void;
  /** Which picture the room has, or somebody in it. */
  portrait(address: string, hash: string, via?: string): void;
  /** The room's settings, picture or members changed. */
  stale(room: Room): void;
}
