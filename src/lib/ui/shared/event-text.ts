import { m } from '$lib/words/messages';
import type { RoomEvent } from '../../engine/api-rooms';
import { commonOf, rolesOf, type EventNames, type EventRoles } from './event-roles';
import { isolateName } from './isolate-name';

type Deed = Parameters<typeof m.event_added>[0];

const deeds = {
  added: m.event_added,
  removed: m.event_removed,
  banned: m.event_banned,
  kicked: m.event_kicked,
  admin: m.event_admin,
  owner: m.event_owner,
  plain: m.event_plain
} satisfies Partial<Record<RoomEvent['kind'], (deed: Deed) => string>>;

const states = { left: m.event_left, muted: m.event_muted, unmuted: m.event_unmuted };

/** How much of a subject a line shows. */
const SUBJECT = 200;

/** What happened in a group, as one sentence. */
export function eventText(event: RoomEvent, names: EventNames): string {
  const { kind, text = '' } = event;
  const { actor, target, by, who } = sentenceOf(event, names);
  switch (kind) {
    case 'subject':
      return text === ''
        ? m.event_subject_cleared({ actor, by })
        : m.event_subject({ actor, by, text: isolateName(text.slice(0, SUBJECT)) });
    case 'nick':
      return m.event_nick({ target, who, text: isolateName(text) });
    case 'left':
    case 'muted':
    case 'unmuted':
      return states[kind]({ target, who });
    default:
      return deeds[kind]({ actor, target, by, who });
  }
}

function sentenceOf(event: RoomEvent, names: EventNames): EventRoles {
  const roles = rolesOf(event, names);
  return { ...roles, who: roles.who || m.event_someone() };
}

/** What happened one after the other, as one sentence. */
export function eventsText(events: readonly RoomEvent[], names: EventNames): string {
  const [first] = events;
  if (!first) return '';
  if (events.length === 1) return eventText(first, names);
  const rest = { who: sentenceOf(first, names).who, count: events.length - 1 };
  switch (commonOf(events)) {
    case 'added':
      return m.event_joined_many(rest);
    case 'left':
      return m.event_left_many(rest);
    case 'changes':
      return m.event_changes({ count: events.length });
  }
}
