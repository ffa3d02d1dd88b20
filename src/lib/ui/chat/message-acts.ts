import type { MessageView } from '../../client/chat.svelte';

/** One thing that can be done with a message. */
export type MessageAct =
  | 'retry'
  | 'reply'
  | 'edit'
  | 'copy'
  | 'save'
  | 'forward'
  | 'select'
  | 'mention'
  | 'write'
  | 'private'
  | 'info'
  | 'delete'
  | 'remove';

/** What else decides what can be done. */
export interface Circumstances {
  /** The user can write in the chat. */
  writable: boolean;
  /** The user moderates the group, and its server can take messages back. */
  moderates?: boolean;
  /** Who wrote it is in the group now. */
  there?: boolean;
  /** The chat is a group. */
  group?: boolean;
}

type Message = Pick<
  MessageView,
  'mine' | 'text' | 'status' | 'retracted' | 'referable' | 'file' | 'location' | 'edited' | 'reactions' | 'readBy'
> & { named?: boolean; nick?: string; person?: string };

/** Whether a message can be answered and reacted to: others can be told which is meant. */
export function canReply({ referable, retracted, status }: Message, writable: boolean): boolean {
  return writable && referable === true && !retracted && status !== 'failed';
}

/** Whether the text of a message can be changed for all. */
export function canEdit({ mine, text, referable, retracted, location, status }: Message, writable: boolean): boolean {
  return mine && writable && referable === true && !retracted && !location && text !== '' && status !== 'failed';
}

/** Whether a message can be deleted for all: the user's own, that others can be told of. */
export function canTakeBack({ mine, referable, retracted, status }: Message): boolean {
  return mine && referable === true && !retracted && status !== 'failed';
}

/** Whether a message can be sent again to others. */
export function canForward({ text, file, location, retracted }: Message): boolean {
  return !retracted && (text !== '' || location !== undefined || (file !== undefined && file.state !== 'sending'));
}

/** Whether a message has a file that can be given to the device: not a sticker, and none that only this device has yet. */
export function canSave({ file, retracted }: Message): boolean {
  return !retracted && file !== undefined && file.kind !== 'sticker' && file.state !== 'sending';
}

/** What can be done with a message, in the order of the menu. */
export function actsFor(message: Message, around: Circumstances): MessageAct[] {
  if (message.retracted) return ['select', 'delete'];
  const { mine, text, status, nick, person, named } = message;
  const { writable, group = false, there = false, moderates = false } = around;
  const failed = status === 'failed';
  const other = group && !mine;
  const told = message.edited ?? message.reactions !== undefined;
  const all: [MessageAct, boolean][] = [
    ['retry', failed],
    ['reply', canReply(message, writable)],
    ['edit', canEdit(message, writable)],
    ['copy', text !== ''],
    ['save', canSave(message)],
    ['forward', canForward(message)],
    ['select', true],
    ['mention', other && writable && nick !== undefined],
    ['write', other && person !== undefined],
    ['private', other && person === undefined && there],
    ['info', told || (mine && !failed)],
    ['delete', true],
    ['remove', moderates && named === true && !mine]
  ];
  return all.flatMap(([act, can]) => (can ? [act] : []));
}
