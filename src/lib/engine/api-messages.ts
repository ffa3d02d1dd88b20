import type { ReactionRulesRow } from '../store/chats';
import type { FileKind } from '../store/files';
import type { LocationRow } from '../store/messages';

export type { FileKind };

/** Who wrote or reacted, as much as is known: what a name is made of. */
export interface WhoView {
  mine: boolean;
  /** Bare address; in a group `group/nickname`. */
  sender: string;
  /** Groups: see `MessageView`. */
  nick?: string;
  person?: string;
  key?: string;
}

/** The message that another one answers, as it is now. */
export interface ReplyView {
  /** Absent: it is not on this device. `fetchReply` looks for it. */
  original?: WhoView & {
    id: string;
    order: number;
    /** The beginning of its text. */
    text: string;
    file?: FileKind;
    location?: boolean;
    retracted?: boolean;
  };
}

/** All who chose one emoji. */
export interface ReactionView {
  emoji: string;
  mine: boolean;
  who: WhoView[];
}

/** A file of a message. */
export interface FileView {
  kind: FileKind;
  name: string;
  type: string;
  size?: number;
  width?: number;
  height?: number;
  /** Milliseconds. */
  duration?: number;
  /** In base64. */
  thumbhash?: string;
  waveform?: number[];
  /** Stickers: what stands in for it, often an emoji, and whether it names the pack that it is from. */
  desc?: string;
  ofPack?: true;
  /** It was heard on this device. */
  played?: true;
  /** `here`: its bytes are on this device. `there`: to be fetched. `sending`: waits for its upload. */
  state: 'here' | 'there' | 'sending';
  /** Https address, for what only another program can open. */
  url?: string;
}

/** What the sender attached about a link. */
export interface LinkPreviewView {
  url: string;
  title: string;
  description: string;
  site: string;
  /** Never fetched: it came with the message. */
  image?: Blob;
}

export type LocationView = LocationRow;

/** Which reactions a chat takes; what is absent is free. */
export type ReactionRulesView = ReactionRulesRow;

/** What can be done with messages beside writing them. `id` is always a message's local id. */
export interface MessageApi {
  /** Sets the user's own reactions to a message; none takes them back. */
  react(address: string, id: string, emoji: string[]): Promise<void>;
  /** Replaces the text of an own message for all. Fails with `message-too-long`, `not-allowed`. */
  edit(address: string, id: string, text: string): Promise<void>;
  /** What a message said before, oldest first, without what it says now. */
  edits(address: string, id: string): Promise<{ text: string; time: number }[]>;
  /** Takes own messages back for all; those that never went are removed. What was refused is tried again. */
  retract(address: string, ids: string[]): Promise<void>;
  /** Removes messages from this device only. */
  removeHere(address: string, ids: string[]): Promise<void>;
  /** The user has read why something about a message was refused. */
  forgetRefusal(address: string, id: string): Promise<void>;
  /** Sends the same again to others: texts, places, and files without uploading them again. */
  forward(address: string, ids: string[], to: string[]): Promise<void>;
  /** The place of the message that this one answers, fetched from the archive if need be; absent: it is nowhere. */
  fetchReply(address: string, id: string): Promise<number | undefined>;
  /** The newest own message that can be edited. */
  lastOwn(address: string): Promise<{ id: string; text: string } | undefined>;
  /** Sends a place. */
  sendLocation(address: string, location: LocationView): Promise<void>;
}
