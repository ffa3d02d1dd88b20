import type { MessageStatus } from '../../engine/api';
import { m } from '$lib/words/messages';

const names: Record<MessageStatus, () => string> = {
  waiting: m.status_waiting,
  sent: m.status_sent,
  delivered: m.status_delivered,
  read: m.status_read,
  failed: m.status_failed
};

/** Where an own message stands, in a word or two. */
export function statusName(status: MessageStatus): string {
  return names[status]();
}
