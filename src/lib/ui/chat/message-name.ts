import { m } from '$lib/words/messages';
import type { MessageView } from '../../client/chat.svelte';
import { formatMoment } from '../shared/format-time';
import { statusName } from '../shared/status-name';

type Named = Pick<MessageView, 'time' | 'status' | 'readBy' | 'edited' | 'reactions' | 'open'>;

/** The accessible name of a message: who wrote it, when, where it stands, and what belongs to it. */
export function messageName(message: Named, { who, answers }: { who: string; answers?: string }): string {
  const { time, status, readBy, edited, reactions, open } = message;
  const when = formatMoment(time);
  const parts = [
    status
      ? m.chat_message_name_status({ who, when, status: statusName(readBy ? 'read' : status) })
      : m.chat_message_name({ who, when })
  ];
  if (answers !== undefined) parts.push(m.message_answers({ name: answers }));
  if (open) parts.push(m.message_open());
  if (edited) parts.push(m.message_edited());
  if (reactions?.length) parts.push(m.message_reactions({ emoji: reactions.map(({ emoji }) => emoji).join(' ') }));
  return parts.join(', ');
}
