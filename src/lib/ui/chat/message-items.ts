import type { Component } from 'svelte';
import { goto } from '$app/navigation';
import AtSign from '@lucide/svelte/icons/at-sign';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import Copy from '@lucide/svelte/icons/copy';
import Download from '@lucide/svelte/icons/download';
import Forward from '@lucide/svelte/icons/forward';
import Info from '@lucide/svelte/icons/info';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import Pencil from '@lucide/svelte/icons/pencil';
import Reply from '@lucide/svelte/icons/reply';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import Trash2 from '@lucide/svelte/icons/trash-2';
import { m } from '$lib/words/messages';
import type { MessageView } from '../../client/chat.svelte';
import { copy } from '../shared/copy';
import type { MenuItem } from '../shared/menu-item';
import { actsFor, type MessageAct } from './message-acts';
import type { MessageActions } from './message-actions.svelte';

interface Ways {
  /** Begins to name somebody in the composer. */
  onmention?: ((nick: string) => void) | undefined;
  /** Asks whether the message shall be removed for everybody in the group. */
  onremove: () => void;
  /** Gives the message's file to the device. */
  onsave: () => void;
}

/** The lines of a message's menu. */
export function menuItems(actions: MessageActions, message: MessageView, ways: Ways): MenuItem[] {
  const { chat } = actions;
  const { live, view, reachable } = chat.room ?? {};
  const group = chat.view?.kind === 'room';
  // A nickname may change hands: only who wrote it is named or written to (XEP-0421).
  const there = live?.occupants?.find((one) => one.key === message.key);
  const nick = there?.nick ?? message.nick ?? '';
  const name = group && !message.mine ? chat.names.of(message).name : '';
  const open = (address: string) => (): void => void goto(`/chat/${encodeURIComponent(address)}`);
  const line = (label: string, icon: Component, action: () => void): MenuItem => ({ label, icon, action });
  const grave = (label: string, action: () => void): MenuItem => ({ label, icon: Trash2, danger: true, action });

  const lines: Record<MessageAct, () => MenuItem> = {
    retry: () =>
      line(m.chat_try_again(), RotateCw, () => void chat.attempt((api) => api.retry(chat.address, message.id))),
    reply: () => line(m.message_reply(), Reply, () => actions.reply(message)),
    edit: () => line(m.message_edit(), Pencil, () => actions.edit(message)),
    copy: () => line(m.chat_copy(), Copy, () => void copy(message.text)),
    save: () => line(m.save(), Download, ways.onsave),
    forward: () => line(m.message_forward(), Forward, () => (actions.forwarding = [message])),
    select: () => line(m.message_select(), CircleCheck, () => actions.toggle(message)),
    mention: () => line(m.message_mention({ name }), AtSign, () => ways.onmention?.(nick)),
    write: () => line(m.message_write({ name }), MessageCircle, open(message.person ?? '')),
    private: () => line(m.message_private({ name }), MessageCircle, open(`${chat.address}/${nick}`)),
    info: () => line(m.message_info(), Info, () => (actions.told = message)),
    delete: () => grave(m.chat_delete(), () => actions.askToDelete([message])),
    remove: () => grave(m.message_remove(), ways.onremove)
  };
  const around = {
    writable: chat.writable,
    group,
    there: there !== undefined,
    moderates: reachable === true && view?.moderation === true && live?.role === 'moderator'
  };
  return actsFor(message, around).map((act) => lines[act]());
}
