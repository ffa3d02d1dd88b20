import { m } from '$lib/words/messages';
import type { RoomEvent } from '../../engine/api-rooms';
import { isolateName } from './isolate-name';

/** How people are called in the sentences of a group. */
export interface EventNames {
  called(nick: string | undefined, address: string | undefined): string;
  /** The user's own nickname there. */
  readonly self: string;
}

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
  const { actor, target, by, who } = rolesOf(event, names);
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

function rolesOf({ who, address, by, me }: RoomEvent, names: EventNames): Deed {
  const itself = by !== undefined && by === who;
  const actor = by === undefined || itself ? 'nobody' : by === names.self ? 'me' : 'other';
  return {
    actor,
    target: me ? 'me' : 'other',
    by: by === undefined ? '' : isolateName(names.called(by, undefined)),
    who: who === undefined && address === undefined ? m.event_someone() : isolateName(names.called(who, address))
  };
}

/** What happened one after the other, as one sentence. */
export function eventsText(events: readonly RoomEvent[], names: EventNames): string {
  const [first] = events;
  if (!first) return '';
  if (events.length === 1) return eventText(first, names);
  const { target, who } = rolesOf(first, names);
  const people = new Set(events.map((event) => event.address ?? event.who));
  const alike = events.every((event) => event.kind === first.kind && !event.me) && people.size === events.length;
  if (alike && target === 'other') {
    const rest = { who, count: events.length - 1 };
    if (first.kind === 'added') return m.event_joined_many(rest);
    if (first.kind === 'left') return m.event_left_many(rest);
  }
  return m.event_changes({ count: events.length });
}
