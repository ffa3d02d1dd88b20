import type { RoomEvent } from '../../engine/api-rooms';
import { isolateName } from './isolate-name';

/** How people are called in the sentences of a group. */
export interface EventNames {
  called(nick: string | undefined, address: string | undefined): string;
  /** The user's own nickname there. */
  readonly self: string;
}

/** Who did what to whom: the parts of a sentence. `who` is empty when nobody was named. */
export interface EventRoles {
  actor: 'nobody' | 'me' | 'other';
  target: 'me' | 'other';
  by: string;
  who: string;
}

/** Who takes part in what happened. Who did it to themselves did it by nobody. */
export function rolesOf({ who, address, by, me }: RoomEvent, names: EventNames): EventRoles {
  const itself = by !== undefined && by === who;
  const named = who !== undefined || address !== undefined;
  return {
    actor: by === undefined || itself ? 'nobody' : by === names.self ? 'me' : 'other',
    target: me ? 'me' : 'other',
    by: by === undefined ? '' : isolateName(names.called(by, undefined)),
    who: named ? isolateName(names.called(who, address)) : ''
  };
}

/** What several events have in common: several people came or went, or only that they are changes. */
export function commonOf(events: readonly RoomEvent[]): 'added' | 'left' | 'changes' {
  const [first] = events;
  const people = new Set(events.map((event) => event.address ?? event.who));
  const alike = events.every((event) => event.kind === first?.kind && !event.me) && people.size === events.length;
  return alike && (first?.kind === 'added' || first?.kind === 'left') ? first.kind : 'changes';
}
