import type { Component } from 'svelte';
import Ban from '@lucide/svelte/icons/ban';
import Crown from '@lucide/svelte/icons/crown';
import DoorOpen from '@lucide/svelte/icons/door-open';
import Mic from '@lucide/svelte/icons/mic';
import MicOff from '@lucide/svelte/icons/mic-off';
import Send from '@lucide/svelte/icons/send';
import Shield from '@lucide/svelte/icons/shield';
import ShieldOff from '@lucide/svelte/icons/shield-off';
import UserMinus from '@lucide/svelte/icons/user-minus';
import { AppError } from '../../base/errors';
import type { EngineRemote } from '../../client/engine';
import type { RoomPerson } from '../../client/room-people';
import { m } from '$lib/words/messages';
import type { PersonAction } from './permissions';

/** How something that can be done to somebody is shown. */
interface Shown {
  icon: Component;
  label: () => string;
  danger?: true;
  /** What is asked before it is done. */
  question?: { title: (who: { name: string }) => string; text: () => string };
}

/** How each action is shown, and what is asked before the grave ones. */
export const shownActions: Record<PersonAction, Shown> = {
  invite: { icon: Send, label: m.group_invite_again },
  'make-admin': { icon: Shield, label: m.group_make_admin },
  'drop-admin': { icon: ShieldOff, label: m.group_drop_admin },
  'make-owner': {
    icon: Crown,
    label: m.group_make_owner,
    question: { title: m.group_make_owner_question, text: m.group_make_owner_text }
  },
  'drop-owner': {
    icon: ShieldOff,
    label: m.group_drop_owner,
    question: { title: m.group_drop_owner_question, text: m.group_drop_owner_text }
  },
  mute: { icon: MicOff, label: m.group_mute },
  unmute: { icon: Mic, label: m.group_unmute },
  remove: {
    icon: UserMinus,
    label: m.group_remove,
    danger: true,
    question: { title: m.group_remove_question, text: m.group_remove_text }
  },
  kick: {
    icon: DoorOpen,
    label: m.group_kick,
    danger: true,
    question: { title: m.group_kick_question, text: m.group_kick_text }
  },
  ban: {
    icon: Ban,
    label: m.group_ban,
    danger: true,
    question: { title: m.group_ban_question, text: m.group_ban_text }
  }
};

/** Does it. */
export function doTo(api: EngineRemote, room: string, person: RoomPerson, action: PersonAction): Promise<void> {
  const { address, nick } = person;
  const byAddress = {
    'make-admin': 'admin',
    'drop-admin': 'member',
    'make-owner': 'owner',
    'drop-owner': 'admin'
  } as const;
  switch (action) {
    case 'mute':
    case 'unmute':
      return api.setVoice(room, here(nick), action === 'unmute');
    case 'invite':
      return api.inviteToRoom(room, [here(address)]);
    case 'kick':
      return api.kick(room, here(nick));
    case 'remove':
      return api.setAffiliation(room, here(address), 'none');
    case 'ban':
      return api.setAffiliation(room, here(address), 'outcast');
    default:
      return api.setAffiliation(room, here(address), byAddress[action]);
  }
}

/** They may have left between the look and the tap. */
function here(name: string | undefined): string {
  if (name === undefined) throw new AppError('not-allowed', 'they are not there');
  return name;
}
