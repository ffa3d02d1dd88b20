import { m } from '$lib/words/messages';
import type { MessageView } from '../../client/chat.svelte';
import { formatMoment } from '../shared/format-time';

const statuses = {
  waiting: m.status_waiting,
  sent: m.status_sent,
  delivered: m.status_delivered,
  read: m.status_read,
  failed: m.status_failed
};

/** The accessible name of a message: who wrote it, when, and where it stands. */
export function messageName({ time, status }: Pick<MessageView, 'time' | 'status'>, who: string): string {
  const when = formatMoment(time);
  return status
    ? m.chat_message_name_status({ who, when, status: statuses[status]() })
    : m.chat_message_name({ who, when });
}
